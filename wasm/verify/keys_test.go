package verify_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/verify"
)

// b64 is base64url of octets that all have one value.
func b64(octets int, value byte) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Repeat(string([]byte{value}), octets)))
}

// good are sound keys of the corpus by their kid, as JSON texts without the
// closing brace, so that members can be added.
func good(t *testing.T) map[string]string {
	t.Helper()
	cases, err := testdata.Cases()
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{}
	kids := map[string]string{"valid/hs256": "hs", "valid/es256": "es", "valid/eddsa": "ed", "valid/rs256": "rs"}
	for _, c := range cases {
		if kid, ok := kids[c.ID]; ok {
			var set struct{ Keys []json.RawMessage }
			if err := json.Unmarshal(c.Keys, &set); err != nil || len(set.Keys) != 1 {
				t.Fatalf("%s: has not one key: %v", c.ID, err)
			}
			keys[kid] = strings.TrimRight(string(set.Keys[0]), "} \n")
		}
	}
	if len(keys) != len(kids) {
		t.Fatalf("the corpus has only the keys %v", keys)
	}
	return keys
}

// TestKeyReasons: each key that cannot be used, and why.
func TestKeyReasons(t *testing.T) {
	keys := good(t)
	es, rs := keys["es"], keys["rs"]
	rsa := func(n, e string) string { return `{"kty":"RSA","n":"` + n + `","e":"` + e + `"}` }
	ec := func(x, y string) string { return `{"kty":"EC","crv":"P-256","x":"` + x + `","y":"` + y + `"}` }
	ed := func(x string) string { return `{"kty":"OKP","crv":"Ed25519","x":"` + x + `"}` }
	oct := func(k string) string { return `{"kty":"oct","k":"` + k + `"}` }
	const noPoint = "x is not the canonical encoding of a point of Ed25519 of full order"
	for _, test := range []struct{ key, reason string }{
		{`null`, "is not an object"},
		{`"EC"`, "is not an object"},
		{`[]`, "is not an object"},
		{`{}`, "kty is missing"},
		{`{"kty":1}`, "kty is not a string"},
		{`{"kty":null}`, "kty is not a string"},
		{`{"kty":"ec"}`, "kty is not one that the core knows"},
		{`{"kty":"AKP"}`, "kty is not one that the core knows"},
		{`{"kty":"EC","kty":"EC"}`, "has a member twice, or an object inside that is too large"},
		{es + `,"note":{"a":1,"a":1}}`, "has a member twice, or an object inside that is too large"},
		{es + `,"use":"enc"}`, "use is not sig"},
		{es + `,"use":""}`, "use is not sig"},
		{es + `,"use":1}`, "use is not a string"},
		{es + `,"key_ops":["sign"]}`, "key_ops does not hold verify"},
		{es + `,"key_ops":[]}`, "key_ops does not hold verify"},
		{es + `,"key_ops":"verify"}`, "key_ops does not hold verify"},
		{es + `,"key_ops":["verify",null]}`, "key_ops is not a short list of strings"},
		{es + `,"key_ops":["verify"` + strings.Repeat(`,"x"`, 16) + `]}`, "key_ops has a value twice"},
		{es + `,"key_ops":["a","b","c","d","e","f","g","h","i","j","k","l","m","n","o","p","verify"]}`, "key_ops is not a short list of strings"},
		{es + `,"key_ops":["verify","sign","verify"]}`, "key_ops has a value twice"},
		{es + `,"alg":"ES257"}`, "alg is not one that the core knows"},
		{es + `,"alg":""}`, "alg is not one that the core knows"},
		{es + `,"alg":"HS256"}`, "alg does not go with kty"},
		{es + `,"alg":"RS256"}`, "alg does not go with kty"},
		{rs + `,"alg":"EdDSA"}`, "alg does not go with kty"},

		{`{"kty":"oct"}`, "k is missing or is not base64url"},
		{oct(""), "k is missing or is not base64url"},
		{oct(b64(32, 1) + "="), "k is missing or is not base64url"},
		{oct("a+b/"), "k is missing or is not base64url"},
		{oct(b64(31, 1)), "k has 248 bits, at least 256 are needed"},
		{oct("AA"), "k has 8 bits, at least 256 are needed"},

		{`{"kty":"RSA","e":"AQAB"}`, "n is missing or is not base64url"},
		{rsa("", "AQAB"), "n is missing or is not base64url"},
		{rsa("!", "AQAB"), "n is missing or is not base64url"},
		{`{"kty":"RSA","n":"` + b64(256, 0xff) + `"}`, "e is missing or is not base64url"},
		{`{"kty":"RSA","n":1,"e":"AQAB"}`, "n is missing or is not base64url"},
		{rsa("AA"+b64(256, 0xff), "AQAB"), "n begins with a zero octet"},
		{rsa(b64(256, 0xff), "AAEAAQ"), "e begins with a zero octet"},
		{rsa(b64(256, 0xff), "AA"), "e begins with a zero octet"},
		{rsa(b64(255, 0xff), "AQAB"), "RSA modulus has 2040 bits, at least 2048 are needed"},
		{rsa(b64(256, 0x7f), "AQAB"), "RSA modulus has 2047 bits, at least 2048 are needed"},
		{rsa(b64(1025, 0x01), "AQAB"), "RSA modulus has 8193 bits, at most 8192 are taken"},
		{rsa(b64(256, 0x80), "AQAB"), "RSA modulus is even"},
		{rsa(b64(256, 0xff), "AQAA"), "RSA exponent is even"},
		{rsa(b64(256, 0xff), "AQ"), "RSA exponent is 1"},
		{rsa(b64(256, 0xff), "gAAAAQ"), "RSA exponent is above 2^31 - 1"},
		{rsa(b64(256, 0xff), "AQAAAAE"), "RSA exponent is above 2^31 - 1"},

		{`{"kty":"EC","crv":"P-384","x":"AA","y":"AA"}`, "crv is not one that the core knows"},
		{`{"kty":"EC","crv":"P-256","x":"AA"}`, "x or y is missing or is not base64url"},
		{`{"kty":"EC","crv":"P-256","y":"AA"}`, "x or y is missing or is not base64url"},
		{ec(b64(31, 1), b64(32, 1)), "x and y must have 32 octets each"},
		{ec(b64(32, 1), b64(33, 1)), "x and y must have 32 octets each"},
		{ec(b64(32, 1), b64(32, 1)), "x and y are not a point of P-256"},
		{ec(b64(32, 0), b64(32, 0)), "x and y are not a point of P-256"},
		{ec(b64(32, 0xff), b64(32, 0xff)), "x and y are not a point of P-256"},

		{`{"kty":"OKP","crv":"X25519","x":"` + b64(32, 1) + `"}`, "crv is not one that the core knows"},
		{`{"kty":"OKP","crv":"Ed448","x":"` + b64(57, 1) + `"}`, "crv is not one that the core knows"},
		{`{"kty":"OKP","crv":"Ed25519"}`, "x is missing or is not base64url"},
		{ed(b64(31, 1)), noPoint},
		{ed(b64(33, 1)), noPoint},
		{ed(b64(32, 0)), noPoint},
		{ed(b64(32, 0xff)), noPoint},
	} {
		set, err := verify.LoadKeys([]byte(`{"keys":[`+test.key+`]}`), verify.Handed)
		if err != nil {
			t.Errorf("%s: %v", test.key, err)
			continue
		}
		rejected := set.Rejected()
		if set.Usable() != 0 || len(rejected) != 1 || rejected[0].Reason != test.reason {
			t.Errorf("%s:\n got %d usable, %v\nwant %s", test.key, set.Usable(), rejected, test.reason)
		}
	}
}

