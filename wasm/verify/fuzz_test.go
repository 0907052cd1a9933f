package verify_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/signature/small"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// seeds are the cases of the corpus that are not long.
func seeds(t testing.TB) []testdata.Case {
	t.Helper()
	all, err := testdata.Cases()
	if err != nil {
		t.Fatal(err)
	}
	var cases []testdata.Case
	for _, c := range all {
		if len(c.Token)+len(c.KeySet()) < 8<<10 {
			cases = append(cases, c)
		}
	}
	return cases
}

// FuzzToken: whatever the text, there is a verdict of the registry, with claims
// only if it is valid and with bounds that hold it.
func FuzzToken(f *testing.F) {
	cases := seeds(f)
	keys := everyKey(f, cases)
	policy, err := verify.LoadPolicy([]byte(`{"algorithms":["HS256","RS256","ES256","EdDSA"],"any_audience":true,"require_expiry":false,"max_age_seconds":1000,
		"claims":[{"claim":["realm","roles"],"contains_any":["admin"]}],"revoked":["t1"]}`))
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range cases {
		sec, nano, err := c.Clock()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(c.Token, sec, nano)
	}
	verifiers := make([]*verify.Verifier, 2)
	for i, answerer := range []signature.Answerer{native.Answerer{}, small.Answerer{}} {
		set, err := verify.LoadKeys(keys, verify.Handed)
		if err != nil {
			f.Fatal(err)
		}
		verifiers[i] = verify.New(policy, answerer)
		verifiers[i].SetKeys(set)
	}
	f.Fuzz(func(t *testing.T, token string, sec int64, nano uint32) {
		now := verdict.Instant{Sec: sec, Nano: nano % 1_000_000_000}
		result, err := verifiers[0].Verify(context.Background(), token, now)
		other, _ := verifiers[1].Verify(context.Background(), token, now)
		switch {
		case result.Code != other.Code:
			t.Fatalf("native answers lead to %v, small ones to %v", result.Code, other.Code)
		case result.Code == verdict.Unset || result.Code == verdict.SignatureNeeded || int(result.Code) >= verdict.Codes:
			t.Fatalf("the verdict is %v", result.Code)
		case (err == nil) != result.Code.Valid() || err != nil && err != error(result.Code):
			t.Fatalf("error %v with verdict %v", err, result.Code)
		case !result.Code.Valid() && len(result.Claims().JSON()) != 0:
			t.Fatalf("claims with verdict %v", result.Code)
		case result.Code.Valid() && (now.Before(result.From) || !now.Before(result.Until)):
			t.Fatalf("valid at %v, but said to hold from %v until %v", now, result.From, result.Until)
		}
	})
}

// everyKey is a set of the keys of all cases.
func everyKey(t testing.TB, cases []testdata.Case) []byte {
	t.Helper()
	var list []string
	seen := map[string]bool{}
	for _, c := range cases {
		text := strings.TrimSpace(string(c.Keys))
		from, to := strings.IndexByte(text, '['), strings.LastIndexByte(text, ']')
		if c.Expect != "valid" || from < 0 || to < from || seen[text[from+1:to]] {
			continue
		}
		if keys := strings.TrimSpace(text[from+1 : to]); keys != "" {
			seen[text[from+1:to]] = true
			list = append(list, keys)
		}
	}
	return []byte(`{"keys":[` + strings.Join(list, ",") + `]}`)
}

