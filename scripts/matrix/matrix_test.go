package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// some are vectors from memory.
func some(list ...vector) vectors {
	return func(yield func(int, *vector) error) error {
		for i := range list {
			if err := yield(i, &list[i]); err != nil {
				return err
			}
		}
		return nil
	}
}

func says(name string, answers ...answer) *column { return &column{host: name, answers: answers} }

func TestCompare(t *testing.T) {
	valid, expired := answer{verdict: "valid"}, answer{verdict: "expired"}
	refused, other := answer{refused: "policy: a"}, answer{refused: "policy: b"}
	apart, fault := answer{apart: "too long"}, answer{fault: "status 500"}
	for _, test := range []struct {
		name          string
		expect        string
		said          []answer
		differ, wrong int
	}{
		{"all right", "valid", []answer{valid, valid}, 0, 0},
		{"nothing expected", "", []answer{expired, expired}, 0, 0},
		{"accept", "accept", []answer{valid, valid}, 0, 0},
		{"reject", "reject", []answer{expired, expired}, 0, 0},
		{"all wrong", "valid", []answer{expired, expired}, 0, 1},
		{"accepted, not rejected", "reject", []answer{valid, valid}, 0, 1},
		{"rejected, not accepted", "accept", []answer{expired, expired}, 0, 1},
		{"one differs", "valid", []answer{valid, expired}, 1, 1},
		{"two ways to reject", "reject", []answer{expired, {verdict: "malformed"}}, 1, 0},
		{"one differs, nothing expected", "", []answer{valid, expired, valid}, 1, 0},
		{"not asked", "valid", []answer{valid, apart}, 0, 0},
		{"nobody asked", "valid", []answer{apart, apart}, 0, 0},
		{"not asked between two that differ", "", []answer{valid, apart, expired}, 1, 0},
		{"a fault", "", []answer{valid, fault}, 1, 1},
		{"the same fault", "", []answer{fault, fault}, 1, 1},
		{"a fault is no rejection", "reject", []answer{fault, fault}, 1, 1},
		{"no answer", "", []answer{valid, {}}, 1, 1},
		{"no answer from anybody", "", []answer{{}, {}}, 1, 1},
		{"a fault alone", "reject", []answer{fault}, 0, 1},
		{"policy refused", "reject", []answer{refused, refused, {refused: anyWords}}, 0, 0},
		{"policy refused in other words", "reject", []answer{refused, other}, 1, 0},
		{"policy refused by one", "", []answer{refused, expired}, 1, 0},
		{"policy refused is no acceptance", "accept", []answer{refused, refused}, 0, 1},
		{"policy refused is no verdict", "expired", []answer{refused, refused}, 0, 1},
	} {
		var columns []*column
		for _, a := range test.said {
			columns = append(columns, says("host", a))
		}
		var out strings.Builder
		r, err := compare(&out, some(vector{ID: quote("a"), Expect: test.expect}), columns)
		if err != nil {
			t.Fatal(err)
		}
		if r.disagreements != test.differ || r.wrong != test.wrong || (out.Len() > 0) != (test.differ+test.wrong > 0) {
			t.Errorf("%s: %v\n%s", test.name, r, &out)
		}
		if r.good() != (test.differ+test.wrong == 0) {
			t.Errorf("%s: good is %v", test.name, r.good())
		}
	}
}

