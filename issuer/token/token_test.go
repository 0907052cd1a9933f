package token_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/issuer/keys"
	"github.com/tallystick/tallystick/issuer/store/sqlite"
	"github.com/tallystick/tallystick/issuer/token"
)

const secret = "0123456789abcdef0123456789abcdef"

var (
	t0      = time.Unix(1_800_000_000, 400_000_000)
	profile = token.Profile{AccessLife: 5 * time.Minute, RefreshLife: 24 * time.Hour}
)

// clock is a clock that is set by hand.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func keySet(t testing.TB, algorithm string) keys.Set {
	t.Helper()
	if algorithm == keys.HS256 {
		set, err := keys.FromSecret([]byte(secret))
		if err != nil {
			t.Fatal(err)
		}
		return set
	}
	db, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	set, err := keys.Open(context.Background(), db, algorithm, nil, t0)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// parts returns header and payload as text.
func parts(t testing.TB, text string) (header, payload string) {
	t.Helper()
	p := strings.Split(text, ".")
	if len(p) != 3 {
		t.Fatalf("not a token: %q", text)
	}
	h, err1 := base64.RawURLEncoding.DecodeString(p[0])
	c, err2 := base64.RawURLEncoding.DecodeString(p[1])
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	return string(h), string(c)
}

func TestPairIsSimplejwts(t *testing.T) {
	for _, algorithm := range keys.Algorithms {
		c := &clock{t0}
		set := keySet(t, algorithm)
		pair, err := token.NewMinter(set, profile, c.now).Pair("7")
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []struct{ text, kind, exp, algorithm, kid string }{
			{pair.Refresh, "refresh", "1800086400", set.Refresh.Algorithm, set.Refresh.ID},
			{pair.Access, "access", "1800000300", algorithm, set.Access.ID},
		} {
			header, payload := parts(t, want.text)
			form := regexp.MustCompile(`^\{"token_type":"` + want.kind + `","exp":` + want.exp +
				`,"iat":1800000000,"jti":"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}","user_id":"7"\}$`)
			if !form.MatchString(payload) {
				t.Errorf("%s %s: payload %s", algorithm, want.kind, payload)
			}
			kid := ""
			if want.kid != "" {
				kid = `"kid":"` + want.kid + `",`
			}
			if header != `{"alg":"`+want.algorithm+`",`+kid+`"typ":"JWT"}` {
				t.Errorf("%s %s: header %s", algorithm, want.kind, header)
			}
			got, err := token.NewParser(set, profile, c.now).Parse(want.text, want.kind)
			if err != nil || got.User != (token.UserID{Text: "7"}) || got.Type != want.kind || *got.Issued != 1_800_000_000 {
				t.Errorf("%s %s: read back as %+v, %v", algorithm, want.kind, got, err)
			}
		}
		if algorithm == keys.HS256 && set.Access.ID != "" {
			t.Error("a shared secret has a kid; simplejwt writes none")
		}
	}
}

func TestProfile(t *testing.T) {
	for _, c := range []struct {
		name    string
		profile token.Profile
		ends    string
	}{
		{"issuer", token.Profile{Issuer: "https://issuer.example"}, `"user_id":"7","iss":"https://issuer.example"}`},
		{"one audience", token.Profile{Audience: []string{"api"}}, `"user_id":"7","aud":"api"}`},
		{"two and an issuer", token.Profile{Audience: []string{"api", "web"}, Issuer: "x"}, `"user_id":"7","aud":["api","web"],"iss":"x"}`},
		{"number", token.Profile{NumericUserID: true}, `"user_id":7}`},
	} {
		c.profile.AccessLife, c.profile.RefreshLife = time.Minute, time.Hour
		set, now := keySet(t, keys.HS256), &clock{t0}
		m := token.NewMinter(set, c.profile, now.now)
		pair, err := m.Pair("7")
		if err != nil {
			t.Fatal(err)
		}
		refresh, err := token.NewParser(set, c.profile, now.now).Parse(pair.Refresh, token.Refresh)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		again, err := m.Access(refresh)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{pair.Refresh, pair.Access, again} {
			if _, payload := parts(t, text); !strings.HasSuffix(payload, c.ends) {
				t.Errorf("%s: %s", c.name, payload)
			}
		}
		plain := token.NewParser(set, token.Profile{Issuer: "other", Audience: []string{"other"}}, now.now)
		if _, err := plain.Parse(pair.Access, token.Access); err != token.Invalid {
			t.Errorf("%s: another issuer's and audience's parser says %v", c.name, err)
		}
	}
	if _, err := token.NewMinter(keySet(t, keys.HS256), token.Profile{NumericUserID: true}, time.Now).Pair("6f96"); err == nil {
		t.Error("an id that is no number was minted as one")
	}
}