// FuzzKeys: whatever the text, it is refused with a sentence, or every key of
// it is either usable or told.
func FuzzKeys(f *testing.F) {
	for _, c := range seeds(f) {
		f.Add(c.KeySet(), c.Fetched)
	}
	f.Fuzz(func(t *testing.T, text []byte, fetched bool) {
		set, err := verify.LoadKeys(text, verify.Origin(fetched))
		if err != nil {
			if set != nil || !strings.HasPrefix(err.Error(), "key set: ") {
				t.Fatalf("%v with %v", err, set)
			}
			return
		}
		set.Prepare(native.Answerer{})
		again, err := verify.LoadKeys(text, verify.Origin(fetched))
		if err != nil || again.Usable() != set.Usable() || len(again.Rejected()) != len(set.Rejected()) {
			t.Fatal("another time the text is another set")
		}
		last := -1
		for _, r := range set.Rejected() {
			if r.Index <= last || r.Reason == "" || !strings.HasSuffix(r.String(), r.Reason) {
				t.Fatalf("%q after keys[%d]", r, last)
			}
			last = r.Index
		}
		if handed, err := verify.LoadKeys(text, verify.Handed); err != nil || handed.Usable() < set.Usable() {
			t.Fatal("a fetched set has more usable keys than the same handed in")
		}
	})
}

// FuzzPolicy: whatever the text, it is refused with a line about the policy, or
// it loads and tokens get verdicts under it.
func FuzzPolicy(f *testing.F) {
	cases := seeds(f)
	for _, c := range cases {
		f.Add([]byte(c.Policy))
	}
	f.Add([]byte(`{"algorithms":["ES256"],"refresh":{"early_seconds":1,"early_fraction":0.5},"max_token_bytes":9,"require":[["a","b"],"c"]}`))
	good := cases[len(cases)-1]
	f.Fuzz(func(t *testing.T, given []byte) {
		text := append([]byte(nil), given...)
		policy, err := verify.LoadPolicy(text)
		if err != nil {
			if policy != nil || !strings.HasPrefix(err.Error(), "policy: ") {
				t.Fatalf("%v with %v", err, policy)
			}
			return
		}
		if _, err := verify.LoadPolicy([]byte(" " + string(text) + "\n")); err != nil {
			t.Fatalf("with white space around it: %v", err)
		}
		clear(text) // nothing of it may be left in the policy
		var run verify.Verification
		run.Begin(policy, nil, []byte(good.Token), verdict.Instant{Sec: 1700000000})
		if code := run.Code(); code == verdict.Unset || code == verdict.SignatureNeeded || code == verdict.Valid {
			t.Fatalf("without keys the verdict is %v", code)
		}
	})
}

// TestAnswerersAgree changes tokens of the corpus at random: the answerers must
// agree, and no changed token may be valid.
func TestAnswerersAgree(t *testing.T) {
	var cases []testdata.Case
	for _, c := range seeds(t) {
		if c.Expect == "valid" {
			cases = append(cases, c)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := cases[rapid.IntRange(0, len(cases)-1).Draw(t, "case")]
		token := []byte(c.Token)
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			at := rapid.IntRange(0, len(token)-1).Draw(t, "at")
			token[at] = rapid.SampledFrom([]byte("ABCXYZabcxyz0189-_.=")).Draw(t, "character")
		}
		want := decide(t, c, token, native.Answerer{})
		if got := decide(t, c, token, small.Answerer{}); got != want {
			t.Fatalf("%s: native answers lead to %v, small ones to %v", token, want, got)
		}
		if want == verdict.Valid && string(token) != c.Token {
			t.Fatalf("%s: is valid, and so is %s", token, c.Token)
		}
	})
}

func decide(t *rapid.T, c testdata.Case, token []byte, answerer signature.Answerer) verdict.Code {
	policy, err := verify.LoadPolicy(c.Policy)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := verify.LoadKeys(c.KeySet(), verify.Origin(c.Fetched))
	if err != nil {
		t.Fatal(err)
	}
	keys.Prepare(answerer)
	sec, nano, err := c.Clock()
	if err != nil {
		t.Fatal(err)
	}
	var run verify.Verification
	now := verdict.Instant{Sec: sec, Nano: nano}
	if run.Begin(policy, keys, token, now) == verdict.SignatureNeeded {
		run.Settle(answerer, now)
	}
	return run.Code()
}
