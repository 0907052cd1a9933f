package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/filter/deploy"
)

// cpu is the processor time of all threads of a process.
func cpu(b *testing.B, pid int) (sum time.Duration) {
	b.Helper()
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(tasks) == 0 {
		b.Fatalf("no tasks of process %d: %v", pid, err)
	}
	for _, task := range tasks {
		text, err := os.ReadFile(task)
		if err != nil {
			b.Fatal(err)
		}
		var ns time.Duration
		if _, err := fmt.Sscan(string(text), &ns); err != nil {
			b.Fatal(err)
		}
		sum += ns
	}
	return sum
}

// BenchmarkRequest is what a request costs Envoy in processor time, without the
// filter and with it. Envoy itself answers, so there is no upstream to pay for.
// An iteration is a round of all kinds, one after the other, so that what else
// the machine does hits all alike; reported is the tenth percentile of the rounds
// in microseconds, since noise only ever adds. Run it with -benchtime=100x.
func BenchmarkRequest(b *testing.B) {
	rs, es := newSigner(b, jwt.SigningMethodRS256, "rs"), newSigner(b, jwt.SigningMethodES256, "es")
	hs, ed := newSigner(b, jwt.SigningMethodHS256, "hs"), newSigner(b, jwt.SigningMethodEdDSA, "ed")
	claims := jwt.MapClaims{"user_id": 1, "sub": "ada", "token_type": "access", "jti": "2f0c"}
	configuration := `{"policy":{"algorithms":["RS256","ES256","HS256","EdDSA"],"claims":[{"claim":"token_type","equals":"access"}]},
		"keys":{"inline":` + keySet(rs, es, hs, ed) + `},
		"claim_headers":[{"claim":"user_id","header":"x-user-id"},{"claim":"sub","header":"x-sub"},{"claim":"jti","header":"x-jti"}],
		"rules":[{"prefix":"/public","public":true},{"prefix":"/api"}]}`
	wasm, err := filepath.Abs("../filter.wasm")
	if err != nil {
		b.Fatal(err)
	}
	answer := []deploy.Route{{Prefix: "/", Status: http.StatusOK, Body: "{}"}}
	config, err := deploy.Envoy(deploy.Options{Listeners: []deploy.Listener{
		{Name: "plain", Address: "127.0.0.1:0", Routes: answer},
		{Name: "in", Address: "127.0.0.1:0", Routes: answer, Filter: &deploy.Filter{Wasm: wasm, Configuration: []byte(configuration)}},
	}})
	if err != nil {
		b.Fatal(err)
	}
	p, err := deploy.Start(b.Context(), deploy.Command{Program: program, Config: config})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(p.Stop)
	kinds := []struct{ name, listener, path, token string }{
		{"plain", "plain", "/api", hs.token(b, claims)},
		{"public", "in", "/public", hs.token(b, claims)},
		{"refused", "in", "/api", ""},
		{"HS256", "in", "/api", hs.token(b, claims)},
		{"RS256", "in", "/api", rs.token(b, claims)},
		{"ES256", "in", "/api", es.token(b, claims)},
		{"EdDSA", "in", "/api", ed.token(b, claims)},
	}
	const requests = 200
	took := make([][]float64, len(kinds))
	for b.Loop() {
		for i, kind := range kinds {
			r, err := http.NewRequest(http.MethodGet, "http://"+p.Address(kind.listener)+kind.path, nil)
			if err != nil {
				b.Fatal(err)
			}
			if kind.token != "" {
				r.Header.Set("Authorization", "Bearer "+kind.token)
			}
			before := cpu(b, p.PID())
			for range requests {
				answer, err := client.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
			took[i] = append(took[i], float64((cpu(b, p.PID())-before).Nanoseconds())/1000/requests)
		}
	}
	for i, kind := range kinds {
		slices.Sort(took[i])
		b.ReportMetric(took[i][len(took[i])/10], kind.name+"-us")
	}
	b.ReportMetric(0, "ns/op")
}
