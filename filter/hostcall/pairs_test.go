package hostcall

import (
	"reflect"
	"strings"
	"testing"
)

func list(text []byte) (headers [][2]string) {
	p := ReadPairs(text)
	for name, value, ok := p.Next(); ok; name, value, ok = p.Next() {
		headers = append(headers, [2]string{string(name), string(value)})
	}
	return headers
}

func TestPairs(t *testing.T) {
	for _, headers := range [][][2]string{
		nil,
		{{":path", "/"}},
		{{"", ""}, {"a", ""}, {"", "b"}, {"a", "x\x00y"}, {"a", string(make([]byte, 70_000))}},
	} {
		if got := list(WritePairs(headers)); !reflect.DeepEqual(got, headers) {
			t.Errorf("%q, want %q", got, headers)
		}
	}
	// As Envoy writes it.
	text := "\x02\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00a\x00bc\x00de\x00\x00"
	if got, want := list([]byte(text)), [][2]string{{"a", "bc"}, {"de", ""}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A text that is cut or whose numbers are wrong gives fewer pairs, never a
// panic.
func TestPairsDamaged(t *testing.T) {
	whole := WritePairs([][2]string{{"authorization", "Bearer x"}, {"b", "c"}})
	for n := range whole {
		list(whole[:n])
		for _, c := range []byte{0, 1, 0x7f, 0x80, 0xff} {
			damaged := append([]byte(nil), whole...)
			damaged[n] = c
			list(damaged)
		}
	}
	if got := list([]byte("\xff\xff\xff\xff\x00\x00\x00\x00")); got != nil {
		t.Errorf("%q, want none", got)
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"plain ë":                   "plain ë",
		"a\r\n[critical] b\x7f\x00": "a??[critical] b??",
		strings.Repeat("x", 5000):   strings.Repeat("x", maxLine),
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
