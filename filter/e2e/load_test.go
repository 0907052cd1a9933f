package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// A token of 1 MB ends at Envoy; one as long as Envoy lets through ends in the
// filter; and the next request works.
func TestLongTokens(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodES256, "k")
	p := start(t, `{"policy":{"algorithms":["ES256"]},"keys":{"inline":`+keySet(s)+`}}`)
	good := s.token(t, nil)
	for _, test := range []struct {
		size    int
		status  int
		verdict string
	}{{1 << 20, 431, ""}, {50_000, 401, "too_large"}, {16_000, 401, "malformed"}} {
		got := p.get(t, "/", bearer(strings.Repeat("a", test.size)))
		if got.status != test.status || got.verdict != test.verdict {
			t.Errorf("%d bytes: %d %s, want %d %s", test.size, got.status, got.body, test.status, test.verdict)
		}
		if got := p.get(t, "/", bearer(good)); got.status != http.StatusOK {
			t.Errorf("after %d bytes: %d %s", test.size, got.status, got.body)
		}
	}
}

// rss is the resident memory of a process in KB.
func rss(t *testing.T, pid int) (kb int) {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "VmRSS:")
	if _, err := fmt.Sscan(rest, &kb); !ok || err != nil {
		t.Fatalf("no VmRSS: %v", err)
	}
	return kb
}

// send sends requests from a few clients at once: good tokens of two algorithms,
// a damaged one, and none.
func (p *proxy) send(t *testing.T, requests int, tokens []string) {
	t.Helper()
	const clients = 4
	var wait sync.WaitGroup
	for c := range clients {
		wait.Go(func() {
			for n := c; n < requests; n += clients {
				r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, p.url+"/", nil)
				if err != nil {
					t.Error(err)
					return
				}
				token := tokens[n%len(tokens)]
				if token != "" {
					r.Header.Set("Authorization", "Bearer "+token)
				}
				r.Header.Set("X-Padding", strings.Repeat("x", n%700))
				answer, err := client.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
			}
		})
	}
	wait.Wait()
}

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}

// Memory is flat: what a request takes is given back.
func TestMemory(t *testing.T) {
	rs, es := newSigner(t, jwt.SigningMethodRS256, "rs"), newSigner(t, jwt.SigningMethodES256, "es")
	p := start(t, `{"policy":{"algorithms":["RS256","ES256"]},"keys":{"inline":`+keySet(rs, es)+`},
		"claim_headers":[{"claim":"user_id","header":"x-user-id"}]}`)
	tokens := []string{rs.token(t, jwt.MapClaims{"user_id": 1}), es.token(t, jwt.MapClaims{"user_id": 2}), rs.token(t, nil) + "x", ""}
	p.send(t, 4000, tokens)
	before := rss(t, p.PID())
	const requests = 20_000
	p.send(t, requests, tokens)
	after := rss(t, p.PID())
	t.Logf("resident memory of Envoy: %d KB before, %d KB after %d requests", before, after, requests)
	// One leaked listing of headers each would be 20 MB.
	if after > before+6<<10 {
		t.Errorf("memory grew from %d KB to %d KB over %d requests", before, after, requests)
	}
	if n := p.counter(t, "tallystick.verdict.valid"); n != (requests+4000)/2 {
		t.Errorf("%d valid, want %d", n, (requests+4000)/2)
	}
}

// A document with as many rules as a corpus of cases has.
func TestManyRules(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodES256, "k")
	var rules []string
	const n = 800
	for i := range n {
		other := newSigner(t, jwt.SigningMethodES256, "k")
		if i == n/2 {
			other = s
		}
		rules = append(rules, fmt.Sprintf(`{"path":"/c/%d","policy":{"algorithms":["ES256"],"require":["sub"]},"keys":{"inline":%s}}`, i, quoted(keySet(other))))
	}
	p := start(t, `{"rules":[`+strings.Join(rules, ",")+`]}`)
	token := bearer(s.token(t, jwt.MapClaims{"sub": "ada"}))
	for path, want := range map[string]string{"/c/400": "", "/c/0": "bad_signature", "/c/799": "bad_signature"} {
		if got := p.get(t, path, token); got.verdict != want {
			t.Errorf("%s: %d %s, want %q", path, got.status, got.body, want)
		}
	}
}
