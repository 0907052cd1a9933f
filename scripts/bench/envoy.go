package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/tallystick/tallystick/filter/deploy"
)

// envoyRequests are sent in each round.
const envoyRequests = 2000

// envoyRows measures the processor time of Envoy for a request, with the filter
// and each algorithm, and without a token on a public path.
func envoyRows(root string, all []subject) error {
	type object = map[string]any
	rules := []object{{"path": "/plain", "public": true}}
	for _, s := range all {
		rules = append(rules, object{"path": "/" + s.Algorithm, "policy": json.RawMessage(s.Policy), "keys": object{"inline": s.Keys}})
	}
	configuration, err := json.Marshal(object{"rules": rules})
	if err != nil {
		return err
	}
	config, err := deploy.Envoy(deploy.Options{Listeners: []deploy.Listener{{
		Name: "bench", Address: "127.0.0.1:0",
		Filter: &deploy.Filter{Wasm: filepath.Join(root, "filter", "filter.wasm"), Configuration: configuration},
		Routes: []deploy.Route{{Prefix: "/", Status: 200, Body: "ok"}},
	}}})
	if err != nil {
		return err
	}
	envoy, err := deploy.Start(context.Background(), deploy.Command{Program: filepath.Join(root, ".tools", "bin", "envoy"), Config: config})
	if err != nil {
		return err
	}
	defer envoy.Stop()
	base := "http://" + envoy.Address("bench")

	times := make([][]float64, len(all)+1)
	for range rounds {
		for i := range times {
			path, token := "/plain", ""
			if i > 0 {
				path, token = "/"+all[i-1].Algorithm, all[i-1].Token
			}
			us, err := processorTime(envoy.PID(), base+path, token)
			if err != nil {
				return err
			}
			times[i] = append(times[i], us)
		}
	}
	plain := median(times[0])
	fmt.Printf("\nEnvoy, processor time of a request\n%-8s %10.1f µs without a token\n", "", plain)
	for i, s := range all {
		us := median(times[i+1])
		fmt.Printf("%-8s %10.1f µs, %.1f more\n", s.Algorithm, us, us-plain)
	}
	return nil
}

// processorTime sends requests one after the other and returns what each took of
// the process, in µs.
func processorTime(pid int, address, token string) (float64, error) {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	before, err := used(pid)
	if err != nil {
		return 0, err
	}
	for range envoyRequests {
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0, err
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s answered %s", address, answer.Status)
		}
	}
	after, err := used(pid)
	return float64((after - before).Microseconds()) / envoyRequests, err
}

// used is the processor time of a process so far (Linux: fields 14 and 15 of
// /proc/PID/stat, in hundredths of a second).
func used(pid int) (time.Duration, error) {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	// The second field is in brackets and may hold anything.
	fields := bytes.Fields(text[bytes.LastIndexByte(text, ')')+1:])
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(string(f), 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}
