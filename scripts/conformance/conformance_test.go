package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
)

// parrot is an engine that says one thing.
type parrot string

func (p parrot) verdict(context.Context, *check) string { return string(p) }
func (p parrot) keys(context.Context, *check) string    { return string(p) }

// headed is a token with the alg in its header.
func headed(alg string) string {
	return strings.Replace(sign(map[string]any{}), "eyJhbGciOiJIUzI1NiJ9", map[string]string{
		"HS256": "eyJhbGciOiJIUzI1NiJ9", "ES384": "eyJhbGciOiJFUzM4NCJ9",
	}[alg], 1)
}

func TestJudge(t *testing.T) {
	const p384 = `{"keys":[{"kty":"EC","crv":"P-384"},{"kty":"EC","crv":"P-256"}]}`
	for _, test := range []struct {
		name string
		c    check
		said []string
		want outcome
	}{
		{"accepted", check{token: headed("HS256"), want: accept}, []string{"valid", "valid"}, passed},
		{"refused", check{token: headed("HS256"), want: reject}, []string{"expired", "expired"}, passed},
		{"refused by an error", check{token: headed("HS256"), want: reject}, []string{"policy: x", "policy: x"}, passed},
		{"not accepted", check{token: headed("HS256"), want: accept}, []string{"expired", "expired"}, failed},
		{"not refused", check{token: headed("HS256"), want: reject}, []string{"valid", "valid"}, failed},
		{"two verdicts", check{token: headed("HS256"), want: reject}, []string{"expired", "malformed"}, failed},
		{"the verdict", check{want: "expired"}, []string{"expired", "expired"}, passed},
		{"another verdict", check{want: "expired"}, []string{"malformed", "malformed"}, failed},
		{"later, refused", check{token: headed("ES384"), want: accept}, []string{"unsupported_algorithm", "unsupported_algorithm"}, notYetSupported},
		{"later, to be refused", check{token: headed("ES384"), want: reject}, []string{"malformed", "malformed"}, notYetSupported},
		{"later, but accepted", check{token: headed("ES384"), want: accept}, []string{"valid", "valid"}, failed},
		{"well formed", check{want: formed}, []string{"unknown_key", "unknown_key"}, passed},
		{"not well formed", check{want: formed}, []string{"malformed", "malformed"}, failed},
		{"malformed", check{want: unformed}, []string{"malformed", "malformed"}, passed},
		{"not malformed", check{want: unformed}, []string{"unknown_key", "unknown_key"}, failed},
		{"keys", check{keySet: true, keys: []byte(`{"keys":[]}`), want: "2"}, []string{"2", "2"}, passed},
		{"keys too few", check{keySet: true, keys: []byte(`{"keys":[]}`), want: "2"}, []string{"1", "1"}, failed},
		{"no keys", check{keySet: true, keys: []byte(`{}`), want: "0"}, []string{"key set: x", "key set: x"}, passed},
		{"keys in a set that does not load", check{keySet: true, keys: []byte(`{}`), want: "1"}, []string{"key set: x", "key set: x"}, failed},
		{"a key for later", check{keySet: true, keys: []byte(p384), want: "2"}, []string{"1", "1"}, notYetSupported},
		{"a key for later and one too few", check{keySet: true, keys: []byte(p384), want: "2"}, []string{"0", "0"}, failed},
	} {
		var engines []engine
		for _, s := range test.said {
			engines = append(engines, parrot(s))
		}
		if got, said := test.c.run(context.Background(), engines); got != test.want {
			t.Errorf("%s: got %d, want %d: %s", test.name, got, test.want, said)
		}
	}
}

