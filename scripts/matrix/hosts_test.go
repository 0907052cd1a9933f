package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/testdata"
)

// TestHosts asks all five hosts, as make matrix does: about what each has a way
// of its own to be asked, and with an expectation that is wrong on purpose.
func TestHosts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := testdata.Cases()
	if err != nil {
		t.Fatal(err)
	}
	from := func(id string) vector {
		i := slices.IndexFunc(cases, func(c testdata.Case) bool { return c.ID == id })
		if i < 0 {
			t.Fatalf("the corpus has no case %s", id)
		}
		c := cases[i]
		return vector{ID: quote(id), Policy: c.Policy, Keys: string(c.KeySet()), Fetched: c.Fetched, Token: c.Token, Now: c.Now, Expect: c.Expect}
	}
	good := from("valid/es256")
	with := func(change func(v *vector)) vector {
		v := good
		change(&v)
		return v
	}
	list := []struct {
		vector vector
		said   string // by all but Envoy
		envoy  string // if not the same
	}{
		{good, "valid", ""},
		{from("expired/now_is_exp"), "expired", ""},
		{from("valid/fetched"), "valid", ""},
		{from("unusable_key/fetched_oct"), "unusable_key", ""},
		{from("keys_unavailable/html"), "keys_unavailable", ""},
		{from("malformed/empty"), "malformed", ""},
		{from("malformed/dots"), "malformed", ""},
		{from("malformed/nul_inside"), "malformed", "not asked (a control character in the token)"},
		{with(func(v *vector) { v.Now = "1700000000.0000001" }), "valid", "not asked (a clock finer than a microsecond)"},
		{with(func(v *vector) { v.Now = "1700000300" }), "expired", ""},
		{with(func(v *vector) { v.Policy = json.RawMessage(`{"algorithms":[]}`) }), "error (policy: algorithms: must not be empty)", "error (*)"},
		{with(func(v *vector) { v.Policy = nil }), "error (policy: is not a JSON object of at most 1 MiB: its syntax is wrong, a name stands twice, or it is nested too deeply)", "error (*)"},
		{with(func(v *vector) { v.Expect = "expired" }), "valid", ""},
	}
	var questions []vector
	for _, l := range list {
		questions = append(questions, l.vector)
	}
	columns := ask(context.Background(), root, hosts, some(questions...))
	for _, c := range columns {
		if c.failed != nil {
			t.Errorf("%s: %v", c.host, c.failed)
		}
		for n, l := range list {
			want := l.said
			if c.host == "envoy" && l.envoy != "" {
				want = l.envoy
			}
			if got := c.at(n).String(); got != want {
				t.Errorf("%s: %s at %s: %s, want %s", c.host, l.vector.ID, l.vector.Now, got, want)
			}
		}
	}
	var out strings.Builder
	r, err := compare(&out, some(questions...), columns)
	if err != nil || len(columns) != 5 || r.disagreements != 0 || r.wrong != 4 {
		t.Errorf("%v, %v\n%s", r, err, &out)
	}
}
