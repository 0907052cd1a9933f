package json

import (
	"bytes"
	stdjson "encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func check(text string) bool {
	var s Scanner
	s.Scan([]byte(text))
	for _, _, ok := s.Next(); ok; _, _, ok = s.Next() {
	}
	return s.OK()
}

func members(n int) string {
	var b strings.Builder
	b.WriteByte('{')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"%d":1`, i)
	}
	b.WriteByte('}')
	return b.String()
}

func TestScanner(t *testing.T) {
	tests := []struct {
		about string
		text  string
		ok    bool
	}{
		{"empty object", `{}`, true},
		{"space around everything", " \t\r\n{ \"a\" : 1 , \"b\" : [ ] } \n", true},
		{"all kinds", `{"a":[1,-0,1.5e-7,"x",true,false,null,{"b":{}}]}`, true},
		{"escapes", `{"a":"\"\\\/\b\f\n\r\t\u0041\ud83d\ude00"}`, true},
		{"escaped NUL", `{"a":"\u0000"}`, true},
		{"nothing", ``, false},
		{"array outside", `[]`, false},
		{"string outside", `"a"`, false},
		{"trailing bytes", `{}x`, false},
		{"two objects", `{}{}`, false},
		{"trailing NUL", "{}\x00", false},
		{"byte order mark", "\ufeff{}", false},
		{"trailing comma in object", `{"a":1,}`, false},
		{"leading comma", `{,"a":1}`, false},
		{"trailing comma in array", `{"a":[1,]}`, false},
		{"comma alone in array", `{"a":[,]}`, false},
		{"missing comma", `{"a":1 "b":2}`, false},
		{"missing comma in array", `{"a":[1 2]}`, false},
		{"missing colon", `{"a" 1}`, false},
		{"missing value", `{"a":}`, false},
		{"name without quotes", `{a:1}`, false},
		{"single quotes", `{'a':1}`, false},
		{"comment", `{/**/}`, false},
		{"leading zero", `{"a":01}`, false},
		{"plus sign", `{"a":+1}`, false},
		{"no digit before the point", `{"a":.5}`, false},
		{"no digit behind the point", `{"a":5.}`, false},
		{"no digit in the exponent", `{"a":5e}`, false},
		{"minus alone", `{"a":-}`, false},
		{"NaN", `{"a":NaN}`, false},
		{"Infinity", `{"a":-Infinity}`, false},
		{"half a word", `{"a":tru}`, false},
		{"capital word", `{"a":True}`, false},
		{"open object", `{"a":1`, false},
		{"open array", `{"a":[`, false},
		{"open string", `{"a":"b`, false},
		{"open escape", `{"a":"\`, false},
		{"control character in a string", "{\"a\":\"\n\"}", false},
		{"DEL in a string is allowed", "{\"a\":\"\x7f\"}", true},
		{"unknown escape", `{"a":"\x41"}`, false},
		{"short \\u", `{"a":"\u004"}`, false},
		{"bad hex", `{"a":"\u00g0"}`, false},
		{"lone high surrogate", `{"a":"\ud83d"}`, false},
		{"lone low surrogate", `{"a":"\ude00"}`, false},
		{"high surrogate twice", `{"a":"\ud83d\ud83d"}`, false},
		{"high surrogate, then text", `{"a":"\ud83dabcdef"}`, false},
		{"invalid UTF-8", "{\"a\":\"\xff\"}", false},
		{"overlong UTF-8", "{\"a\":\"\xc0\xaf\"}", false},
		{"surrogate in UTF-8", "{\"a\":\"\xed\xa0\x80\"}", false},
		{"U+FFFD itself", "{\"a\":\"\ufffd\"}", true},
		{"duplicate name", `{"a":1,"a":2}`, false},
		{"duplicate name, escaped", `{"a":1,"\u0061":2}`, false},
		{"duplicate name, surrogates", `{"😀":1,"\ud83d\ude00":2}`, false},
		{"duplicate name inside", `{"b":{"a":1,"a":2}}`, false},
		{"duplicate name in an array", `{"b":[{"a":1,"a":2}]}`, false},
		{"the same name on two levels", `{"a":{"a":{"a":1}},"b":{"a":1}}`, true},
		{"names differ by case", `{"a":1,"A":2}`, true},
		{"128 members", members(128), true},
		{"129 members", members(129), false},
		{"128 members inside", `{"a":` + members(128) + `}`, true},
		{"129 members inside", `{"a":` + members(129) + `}`, false},
		{"16 deep", `{"a":` + strings.Repeat("[", 15) + strings.Repeat("]", 15) + `}`, true},
		{"17 deep", `{"a":` + strings.Repeat("[", 16) + strings.Repeat("]", 16) + `}`, false},
		{"16 deep, objects", strings.Repeat(`{"a":`, 16) + "1" + strings.Repeat("}", 16), true},
		{"17 deep, objects", strings.Repeat(`{"a":`, 17) + "1" + strings.Repeat("}", 17), false},
	}
	for _, test := range tests {
		if got := check(test.text); got != test.ok {
			t.Errorf("%s: %q: %v, want %v", test.about, test.text, got, test.ok)
		}
	}
}

func TestScanLoose(t *testing.T) {
	for text, want := range map[string]bool{
		`{"keys":[{"a":1,"a":2}]}`: true,
		`{"keys":[],"keys":[]}`:    false,
		`{"keys":[{"a":1,"a":}]}`:  false,
	} {
		var s Scanner
		s.ScanLoose([]byte(text))
		for _, _, ok := s.Next(); ok; _, _, ok = s.Next() {
		}
		if s.OK() != want {
			t.Errorf("%s: %v, want %v", text, s.OK(), want)
		}
	}
}

func TestNumbers(t *testing.T) {
	tests := []struct {
		text string
		want Decimal
		ok   bool
	}{
		{"0", Decimal{}, true},
		{"-0", Decimal{}, true},
		{"-0.0e7", Decimal{}, true},
		{"0e999999999999", Decimal{}, true},
		{"-1", Decimal{}, false},
		{"-1e-400", Decimal{}, false},
		{"1700000000", Decimal{Whole: 1700000000}, true},
		{"1.7e9", Decimal{Whole: 1700000000}, true},
		{"1.7E+9", Decimal{Whole: 1700000000}, true},
		{"17000000000e-1", Decimal{Whole: 1700000000}, true},
		{"0.00000017e16", Decimal{Whole: 1700000000}, true},
		{"1.5", Decimal{1, 500_000_000, false}, true},
		{"1.000000001", Decimal{1, 1, false}, true},
		{"1.0000000001", Decimal{1, 0, true}, true},
		{"1.00000000100000", Decimal{1, 1, false}, true},
		{"1e-9", Decimal{0, 1, false}, true},
		{"1e-10", Decimal{0, 0, true}, true},
		{"1e-999999999999999999999", Decimal{0, 0, true}, true},
		{"123456789e-9", Decimal{0, 123456789, false}, true},
		{"9223372036854775806", Decimal{Whole: 1<<63 - 2}, true},
		{"9223372036854775806.9", Decimal{1<<63 - 2, 900_000_000, false}, true},
		{"9223372036854775807", Decimal{}, false},
		{"9223372036854775808", Decimal{}, false},
		{"1e18", Decimal{Whole: 1e18}, true},
		{"1e19", Decimal{}, false},
		{"1e999999999999999999999", Decimal{}, false},
		{`"1"`, Decimal{}, false},
		{"null", Decimal{}, false},
		{"true", Decimal{}, false},
		{"[1]", Decimal{}, false},
	}
	for _, test := range tests {
		got, ok := Value(test.text).Decimal()
		if ok != test.ok || ok && got != test.want {
			t.Errorf("Decimal(%s) = %+v, %v; want %+v, %v", test.text, got, ok, test.want, test.ok)
		}
	}
	equal := [][]string{
		{"1", "1.0", "10e-1", "0.1e1", "100E-2"},
		{"0", "-0", "0.0", "0e5"},
		{"-1.5", "-15e-1"},
		{"12345678901234567890.5", "123456789012345678905e-1"},
		{"1.01"}, {"101"}, {"-1"}, {"1e400"}, {"1e401"}, {"1e16777215", "10e16777214"},
	}
	for i, same := range equal {
		for j, others := range equal {
			for _, a := range same {
				for _, b := range others {
					if got := EqualNumber(Value(a), Value(b)); got != (i == j) {
						t.Errorf("EqualNumber(%s, %s) = %v", a, b, got)
					}
				}
			}
		}
	}
}

// TestWild: an exponent that is not kept in full makes a number equal to none.
func TestWild(t *testing.T) {
	for _, pair := range [][2]string{{"1e99999999", "1e999999990"}, {"1e-99999999", "1e-99999999"}, {"1e16777216", "1e16777216"}} {
		if EqualNumber(Value(pair[0]), Value(pair[1])) {
			t.Errorf("%s and %s are equal", pair[0], pair[1])
		}
	}
	if !EqualNumber(Value("0e99999999"), Value("0")) {
		t.Error("zero is not zero")
	}
}

func TestFind(t *testing.T) {
	v := Value(`{"a": {"b" : [ "x" , {"c":"]}\""} , 3 ], "\u0062b": -1.5e3 } , "d":null}`)
	tests := []struct {
		path string
		want string
	}{
		{"a/bb", "-1.5e3"}, {"d", "null"}, {"a/b", `[ "x" , {"c":"]}\""} , 3 ]`}, {"a/b/c", ""}, {"e", ""}, {"d/e", ""},
	}
	for _, test := range tests {
		if got := v.Find(strings.Split(test.path, "/")); string(got) != test.want {
			t.Errorf("Find(%s) = %s, want %s", test.path, got, test.want)
		}
	}
	var got []string
	for w := v.Find([]string{"a", "b"}).Elements(); ; {
		e, ok := w.Element()
		if !ok {
			break
		}
		got = append(got, string(e))
	}
	if want := `"x" {"c":"]}\""} 3`; strings.Join(got, " ") != want {
		t.Errorf("elements: %q, want %q", got, want)
	}
}

// FuzzScanner: what the scanner takes, encoding/json takes too and finds the
// same members in it; what encoding/json refuses, the scanner refuses.
func FuzzScanner(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":[1,{"b":"\u00e9\ud83d\ude00"}],"c":null}`, `{"a":1,"\u0061":2}`, `{"iss":"joe",` + "\r\n" + ` "exp":1300819380}`, `{"x":-1.50e-3}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var s Scanner
		s.Scan(text)
		found := map[string]string{}
		for name, value, ok := s.Next(); ok; name, value, ok = s.Next() {
			if !name.Is(name.Text()) {
				t.Fatalf("%q is not its own text %q", name, name.Text())
			}
			found[name.Text()] = string(value)
		}
		var std map[string]stdjson.RawMessage
		err := stdjson.Unmarshal(text, &std)
		if !s.OK() {
			return
		}
		if err != nil || !utf8.Valid(text) {
			t.Fatalf("taken, but encoding/json says %v", err)
		}
		if len(std) != len(found) {
			t.Fatalf("%d members, encoding/json finds %d", len(found), len(std))
		}
		for name, value := range std {
			if !bytes.Equal(value, []byte(found[name])) {
				t.Fatalf("%q: %s, encoding/json finds %s", name, found[name], value)
			}
			if got := Value(bytes.TrimSpace(text)).Member(name); string(got) != found[name] {
				t.Fatalf("Member(%q) = %s, want %s", name, got, found[name])
			}
		}
	})
}