// TestKeysAtTheEdge: keys that can just be used.
func TestKeysAtTheEdge(t *testing.T) {
	keys := good(t)
	for _, key := range []string{
		keys["hs"] + `}`, keys["es"] + `}`, keys["ed"] + `}`, keys["rs"] + `}`,
		keys["es"] + `,"use":"sig","alg":"ES256","key_ops":["verify","sign"],"x5t":1,"note":[{}]}`,
		`{"kty":"oct","k":"` + b64(32, 1) + `"}`,
		`{"kty":"RSA","n":"` + b64(256, 0xff) + `","e":"Aw"}`,
		`{"kty":"RSA","n":"` + b64(1024, 0xff) + `","e":"f____w"}`,
	} {
		set, err := verify.LoadKeys([]byte(`{"keys":[`+key+`]}`), verify.Handed)
		if err != nil || set.Usable() != 1 || len(set.Rejected()) != 0 {
			t.Errorf("%s: %v, %v", key, err, set.Rejected())
		}
	}
}

func TestRejections(t *testing.T) {
	keys := good(t)
	set, err := verify.LoadKeys([]byte(`{"keys":[`+keys["es"]+`},`+keys["hs"]+`},{"kid":"a\"b"},{"kty":"EC","kid":1},7]}`), verify.Fetched)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`keys[1]: kid "hs": oct keys of a fetched key set are not used`,
		`keys[2]: kid "a"b": kty is missing`,
		`keys[3]: kid is not a string`,
		`keys[4]: is not an object`,
	}
	var got []string
	for _, r := range set.Rejected() {
		got = append(got, r.String())
	}
	if set.Usable() != 1 || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%d usable,\n got %q\nwant %q", set.Usable(), got, want)
	}
}

