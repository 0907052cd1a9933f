package manifest_test

import (
	"reflect"
	"testing"

	"github.com/tallystick/tallystick/wasm/module/manifest"
)

// A module with a type section that is stepped over, an import of each kind and
// two exports.
const sample = "\x00asm\x01\x00\x00\x00" +
	"\x01\x04\x01\x60\x00\x00" +
	"\x02\x2c\x04" +
	"\x03env\x03log\x00\x00" + // function of type 0
	"\x03env\x03tab\x01\x70\x01\x02\x03" + // table of 2 to 3 funcref
	"\x03env\x03mem\x02\x00\x01" + // memory of 1 page
	"\x03env\x01g\x03\x7f\x00" + // constant i32
	"\x07\x10\x02" +
	"\x06memory\x02\x00" +
	"\x03run\x00\x00"

func TestInspect(t *testing.T) {
	got, err := manifest.Inspect([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := manifest.Shape{
		Imports: []string{"env.log", "env.tab", "env.mem", "env.g"},
		Exports: []string{"memory", "run"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Only where a section ends may a module be cut and still be one.
func TestInspectTruncated(t *testing.T) {
	whole := map[int]bool{8: true, 14: true, 60: true, len(sample): true}
	for n := range len(sample) + 1 {
		_, err := manifest.Inspect([]byte(sample[:n]))
		if (err == nil) != whole[n] {
			t.Errorf("first %d bytes: error %v", n, err)
		}
	}
}

func TestInspectRefuses(t *testing.T) {
	for name, wasm := range map[string]string{
		"empty":         "",
		"text":          "(module)",
		"a component":   "\x00asm\x0d\x00\x01\x00",
		"unknown kind":  "\x00asm\x01\x00\x00\x00\x02\x06\x01\x01a\x01b\x09",
		"endless count": "\x00asm\x01\x00\x00\x00\x07\x05\xff\xff\xff\xff\x0f",
		"number too long": "\x00asm\x01\x00\x00\x00\x07" +
			"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
	} {
		if _, err := manifest.Inspect([]byte(wasm)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestParseRoundTrip(t *testing.T) {
	m := manifest.Manifest{ABI: 7, Modules: []manifest.Module{{Path: "a.wasm"}}}
	if err := m.Modules[0].Describe([]byte(sample)); err != nil {
		t.Fatal(err)
	}
	text, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	again, err := manifest.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m, again) {
		t.Errorf("got %+v, want %+v", again, m)
	}
	if _, err := manifest.Parse([]byte(`{"abi": 1, "colour": "blue"}`)); err == nil {
		t.Error("an unknown member was accepted")
	}
}
