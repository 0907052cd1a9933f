package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/tallystick/tallystick/filter/deploy"
)

// An Envoy is given so many cases, or so many bytes of rules.
const (
	maxCases = 800
	maxBytes = 16 << 20
)

// settled is how long after its start an Envoy may still be fetching keys.
const settled = 3 * time.Second

// driver puts cases to one Envoy after the other.
type driver struct {
	root   string
	column *column
	clock  *clock
	keys   *keyServer
	client *http.Client

	asked   []asked // waiting for an Envoy
	refused []asked // waiting for one, with a policy that does not load
	bytes   int     // of all that waits

	policies map[string]answer // to policies that do not load, by their text
	offered  int               // of them given to Envoy
}

// asked is a case that waits.
type asked struct {
	n      int
	vector vector
	rule   rule
	size   int
	sec    int64
	nano   uint32
	socket string // of its listener
}

func askEnvoy(ctx context.Context, root string, all vectors, c *column) error {
	clock, err := newClock(ctx, root)
	if err != nil {
		return err
	}
	defer clock.close()
	keys, err := newKeyServer()
	if err != nil {
		return err
	}
	defer keys.close()
	d := &driver{root: root, column: c, clock: clock, keys: keys, policies: map[string]answer{}}
	err = all(func(n int, v *vector) error {
		if err := d.add(n, v); err != nil {
			return err
		}
		if len(d.asked)+len(d.refused) < maxCases && d.bytes < maxBytes {
			return nil
		}
		return d.flush(ctx)
	})
	if err != nil {
		return err
	}
	return d.flush(ctx)
}

// add takes a case in, or says why Envoy cannot be asked.
func (d *driver) add(n int, v *vector) error {
	why := carried(v.Token)
	sec, nano, apart := envoyTime(v.Now.String())
	if why == "" {
		why = apart
	}
	r, size, refused, err := ruleFor(n, v, d.keys)
	switch {
	case err != nil:
		return err
	case refused:
		d.refused = append(d.refused, asked{n: n, vector: *v, rule: r})
	case why != "":
		d.column.set(n, answer{apart: why})
		return nil
	case size > maxConfiguration:
		d.column.set(n, answer{apart: "a policy and keys longer than a configuration may be"})
		return nil
	default:
		d.asked = append(d.asked, asked{n: n, vector: *v, rule: r, size: size, sec: sec, nano: nano})
	}
	d.bytes += size + len(v.Token)
	return nil
}

// carried says why a token cannot be carried in a header field (RFC 9110 §5.5),
// or nothing.
func carried(token string) string {
	for _, c := range []byte(token) {
		if c < ' ' && c != '\t' || c == 0x7f {
			return "a control character in the token"
		}
	}
	if token != strings.Trim(token, " \t") {
		return "white space at an end of the token"
	}
	return ""
}

func (d *driver) flush(ctx context.Context) error {
	if err := d.questions(ctx); err != nil {
		return err
	}
	if err := d.refusals(ctx); err != nil {
		return err
	}
	d.asked, d.refused, d.bytes = nil, nil, 0
	d.keys.forget()
	return nil
}

// pack parts the rules into listeners.
func (d *driver) pack() (sets [][]rule) {
	room := 0
	for i := range d.asked {
		a := &d.asked[i]
		if room < a.size || len(sets) == 0 {
			sets, room = append(sets, nil), maxConfiguration
		}
		last := len(sets) - 1
		sets[last], room = append(sets[last], a.rule), room-a.size
		a.socket = listenerName(last)
	}
	return sets
}

func (d *driver) start(ctx context.Context, built map[string]any) (*deploy.Process, error) {
	text, err := encode(built)
	if err != nil {
		return nil, err
	}
	return deploy.Start(ctx, deploy.Command{
		Program: filepath.Join(d.root, ".tools/bin/envoy"), Config: text, Level: "error", Env: d.clock.environment(),
	})
}

// questions puts the waiting cases to an Envoy.
func (d *driver) questions(ctx context.Context) error {
	if len(d.asked) == 0 {
		return nil
	}
	built, err := bootstrap(d.root, d.pack(), d.keys)
	if err != nil {
		return err
	}
	p, err := d.start(ctx, built)
	if err != nil {
		return err
	}
	defer p.Stop()
	d.client = &http.Client{Transport: &http.Transport{}, Timeout: 20 * time.Second}
	defer d.client.CloseIdleConnections()
	until := time.Now().Add(settled)
	// Those with fetched keys come last, so that the keys are there.
	for _, fetched := range []bool{false, true} {
		for _, a := range d.asked {
			if _, far := a.rule.Keys.(remote); far != fetched {
				continue
			}
			said, err := d.askOne(ctx, p, a)
			for err == nil && fetched && said.verdict == "keys_unavailable" && time.Now().Before(until) {
				time.Sleep(50 * time.Millisecond)
				said, err = d.askOne(ctx, p, a)
			}
			if err != nil {
				return err
			}
			d.column.set(a.n, said)
		}
	}
	return nil
}

// askOne sets the clock and sends one request.
func (d *driver) askOne(ctx context.Context, p *deploy.Process, a asked) (answer, error) {
	if err := d.clock.set(a.sec, a.nano); err != nil {
		return answer{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Address(a.socket)+a.rule.Path, nil)
	if err != nil {
		return answer{}, err
	}
	r.Header["Authorization"] = []string{"Bearer " + a.vector.Token}
	response, err := d.client.Do(r)
	if err != nil {
		if ended(p) {
			return answer{}, errors.New("the Envoy process ended while it was asked")
		}
		return answer{fault: err.Error()}, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{fault: err.Error()}, nil
	}
	return heard(response, string(body)), nil
}

// heard is the answer in a response. A request that Envoy itself does not take
// never came to the filter.
func heard(response *http.Response, body string) answer {
	if response.StatusCode == http.StatusOK && body == reached {
		return answer{verdict: "valid"}
	}
	var refusal struct{ Verdict string }
	if json.Unmarshal([]byte(body), &refusal) == nil && refusal.Verdict != "" && refusal.Verdict != "valid" {
		return answer{verdict: refusal.Verdict}
	}
	switch response.StatusCode {
	case http.StatusBadRequest:
		return answer{apart: "a character that Envoy refuses in a header"}
	case http.StatusRequestHeaderFieldsTooLarge:
		return answer{apart: "a token longer than Envoy takes headers"}
	}
	return answer{fault: fmt.Sprintf("status %d without a verdict", response.StatusCode)}
}

func ended(p *deploy.Process) bool {
	select {
	case <-p.Done():
		return true
	case <-time.After(100 * time.Millisecond):
		return false
	}
}
