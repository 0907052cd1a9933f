package base64url

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
)

func TestAppend(t *testing.T) {
	tests := []struct {
		text string
		want string
		ok   bool
	}{
		{"", "", true},
		{"Zg", "f", true},
		{"Zm8", "fo", true},
		{"Zm9v", "foo", true},
		{"Zm9vYg", "foob", true},
		{"-_-_", "\xfb\xff\xbf", true},
		{"Z", "", false},       // no octet string has this length
		{"Zm9vY", "", false},   //
		{"Zh", "", false},      // spare bits of the last character
		{"Zm9", "", false},     //
		{"Zg==", "", false},    // padding
		{"Zm9v\n", "", false},  // what encoding/base64 skips
		{"Zm\r9v", "", false},  //
		{" Zm9v", "", false},   //
		{"+/+/", "", false},    // the other alphabet
		{"Zm9\x00", "", false}, //
		{"Zm9\xff", "", false}, //
		{"Zm9v.Zm9v", "", false},
	}
	for _, test := range tests {
		got, ok := Append([]byte("x"), []byte(test.text))
		if ok != test.ok || string(got) != "x"+test.want {
			t.Errorf("Append(%q) = %q, %v; want %q, %v", test.text, got, ok, "x"+test.want, test.ok)
		}
	}
}

// FuzzAppend holds the decoder against encoding/base64, which is strict but for
// CR and LF.
func FuzzAppend(f *testing.F) {
	for _, s := range []string{"", "Zg", "Zm8", "Zm9v", "Zg==", "Zm9v\n", "__", "eyJhbGciOiJub25lIn0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := Append(nil, []byte(text))
		want, err := base64.RawURLEncoding.Strict().DecodeString(text)
		wantOK := err == nil && !strings.ContainsAny(text, "\r\n")
		if ok != wantOK || ok && !bytes.Equal(got, want) {
			t.Fatalf("Append(%q) = %q, %v; encoding/base64: %q, %v", text, got, ok, want, err)
		}
		if ok && len(got) != Len(len(text)) {
			t.Fatalf("Len(%d) = %d, want %d", len(text), Len(len(text)), len(got))
		}
	})
}