func TestReport(t *testing.T) {
	two := some(vector{ID: quote("a"), Expect: "valid"}, vector{ID: quote("b")})
	columns := []*column{
		says("native", answer{verdict: "valid"}, answer{verdict: "expired"}),
		says("envoy", answer{verdict: "valid"}, answer{apart: "a control character"}),
	}
	var out strings.Builder
	r, err := compare(&out, two, columns)
	if err != nil || r.String() != "2 cases, 2 hosts, 0 disagreements, 0 wrong" || !r.good() || r.apart["envoy"]["a control character"] != 1 {
		t.Errorf("%v, %v, %v", r, r.apart, err)
	}
	columns[1].answers[0] = answer{verdict: "expired"}
	columns[1].failed = errors.New("ended")
	r, err = compare(&out, two, columns)
	if err != nil || r.String() != "2 cases, 2 hosts, 1 disagreements, 1 wrong" || r.good() || len(r.failed) != 1 {
		t.Errorf("%v, %v, %v", r, r.failed, err)
	}
	if want := "disagreement, wrong: \"a\" expects valid; native: valid; envoy: expired\n"; out.String() != want {
		t.Errorf("got %s want %s", &out, want)
	}
	columns[1].answers[0] = answer{verdict: "valid"}
	if r, err = compare(&out, two, columns); err != nil || r.good() {
		t.Errorf("a host that failed counts as good: %v, %v", r, err)
	}
	if r, err = compare(&out, some(), columns[:1]); err != nil || r.good() {
		t.Errorf("no case counts as good: %v, %v", r, err)
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "vectors.jsonl")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("\n{\"id\":\"a\",\"policy\":{\"a\":1,\"a\":2},\"keys\":\"<&>\",\"token\":\"\\u00e9\",\"now\":1.50,\"expect\":\"reject\"}\r\n\n" + `{"token":"b","now":2}`)
	var lines []string
	err := file(path)(func(n int, v *vector) error {
		line, err := v.line(n)
		lines = append(lines, string(v.ID)+" "+string(line))
		return err
	})
	want := []string{
		`"a" {"id":0,"policy":{"a":1,"a":2},"keys":"<&>","token":"é","now":1.50}` + "\n",
		`"line 4" {"id":1,"keys":"","token":"b","now":2}` + "\n",
	}
	if err != nil || strings.Join(lines, "") != strings.Join(want, "") {
		t.Errorf("%v\n got %s\nwant %s", err, lines, want)
	}
	for text, want := range map[string]string{
		`{`:                                      "vectors.jsonl:1: unexpected end",
		`{"now":1,"keys":{"keys":[]}}`:           "vectors.jsonl:1: json: cannot unmarshal object",
		`{"token":"a"}`:                          `"now" is missing`,
		`{"now":1,"expect":"Expired"}`:           `"expect" is "Expired"`,
		"{\"now\":1}\n{\"now\":1,\"token\":1}\n": "vectors.jsonl:2: json: cannot unmarshal number",
	} {
		write(text)
		err := file(path)(func(int, *vector) error { return nil })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if err := file(path + "x")(nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestCarried(t *testing.T) {
	for token, why := range map[string]string{
		"":         "",
		"a.b.c":    "",
		"a b":      "",
		"a\tb":     "",
		"é":        "",
		" a":       "white space at an end of the token",
		"a ":       "white space at an end of the token",
		"a\t":      "white space at an end of the token",
		"a\r\nb":   "a control character in the token",
		"a\x00":    "a control character in the token",
		"a\x7fb":   "a control character in the token",
		"\x1b[31m": "a control character in the token",
	} {
		if got := carried(token); got != why {
			t.Errorf("%q: %s", token, got)
		}
	}
}

func TestEnvoyTime(t *testing.T) {
	for now, want := range map[string]struct {
		sec  int64
		nano uint32
		why  string
	}{
		"0":                    {0, 0, ""},
		"1700000000":           {1700000000, 0, ""},
		"1700000000.5":         {1700000000, 500_000_000, ""},
		"1700000000.000001":    {1700000000, 1000, ""},
		"1700000000.000001000": {1700000000, 1000, ""},
		"9223372035.999999":    {9223372035, 999_999_000, ""},
		"1700000000.0000001":   {0, 0, "a clock finer than a microsecond"},
		"9223372036":           {0, 0, "a clock beyond the year 2262"},
		"-1":                   {0, 0, "a clock before 1970"},
		"-0.5":                 {0, 0, "a clock before 1970"},
		"9223372036854775808":  {0, 0, "a clock that is no 64-bit number"},
		"1e9":                  {0, 0, "a clock that is no 64-bit number"},
		"1.5e9":                {0, 0, "a clock that is no plain number"},
	} {
		sec, nano, why := envoyTime(now)
		if sec != want.sec || nano != want.nano || why != want.why {
			t.Errorf("%s: %d, %d, %s", now, sec, nano, why)
		}
	}
}

// TestProcess: answers are joined by their number; a process that answers too
// little or too much, or ends badly, is told.
func TestProcess(t *testing.T) {
	shell := func(script string) (*column, error) {
		c := &column{}
		err := process{".", "/bin/sh", []string{"-c", script}}.ask(context.Background(), some(vector{Now: "1"}, vector{Now: "1"}), c)
		return c, err
	}
	c, err := shell(`cat >/dev/null; echo '{"id":1,"verdict":"valid","code":1}'; echo; echo '{"id":0,"error":"policy: x"}'`)
	if err != nil || c.at(0).refused != "policy: x" || c.at(1).verdict != "valid" || !c.at(2).faulty() {
		t.Errorf("%v, %v", c.answers, err)
	}
	c, err = shell(`cat >/dev/null; echo '{"id":1,"error":"trap"}'`)
	if err != nil || !c.at(0).faulty() || c.at(1).fault != "trap" {
		t.Errorf("%v, %v", c.answers, err)
	}
	for script, want := range map[string]string{
		`cat >/dev/null; echo one >&2; echo two >&2; exit 3`: "exit status 3: one | two",
		`cat >/dev/null; echo hello`:                         "a line that is no answer",
		`cat >/dev/null; echo '{"verdict":"valid"}'`:         "an answer without the id",
		`no-such-program`:                                    "exit status 127",
	} {
		if _, err := shell(script); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", script, err, want)
		}
	}
}

func TestRefusedListeners(t *testing.T) {
	refused, err := refusedListeners([]byte(`{"configs":[
		{"name":"l0","error_state":{"details":"no"}},
		{"name":"l1","active_state":{}},
		{"name":"l2","active_state":{},"error_state":{"details":"no"}}]}`))
	if err != nil || len(refused) != 1 || !refused["l0"] {
		t.Errorf("%v, %v", refused, err)
	}
}