// TestTally: an exception takes a failure away, once it is met; one that is not
// needed is a failure itself.
func TestTally(t *testing.T) {
	defer func(old map[string]string) { exceptions = old }(exceptions)
	exceptions = map[string]string{"known": "because", "mended": "because", "gone": "because"}
	var out bytes.Buffer
	count := tally{w: &out, unused: map[string]bool{"known": true, "mended": true, "gone": true}}
	count.take(&check{name: "a"}, passed, "")
	count.take(&check{name: "b"}, notYetSupported, "")
	count.take(&check{name: "known"}, failed, "")
	if count.failed != 0 {
		t.Errorf("failed so far:\n%s", &out)
	}
	count.take(&check{name: "mended"}, passed, "")
	count.take(&check{name: "c"}, failed, "")
	if count.end() || !strings.HasSuffix(out.String(), "\n1 passed, 3 failed\n") {
		t.Errorf("the end:\n%s", &out)
	}
	for _, line := range []string{"exception: known: ", "FAILED: mended: is an exception, but no longer differs", "FAILED: gone: is an exception, but there is no such case", "FAILED: c: ", "1 not yet supported"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no line %q in:\n%s", line, &out)
		}
	}
	out.Reset()
	count = tally{w: &out}
	count.take(&check{name: "a"}, passed, "")
	if !count.end() || !strings.HasSuffix(out.String(), "\n1 passed, 0 failed\n") {
		t.Errorf("the good end:\n%s", &out)
	}
}

// TestEngines asks the core itself, in both of its forms.
func TestEngines(t *testing.T) {
	good := check{policy: policy{}.text(), keys: secretSet(), token: sign(map[string]int64{"exp": 1700000001}), now: "1700000000", want: accept}
	late, bits, broken := good, good, good
	late.now, late.want = "1700000001", "expired"
	bits.damage, bits.want = true, "every one refused"
	broken.now, broken.want = "x", "now: x is not a 64-bit number of seconds"
	keys := check{keySet: true, keys: []byte(`{"keys":[1,` + strings.TrimPrefix(string(secretSet()), `{"keys":[`)), want: "1"}
	none := check{keySet: true, keys: []byte(`{"keys":{}}`), want: "0"}
	engines := []engine{source{}, module{wazero.NewCompilationCache()}}
	for _, c := range []check{good, late, bits, broken, keys, none} {
		if got, said := c.run(context.Background(), engines); got != passed {
			t.Errorf("%d: %s", got, said)
		}
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	write := func(text string) {
		if err := os.MkdirAll(filepath.Join(dir, "libs"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "libs/x.json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := collection{"libs/x.json", read(configured)}
	if _, err := c.load(dir); err == nil {
		t.Error("a file that is not there is no error")
	}
	write(`{"cases":[
		{"name":"a","token":"t","expect":"accept","config":{"jwks":{"keys":[]},"now":5,"clock_skew":7,"audiences":["x"],"issuer":"i","require_exp":true}},
		{"name":"a","token":"u","expected":"reject","config":{"now":5}},
		{"name":"b","mode":"jws","expected":"accept","config":{"now":5}}]}`)
	checks, err := c.load(dir)
	if err != nil || len(checks) != 3 {
		t.Fatal(checks, err)
	}
	first, second, third := checks[0], checks[1], checks[2]
	want := `{"issuer":"i","audiences":["x"],"algorithms":["HS256","RS256","ES256","EdDSA"],"clock_skew_seconds":7,"require_expiry":true}`
	if first.name != "libs/x.json: a" || string(first.policy) != want || string(first.keys) != `{"keys":[]}` || first.now != "5" || first.want != accept {
		t.Errorf("%+v %s", first, first.policy)
	}
	if second.name != "libs/x.json: a (2)" || second.want != reject || !strings.Contains(string(second.policy), `"any_audience":true`) || third.want != reject {
		t.Errorf("%+v %+v", second, third)
	}
	if line := string(first.line()); !strings.Contains(line, `"expect":"accept"`) || !strings.Contains(line, `"keys":"{\"keys\":[]}"`) || !strings.HasSuffix(line, "}\n") {
		t.Error(line)
	}
	for _, text := range []string{`{}`, `{"cases":[]}`, `{`, `{"cases":[{"name":1}]}`} {
		write(text)
		if checks, err := c.load(dir); err == nil || !strings.HasPrefix(err.Error(), "libs/x.json: ") {
			t.Errorf("%s: %v, %v", text, checks, err)
		}
	}
}

// TestDamages: one for each bit, and one for each shorter signature.
func TestDamages(t *testing.T) {
	all := damages([]byte{0, 0xff, 7})
	seen := map[string]bool{"\x00\xff\x07": true}
	for _, d := range all {
		if seen[string(d)] {
			t.Errorf("%x comes twice, or is not damaged", d)
		}
		seen[string(d)] = true
	}
	if len(all) != 24+2 {
		t.Errorf("%d damages", len(all))
	}
}
