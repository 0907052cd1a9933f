package verdict

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"testing"
)

// TestRegistry holds the generated table against verdicts.json, and the
// registry against its own rules.
func TestRegistry(t *testing.T) {
	text, err := os.ReadFile("verdicts.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries []struct {
		Code                                uint32
		Name, Error, Detail, Since, Meaning string
		Status                              int
	}
	if err := json.Unmarshal(text, &entries); err != nil {
		t.Fatal(err)
	}
	if len(entries) != Codes || len(All()) != Codes {
		t.Fatalf("%d entries, Codes is %d", len(entries), Codes)
	}
	for i, e := range entries {
		c := Code(e.Code)
		if i != int(c) || c.String() != e.Name || c.Error() != e.Name || c.Meaning() != e.Meaning ||
			c.Status() != e.Status || c.Challenge() != e.Error || c.Detail() != e.Detail || c.Since() != e.Since {
			t.Errorf("%s: the table differs from verdicts.json", e.Name)
		}
		if back, ok := Parse(e.Name); !ok || back != c {
			t.Errorf("Parse(%q) = %v, %v", e.Name, back, ok)
		}
		if (c.Status() == 200) != (c == Valid) || c.Valid() != (c == Valid) {
			t.Errorf("%s: accepted with status %d", c, c.Status())
		}
	}
	if _, ok := Parse("fine"); ok {
		t.Error("a name outside of the registry was parsed")
	}
}

// TestOutside: a number that nobody knows is a refusal everywhere.
func TestOutside(t *testing.T) {
	for _, c := range []Code{Code(Codes), 1 << 31, 1<<32 - 1} {
		if c.Valid() || c.String() != "unset" || c.Status() != 401 || c.Meaning() != Unset.Meaning() {
			t.Errorf("%d: %s, %d", uint32(c), c, c.Status())
		}
	}
	var zero Result
	if zero.Err() == nil || !errors.Is(zero.Err(), Unset) {
		t.Error("the zero result is no refusal")
	}
}

func TestErrors(t *testing.T) {
	err := fmt.Errorf("request 7: %w", Expired)
	if !errors.Is(err, Expired) || errors.Is(err, BadSignature) {
		t.Error("errors.Is does not tell the verdict")
	}
	var code Code
	if !errors.As(err, &code) || code != Expired {
		t.Error("errors.As does not give the verdict")
	}
}

// TestClaimsAreForTheValid: claims come out of a result under their own name
// only for Valid.
func TestClaimsAreForTheValid(t *testing.T) {
	for _, c := range All() {
		r := NewResult(c, Always, Never, nil, []byte(`{"sub":"ada"}`))
		claims, unverified := r.Claims(), r.Unverified()
		if _, ok := claims.String("sub"); ok != (c == Valid) {
			t.Errorf("%s: Claims has sub: %v", c, ok)
		}
		if sub, _ := unverified.String("sub"); sub != "ada" {
			t.Errorf("%s: Unverified has no sub", c)
		}
	}
}

func TestClaims(t *testing.T) {
	r := NewResult(Valid, Always, Never, nil, []byte(`{"s":"a\u00e9\"","n":17.0,"f":1.5,"minus":-1,"t":true,"no":false,"z":null,
		"l":["a","b"],"mixed":["a",1],"o":{"s":{"deep":"x"}},"empty":[]}`))
	c := r.Claims()
	check := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %#v, want %#v", what, got, want)
		}
	}
	type two struct{ value, ok any }
	pair := func(value, ok any) two { return two{value, ok} }
	check("string", pair(c.String("s")), two{`aé"`, true})
	check("nested string", pair(c.String("o", "s", "deep")), two{"x", true})
	check("no string", pair(c.String("n")), two{"", false})
	check("absent string", pair(c.String("nobody")), two{"", false})
	check("number", pair(c.Int("n")), two{int64(17), true})
	check("fraction", pair(c.Int("f")), two{int64(0), false})
	check("negative", pair(c.Int("minus")), two{int64(0), false})
	check("true", pair(c.Bool("t")), two{true, true})
	check("false", pair(c.Bool("no")), two{false, true})
	check("null", pair(c.Bool("z")), two{false, false})
	check("list", pair(c.Strings("l")), two{[]string{"a", "b"}, true})
	check("one as list", pair(c.Strings("s")), two{[]string{`aé"`}, true})
	check("empty list", pair(c.Strings("empty")), two{[]string{}, true})
	check("mixed list", pair(c.Strings("mixed")), two{[]string(nil), false})
	check("raw", string(c.Raw("o")), `{"s":{"deep":"x"}}`)
	check("raw absent", c.Raw("o", "x"), []byte(nil))
	var none Claims
	check("no claims", pair(none.String("s")), two{"", false})
}

// TestAnswer: challenge and body are well formed for every verdict and realm,
// and say nothing for what is no refusal of credentials.
func TestAnswer(t *testing.T) {
	tests := []struct {
		code  Code
		realm string
		want  string
	}{
		{MissingToken, "", "Bearer"},
		{MissingToken, "api", `Bearer realm="api"`},
		{Expired, "", `Bearer error="invalid_token", error_description="expired"`},
		{Expired, "api", `Bearer realm="api", error="invalid_token", error_description="expired"`},
		{ClaimMismatch, "api", `Bearer realm="api", error="insufficient_scope", error_description="claim_mismatch"`},
		{KeysUnavailable, "api", ""},
		{Valid, "api", ""},
	}
	for _, test := range tests {
		if got := test.code.Authenticate(test.realm); got != test.want {
			t.Errorf("%s in %q: %s, want %s", test.code, test.realm, got, test.want)
		}
	}
	for _, c := range All() {
		var body struct {
			Detail, Code, Verdict string
			Messages              []struct {
				TokenClass string `json:"token_class"`
				TokenType  string `json:"token_type"`
				Message    string
			}
		}
		if err := json.Unmarshal(c.Body(), &body); err != nil {
			t.Fatalf("%s: %v", c, err)
		}
		if body.Verdict != c.String() {
			t.Errorf("%s: the body says %q", c, body.Verdict)
		}
		if c.Challenge() == "invalid_token" && (body.Code != "token_not_valid" || len(body.Messages) != 1 ||
			body.Messages[0].Message != c.Detail() || body.Messages[0].TokenType != "access") {
			t.Errorf("%s: not the body that clients of simplejwt know: %s", c, c.Body())
		}
		if http.StatusText(c.Status()) == "" {
			t.Errorf("%s: status %d", c, c.Status())
		}
	}
}