// forge signs claims with the shared secret, as Django or anybody who has it.
func forge(t testing.TB, payload string, header map[string]any) string {
	t.Helper()
	if header == nil {
		header = map[string]any{"alg": "HS256", "typ": "JWT"}
	}
	h, _ := json.Marshal(header)
	text := base64.RawURLEncoding.EncodeToString(h) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	sig, err := jwt.SigningMethodHS256.Sign(text, []byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// spare sets a bit that the last character of 32 bytes in base64 does not need.
func spare(last byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, last)|1])
}

func TestFaults(t *testing.T) {
	const good = `{"token_type":"access","exp":1800000300,"iat":1800000000,"jti":"a","user_id":"7"}`
	change := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	var none token.Fault
	p := token.NewParser(keySet(t, keys.HS256), profile, (&clock{t0}).now)
	valid := forge(t, good, nil)
	for _, c := range []struct {
		name, text string
		want       token.Fault
	}{
		{"good", valid, none},
		{"number as user", forge(t, change(`"7"`, `7`), nil), none},
		{"one second left", forge(t, change("1800000300", "1800000001"), nil), none},
		{"exp is now", forge(t, change("1800000300", "1800000000"), nil), token.Expired},
		{"fractional exp is cut", forge(t, change("1800000300", "1800000000.9"), nil), token.Expired},
		{"iat in the future", forge(t, change("1800000000", "1800009999"), nil), none},
		{"nbf in the future", forge(t, change(`"jti"`, `"nbf":1800000001,"jti"`), nil), token.Invalid},
		{"no exp", forge(t, change(`"exp":1800000300,`, ""), nil), token.NoExpiry},
		{"exp null", forge(t, change("1800000300", "null"), nil), token.Invalid},
		{"exp text", forge(t, change("1800000300", `"1800000300"`), nil), token.Invalid},
		{"exp negative", forge(t, change("1800000300", "-1"), nil), token.Invalid},
		{"exp huge", forge(t, change("1800000300", "1e300"), nil), token.Invalid},
		{"exp 2^63", forge(t, change("1800000300", "9223372036854775808"), nil), token.Invalid},
		{"no jti", forge(t, change(`"jti":"a",`, ""), nil), token.NoID},
		{"jti null", forge(t, change(`"a"`, "null"), nil), token.Invalid},
		{"jti number", forge(t, change(`"a"`, "5"), nil), token.Invalid},
		{"no type", forge(t, change(`"token_type":"access",`, ""), nil), token.NoType},
		{"refresh", forge(t, change("access", "refresh"), nil), token.WrongType},
		{"type is a list", forge(t, change(`"access"`, `["access"]`), nil), token.WrongType},
		{"type is null", forge(t, change(`"access"`, `null`), nil), token.WrongType},
		{"type is empty", forge(t, change(`"access"`, `""`), nil), token.WrongType},
		{"type in another case", forge(t, change(`"access"`, `"Access"`), nil), token.WrongType},
		{"name in another case", forge(t, change(`"token_type"`, `"Token_Type"`), nil), token.NoType},
		{"user is a float", forge(t, change(`"7"`, "7.5"), nil), token.Invalid},
		{"user is a list", forge(t, change(`"7"`, "[7]"), nil), token.Invalid},
		{"expired and of the wrong type", forge(t, strings.Replace(change("1800000300", "1"), "access", "refresh", 1), nil), token.Expired},
		{"claims are null", forge(t, "null", nil), token.NoExpiry},
		{"claims are a list", forge(t, "[]", nil), token.Invalid},
		{"claims are nothing", forge(t, "", nil), token.Invalid},
		{"claims and more", forge(t, good+"{}", nil), token.Invalid},
		{"crit", forge(t, good, map[string]any{"alg": "HS256", "crit": []string{"x"}, "x": 1}), token.Invalid},
		{"a kid", forge(t, good, map[string]any{"alg": "HS256", "kid": "x"}), token.Invalid},
		{"an empty kid", forge(t, good, map[string]any{"alg": "HS256", "kid": ""}), token.Invalid},
		{"a kid that is a number", forge(t, good, map[string]any{"alg": "HS256", "kid": 1}), token.Invalid},
		{"alg none", forge(t, good, map[string]any{"alg": "none"}), token.Invalid},
		{"alg in another case", forge(t, good, map[string]any{"alg": "hs256"}), token.Invalid},
		{"alg HS512", forge(t, good, map[string]any{"alg": "HS512"}), token.Invalid},
		{"no alg", forge(t, good, map[string]any{"typ": "JWT"}), token.Invalid},
		{"line break in the signature", valid[:len(valid)-5] + "\r\n" + valid[len(valid)-5:], token.Invalid},
		{"spare bits in the signature", valid[:len(valid)-1] + spare(valid[len(valid)-1]), token.Invalid},
		{"line break", valid[:20] + "\n" + valid[20:], token.Invalid},
		{"padding", valid + "=", token.Invalid},
		{"space", " " + valid, token.Invalid},
		{"four parts", valid + ".a", token.Invalid},
		{"no signature", valid[:strings.LastIndex(valid, ".")+1], token.Invalid},
		{"empty", "", token.Invalid},
		{"long", strings.Repeat("a", token.MaxBytes+1), token.Invalid},
		{"dots", strings.Repeat(".", 10000), token.Invalid},
	} {
		_, err := p.Parse(c.text, token.Access)
		if got, _ := err.(token.Fault); got != c.want || (err != nil) != (c.want != none) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestEveryChangedCharacterIsSeen(t *testing.T) {
	for _, algorithm := range keys.Algorithms {
		set, now := keySet(t, algorithm), &clock{t0}
		pair, err := token.NewMinter(set, profile, now.now).Pair("7")
		if err != nil {
			t.Fatal(err)
		}
		p := token.NewParser(set, profile, now.now)
		for i := range len(pair.Access) {
			b := []byte(pair.Access)
			b[i] = map[bool]byte{true: 'B', false: 'A'}[b[i] == 'A']
			if _, err := p.Parse(string(b), token.Access); err == nil {
				t.Errorf("%s: accepted with character %d changed", algorithm, i)
			}
		}
	}
}

// A token cannot choose its algorithm: not HMAC with a public key, and not the
// key of the other kind of token.
func TestKeysAreNotConfused(t *testing.T) {
	now := &clock{t0}
	set := keySet(t, keys.EdDSA)
	p := token.NewParser(set, profile, now.now)
	claims := jwt.MapClaims{"token_type": "access", "exp": 1800000300, "jti": "a", "user_id": "7"}
	public, err := set.Published()
	if err != nil {
		t.Fatal(err)
	}
	x, _ := base64.RawURLEncoding.DecodeString(public.Keys[0].X)
	for _, c := range []struct {
		name, kid string
		key       []byte
	}{
		{"HMAC with the public key", set.Access.ID, x},
		{"HMAC with the public key, no kid", "", x},
		{"an access token signed with the refresh key", set.Refresh.ID, set.Refresh.Private.([]byte)},
		{"an access token signed with the refresh key under the access key's name", set.Access.ID, set.Refresh.Private.([]byte)},
	} {
		tk := jwt.NewWithClaims(jwt.SigningMethodHS256, claims)
		if c.kid != "" {
			tk.Header["kid"] = c.kid
		}
		text, err := tk.SignedString(c.key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Parse(text, token.Access); err != token.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	pair, err := token.NewMinter(set, profile, now.now).Pair("7")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Parse(pair.Refresh, token.Access); err != token.WrongType {
		t.Errorf("a refresh token as an access token: %v", err)
	}
	if _, err := p.Parse(pair.Access, token.Refresh); err != token.WrongType {
		t.Errorf("an access token as a refresh token: %v", err)
	}
	if _, err := token.NewParser(keySet(t, keys.EdDSA), profile, now.now).Parse(pair.Access, token.Access); err != token.Invalid {
		t.Errorf("another issuer's token: %v", err)
	}
}

// Custom claims of a refresh token that Django minted are in the access token
// as they were, in their order.
func TestAccessCopiesCustomClaims(t *testing.T) {
	set, now := keySet(t, keys.HS256), &clock{t0}
	refresh := forge(t, `{"token_type":"refresh","exp":1800000300,"iat":1,"jti":"a","z":{"b":[1,2.50],"a":"\u00e9"},"user_id":7,"a":null,"z2":1e2,"z":"last"}`, nil)
	c, err := token.NewParser(set, profile, now.now).Parse(refresh, token.Refresh)
	if err != nil {
		t.Fatal(err)
	}
	access, err := token.NewMinter(set, profile, now.now).Access(c)
	if err != nil {
		t.Fatal(err)
	}
	_, payload := parts(t, access)
	if want := `"user_id":7,"z":"last","a":null,"z2":1e2}`; !strings.HasSuffix(payload, want) {
		t.Errorf("payload %s, want it to end with %s", payload, want)
	}
}

func TestIdentifiersDiffer(t *testing.T) {
	m := token.NewMinter(keySet(t, keys.HS256), profile, time.Now)
	seen := map[string]bool{}
	for range 1000 {
		pair, err := m.Pair("7")
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{pair.Refresh, pair.Access} {
			_, payload := parts(t, text)
			var c struct{ JTI string }
			if err := json.Unmarshal([]byte(payload), &c); err != nil || seen[c.JTI] {
				t.Fatalf("jti %q twice, %v", c.JTI, err)
			}
			seen[c.JTI] = true
		}
	}
}
