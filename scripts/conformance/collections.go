package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// collection is a file of vectors and how its cases become checks.
type collection struct {
	file string
	read func(cases []json.RawMessage) ([]check, error)
}

var collections = []collection{
	{"rfc/jws.json", read(configured)},
	{"rfc/jwk.json", read(rfcKeys)},
	{"libs/golang-jwt.json", read(configured)},
	{"libs/pyjwt.json", read(configured)},
	{"jwt_verify_lib/verify.json", read(envoyVerify)},
	{"jwt_verify_lib/parse.json", read(envoyParse)},
	{"jwt_verify_lib/time.json", read(envoyTime)},
	{"jwt_verify_lib/audience.json", read(envoyAudience)},
	{"jwt_verify_lib/jwks.json", read(envoyKeys)},
}

// load reads the checks of a collection. Two of one name are told apart by a
// number.
func (c collection) load(dir string) ([]check, error) {
	text, err := os.ReadFile(filepath.Join(dir, c.file))
	if err != nil {
		return nil, err
	}
	var document struct{ Cases []json.RawMessage }
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", c.file, err)
	}
	if len(document.Cases) == 0 {
		return nil, fmt.Errorf("%s: has no cases", c.file)
	}
	checks, err := c.read(document.Cases)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.file, err)
	}
	seen := map[string]int{}
	for i := range checks {
		name := checks[i].name
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		checks[i].name = c.file + ": " + name
	}
	return checks, nil
}

// read makes a reader of a function for one case.
func read[T any](one func(T) []check) func([]json.RawMessage) ([]check, error) {
	return func(cases []json.RawMessage) (checks []check, err error) {
		for _, text := range cases {
			var c T
			if err := json.Unmarshal(text, &c); err != nil {
				return nil, err
			}
			checks = append(checks, one(c)...)
		}
		return checks, nil
	}
}

// policy is the part of a policy that the collections speak of.
type policy struct {
	Issuer        string   `json:"issuer,omitempty"`
	Audiences     []string `json:"audiences,omitempty"`
	AnyAudience   bool     `json:"any_audience,omitempty"`
	Algorithms    []string `json:"algorithms"`
	Skew          int      `json:"clock_skew_seconds,omitempty"`
	RequireExpiry bool     `json:"require_expiry"`
}

// text is the policy's JSON. Every algorithm of the core is allowed, as the
// collections allow all of theirs; without audiences any will do, since most of
// them do not look at aud then.
func (p policy) text() []byte {
	p.Algorithms = []string{"HS256", "RS256", "ES256", "EdDSA"}
	p.AnyAudience = len(p.Audiences) == 0
	return encode(p)
}

func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // strings, numbers and JSON texts have one
	}
	return bytes.TrimSpace(b.Bytes())
}

// secret signs the tokens of collections that have claims only.
var secret = []byte("conformance: a secret, 32 octets")

func secretSet() []byte {
	return []byte(`{"keys":[{"kty":"oct","k":"` + base64.RawURLEncoding.EncodeToString(secret) + `"}]}`)
}

func sign(claims any) string {
	b64 := base64.RawURLEncoding.EncodeToString
	input := b64([]byte(`{"alg":"HS256"}`)) + "." + b64(encode(claims))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}