// TestKeySetErrors: texts that are no key set.
func TestKeySetErrors(t *testing.T) {
	const (
		syntax = "key set: is not a JSON object: its syntax is wrong, a name stands twice, or it is nested too deeply"
		array  = `key set: has no array "keys": a JWK set is {"keys": [...]} (RFC 7517 section 5)`
	)
	pad := func(n int) string { return `{"keys":[]}` + strings.Repeat(" ", n-len(`{"keys":[]}`)) }
	for text, want := range map[string]string{
		``:                                 syntax,
		`null`:                             syntax,
		`[]`:                               syntax,
		`{"keys":[]`:                       syntax,
		`{"keys":[]}]`:                     syntax,
		`{"keys":[],"keys":[]}`:            syntax,
		"\ufeff" + `{"keys":[]}`:           syntax,
		`{"keys":[` + deep(16) + `]}`:      syntax,
		`{}`:                               array,
		`{"keys":{}}`:                      array,
		`{"keys":null}`:                    array,
		`{"Keys":[]}`:                      array,
		`{"keys":[1` + ones(256) + `]}`:    "key set: has more than 256 keys",
		pad(512<<10 + 1):                   "key set: is longer than 524288 bytes",
		`{"keys":[1` + ones(255) + `]}`:    "",
		`{"keys":[` + deep(14) + `]}`:      "",
		`{"keys":[{"a":1,"a":1}],"b":{}}`:  "",
		pad(512 << 10):                     "",
		` {"keys" : [ ] , "more": "\n" } `: "",
	} {
		set, err := verify.LoadKeys([]byte(text), verify.Handed)
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != want || (set == nil) != (want != "") {
			t.Errorf("%.60s: got %q, want %q", text, got, want)
		}
	}
}

func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

func ones(n int) string { return strings.Repeat(",1", n) }

// TestKeysAreCopied: the text may change once the set is loaded.
func TestKeysAreCopied(t *testing.T) {
	text := []byte(`{"keys":[{"kty":"oct","kid":"one","k":"AA"}]}`)
	set, err := verify.LoadKeys(text, verify.Handed)
	if err != nil {
		t.Fatal(err)
	}
	clear(text)
	if r := set.Rejected(); len(r) != 1 || r[0].Kid != "one" {
		t.Errorf("the set has %v", r)
	}
}

// TestForeignMembers: what means nothing to a key of the type is ignored (RFC
// 7517 §4), whatever it is; what means something to every key is not.
func TestForeignMembers(t *testing.T) {
	const key = `{"kty":"oct","k":"QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI",%s}`
	for member, usable := range map[string]int{
		`"x":null,"y":1,"crv":[],"n":{},"e":true`: 1,
		`"kid":null`: 0,
		`"alg":null`: 0,
		`"use":1`:    0,
	} {
		set, err := verify.LoadKeys([]byte(`{"keys":[`+strings.Replace(key, "%s", member, 1)+`]}`), verify.Handed)
		if err != nil || set.Usable() != usable {
			t.Errorf("%s: %v, want %d usable", member, err, usable)
		}
	}
}

// TestRejectionIsOneLine: a kid cannot begin a line of its own.
func TestRejectionIsOneLine(t *testing.T) {
	r := verify.Rejection{Index: 1, Kid: "a\nkeys[0]: x\x7f", Reason: "k is missing"}
	if want := `keys[1]: kid "a?keys[0]: x?": k is missing`; r.String() != want {
		t.Errorf("%q, want %q", r.String(), want)
	}
}
