package keys

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/store"
	"github.com/tallystick/tallystick/issuer/store/sqlite"
)

var ctx = context.Background()

func database(t *testing.T) store.Store {
	t.Helper()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func sealer(t *testing.T, b byte) *Sealer {
	t.Helper()
	s, err := NewSealer(base64.StdEncoding.EncodeToString([]byte(strings.Repeat(string(rune(b)), 32))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func must(t *testing.T, rows store.Keys, algorithm string, s *Sealer) Set {
	t.Helper()
	set, err := Open(ctx, rows, algorithm, s, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestOpenMakesKeysOnceAndKeepsThem(t *testing.T) {
	for _, algorithm := range []string{ES256, EdDSA, RS256} {
		for _, s := range []*Sealer{nil, sealer(t, 'a')} {
			rows := database(t)
			first, again := must(t, rows, algorithm, s), must(t, rows, algorithm, s)
			if first.Access.ID != again.Access.ID || first.Refresh.ID != again.Refresh.ID || len(first.All) != 2 {
				t.Errorf("%s: other keys at the second start", algorithm)
			}
			if first.Access.Algorithm != algorithm || first.Refresh.Algorithm != HS256 || first.Access.ID == first.Refresh.ID {
				t.Errorf("%s: keys %s %s", algorithm, first.Access.Algorithm, first.Refresh.Algorithm)
			}
		}
	}
}

func TestAChangeOfAlgorithmKeepsTheRefreshKey(t *testing.T) {
	rows := database(t)
	if a, b := must(t, rows, ES256, nil), must(t, rows, EdDSA, nil); a.Refresh.ID != b.Refresh.ID {
		t.Error("another refresh key: everybody would be logged out")
	}
}

func TestSealing(t *testing.T) {
	rows := database(t)
	clear := must(t, rows, ES256, nil)
	private, err := clear.Access.marshal()
	if err != nil {
		t.Fatal(err)
	}
	holds := func() (n int) {
		all, _ := rows.AllKeys(ctx)
		for _, k := range all {
			if slices.Equal(k.Material, private) || slices.Equal(k.Material, clear.Refresh.Private.([]byte)) {
				n++
			}
		}
		return n
	}
	if holds() != 2 {
		t.Fatal("the test does not see keys in the clear")
	}
	sealed := must(t, rows, ES256, sealer(t, 'a'))
	if holds() != 0 {
		t.Error("keys are still in the clear")
	}
	if sealed.Access.ID != clear.Access.ID || sealed.Refresh.ID != clear.Refresh.ID {
		t.Error("sealing changed the keys")
	}
	for _, c := range []struct {
		name string
		s    *Sealer
		says string
	}{
		{"no key", nil, "are sealed: set TALLYSTICK_KEY"},
		{"another key", sealer(t, 'b'), "sealed with another key"},
	} {
		if _, err := Open(ctx, rows, ES256, c.s, time.Now()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", c.name, err, c.says)
		}
	}
	all, _ := rows.AllKeys(ctx)
	harm := all[0]
	harm.Material = slices.Clone(harm.Material)
	harm.Material[len(harm.Material)-1] ^= 1
	if err := rows.Reseal(ctx, harm); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, rows, ES256, sealer(t, 'a'), time.Now()); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a changed key: %v", err)
	}
}

// A sealed key cannot serve another use: its row is part of what is sealed.
func TestASealedKeyStaysWhereItIs(t *testing.T) {
	s := sealer(t, 'a')
	row := s.seal(store.Key{ID: "k", Use: Refresh, Algorithm: HS256}, []byte("secret"))
	if got, err := s.open(row); err != nil || string(got) != "secret" {
		t.Fatalf("open: %q, %v", got, err)
	}
	for _, moved := range []store.Key{
		{ID: "k", Use: Access, Algorithm: HS256}, {ID: "l", Use: Refresh, Algorithm: HS256}, {ID: "k", Use: Refresh, Algorithm: ES256},
	} {
		moved.Material, moved.Seal = row.Material, row.Seal
		if _, err := s.open(moved); err == nil {
			t.Errorf("opened as %s %s %s", moved.ID, moved.Use, moved.Algorithm)
		}
	}
}

func TestNewSealer(t *testing.T) {
	raw := []byte("0123456789abcdef0123456789abcde\xff")
	for text, good := range map[string]bool{
		hex.EncodeToString(raw): true, base64.StdEncoding.EncodeToString(raw): true,
		base64.RawURLEncoding.EncodeToString(raw) + "\n": true,
		"": false, "short": false, strings.Repeat("a", 31): false, hex.EncodeToString(raw[:31]): false, string(raw): false,
	} {
		_, err := NewSealer(text)
		if (err == nil) != good {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && len(text) > 4 && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

func TestFromSecret(t *testing.T) {
	long := strings.Repeat("k", 32)
	for _, c := range []struct{ secret, says string }{
		{"", "0 bytes"}, {strings.Repeat("k", 31), "31 bytes"}, {strings.Repeat("k", 31) + "\n", "31 bytes"},
		{"django-insecure-" + long, "placeholder"},
	} {
		if _, err := FromSecret([]byte(c.secret)); err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "kkkk") {
			t.Errorf("%q: %v; want %q", c.secret, err, c.says)
		}
	}
	set, err := FromSecret([]byte(long + "\r\n"))
	if err != nil || !set.Shared || string(set.Access.Private.([]byte)) != long || set.Access.ID != "" {
		t.Errorf("%+v, %v", set, err)
	}
	if k, ok := set.Find("", HS256); !ok || k.Algorithm != HS256 {
		t.Error("the secret is not found for a token without kid")
	}
	if _, ok := set.Find("x", HS256); ok {
		t.Error("the secret is found for a kid that it does not have")
	}
	if p, err := set.Published(); err != nil || len(p.Keys) != 0 {
		t.Errorf("published: %+v, %v", p, err)
	}
}

func TestPublishedIsPublic(t *testing.T) {
	want := map[string][]string{
		ES256: {"kty", "use", "alg", "kid", "crv", "x", "y"},
		EdDSA: {"kty", "use", "alg", "kid", "crv", "x"},
		RS256: {"kty", "use", "alg", "kid", "n", "e"},
	}
	for algorithm, members := range want {
		set := must(t, database(t), algorithm, nil)
		p, err := set.Published()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := json.Marshal(p)
		var got struct{ Keys []map[string]string }
		if err := json.Unmarshal(text, &got); err != nil || len(got.Keys) != 1 {
			t.Fatalf("%s: %s", algorithm, text)
		}
		for _, m := range members {
			if got.Keys[0][m] == "" {
				t.Errorf("%s: no %s in %s", algorithm, m, text)
			}
		}
		if len(got.Keys[0]) != len(members) {
			t.Errorf("%s: more than its public half: %s", algorithm, text)
		}
		if got.Keys[0]["kid"] != set.Access.ID || strings.Contains(string(text), set.Refresh.ID) {
			t.Errorf("%s: not the access key alone: %s", algorithm, text)
		}
	}
	if text, err := json.Marshal(JWKSet{Keys: []JWK{}}); err != nil || string(text) != `{"keys":[]}` {
		t.Errorf("an empty set is %s", text)
	}
}

// The example of RFC 7638 §3.1.
func TestThumbprint(t *testing.T) {
	j := JWK{KeyType: "RSA", Algorithm: "RS256", ID: "2011-04-29", E: "AQAB", N: "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"}
	if got, want := j.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"; got != want {
		t.Errorf("thumbprint %s, want %s", got, want)
	}
}

func TestFindGoesByNameAndAlgorithm(t *testing.T) {
	set := must(t, database(t), ES256, nil)
	for _, c := range []struct {
		id, algorithm string
		found         bool
	}{
		{set.Access.ID, ES256, true}, {set.Refresh.ID, HS256, true},
		{set.Access.ID, HS256, false}, {set.Refresh.ID, ES256, false}, {"", ES256, false}, {"", HS256, false}, {"x", ES256, false},
	} {
		if _, ok := set.Find(c.id, c.algorithm); ok != c.found {
			t.Errorf("Find(%q, %s): %v", c.id, c.algorithm, ok)
		}
	}
}
