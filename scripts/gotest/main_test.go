package main

import (
	"errors"
	"strings"
	"testing"
)

func TestReport(t *testing.T) {
	const pass = `{"Action":"run","Package":"p","Test":"TestA"}
{"Action":"output","Package":"p","Test":"TestA","Output":"=== RUN TestA\n"}
{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.1}
{"Action":"pass","Package":"p","Test":"TestA/one","Elapsed":0.1}
{"Action":"output","Package":"p","Output":"ok p\n"}
{"Action":"pass","Package":"p","Elapsed":0.4}
{"Action":"skip","Package":"q","Elapsed":0}
`
	tests := []struct {
		name, in, shown, last string
		failed                error
		pass                  bool
	}{
		{"passes", pass, "ok   p (2 tests, 0.4 s)\n", "2 tests passed in 1 packages, 0 failed, 0 skipped", nil, true},
		{"go itself failed", pass, "", "2 tests passed", errors.New("exit status 1"), false},
		{"a skip is shown and fails", pass + `{"Action":"output","Package":"r","Test":"TestB","Output":"no envoy here\n"}
{"Action":"skip","Package":"r","Test":"TestB"}
`, "no envoy here\n", "0 failed, 1 skipped", nil, false},
		{"a failure shows its output", `{"Action":"output","Package":"r","Test":"TestB","Output":"got 1, want 2\n"}
{"Action":"fail","Package":"r","Test":"TestB"}
{"Action":"output","Package":"r","Output":"exit\n"}
{"Action":"fail","Package":"r"}
`, "got 1, want 2\nexit\nFAIL r\n", "1 failed", errors.New("exit status 1"), false},
		{"a build error is shown", `{"ImportPath":"x","Action":"build-output","Output":"undefined: y\n"}
`, "undefined: y\n", "0 tests", errors.New("exit status 1"), false},
		{"what is not JSON is shown", "go: no module\n", "go: no module\n", "0 tests", nil, false},
		{"nothing at all", "", "", "0 tests", nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var w strings.Builder
			r := newReport(&w)
			r.read(strings.NewReader(tt.in))
			if !strings.Contains(w.String(), tt.shown) {
				t.Errorf("shown %q, want %q in it", w.String(), tt.shown)
			}
			if !strings.Contains(r.String(), tt.last) {
				t.Errorf("last line %q, want %q in it", r, tt.last)
			}
			if err := r.verdict(tt.failed); (err == nil) != tt.pass {
				t.Errorf("verdict %v, want a pass: %t", err, tt.pass)
			}
		})
	}
}
