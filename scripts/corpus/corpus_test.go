package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/verdict"
)

const root = "../.."

// TestUpToDate: testdata/cases is what the tables make.
func TestUpToDate(t *testing.T) {
	if err := run(root, true); err != nil {
		t.Error(err)
	}
}

func load(t *testing.T) []testdata.Case {
	t.Helper()
	cases, err := testdata.Cases()
	if err != nil {
		t.Fatal(err)
	}
	return cases
}

// TestEveryVerdict: there is a case for each verdict that a verification ends
// with. The others are never given in a batch.
func TestEveryVerdict(t *testing.T) {
	never := []verdict.Code{verdict.Unset, verdict.SignatureNeeded, verdict.MissingToken}
	seen := map[string]int{}
	for _, c := range load(t) {
		seen[c.Expect]++
		if want, _, _ := strings.Cut(c.ID, "/"); want != c.Expect {
			t.Errorf("%s: expects %s", c.ID, c.Expect)
		}
	}
	for _, code := range verdict.All() {
		if has := seen[code.String()] > 0; has == slices.Contains(never, code) {
			t.Errorf("%v has %d cases", code, seen[code.String()])
		}
		delete(seen, code.String())
	}
	for name := range maps.Keys(seen) {
		t.Errorf("%s is no verdict", name)
	}
}

// TestParts: the header and payload in sight are those of the token, wherever
// the token's parts can be decoded.
func TestParts(t *testing.T) {
	shown := 0
	for _, c := range load(t) {
		parts := strings.Split(c.Token, ".")
		for i, sight := range []struct {
			value     json.RawMessage
			text, hex string
		}{{c.Header, c.HeaderText, c.HeaderHex}, {c.Payload, c.PayloadText, c.PayloadHex}} {
			if i >= len(parts) {
				continue
			}
			octets, ok := testdata.DecodePart(parts[i])
			if !ok {
				continue
			}
			shown++
			switch {
			case sight.value != nil && sight.text+sight.hex == "":
				if !bytes.Equal(compact(t, sight.value), compact(t, octets)) {
					t.Errorf("%s: part %d is %s, in sight is %s", c.ID, i, octets, sight.value)
				}
			case sight.value == nil && sight.hex == "":
				if sight.text != string(octets) {
					t.Errorf("%s: part %d is %q, in sight is %q", c.ID, i, octets, sight.text)
				}
			case sight.value == nil && sight.text == "":
				if sight.hex != hex.EncodeToString(octets) {
					t.Errorf("%s: part %d is %x, in sight is %s", c.ID, i, octets, sight.hex)
				}
			default:
				t.Errorf("%s: part %d is in sight twice", c.ID, i)
			}
		}
	}
	if shown < 1000 {
		t.Errorf("only %d parts were compared", shown)
	}
}

func compact(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return b.Bytes()
}

// TestFields: each file says what it is about, who made it and what it is asked
// at.
func TestFields(t *testing.T) {
	for _, c := range load(t) {
		_, _, err := c.Clock()
		switch {
		case err != nil:
			t.Errorf("%s: %v", c.ID, err)
		case c.About == "" || c.MadeBy != madeBy:
			t.Errorf("%s: about %q, made by %q", c.ID, c.About, c.MadeBy)
		case (c.Keys == nil) == (c.KeysText == nil):
			t.Errorf("%s: has not one of keys and keys_text", c.ID)
		}
	}
}
