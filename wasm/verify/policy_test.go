package verify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/wasm/verify"
)

// TestPolicyErrors: each document that is no policy, and the one line that says
// where and why.
func TestPolicyErrors(t *testing.T) {
	const (
		syntax  = "policy: is not a JSON object of at most 1 MiB: its syntax is wrong, a name stands twice, or it is nested too deeply"
		list    = "must be an array"
		text    = "must be a string"
		empty   = "must not be empty"
		boolean = "must be true or false"
		seconds = "must be a whole number from 0 to 4294967295"
		claim   = "must be a claim's name, or an array of names for a nested claim"
		one     = "a rule has one of equals, contains_any and contains_all; write another rule for the same claim"
	)
	// Without the algorithms that every policy has.
	for member, want := range map[string]string{
		`"issuer":null`:                                "issuer: " + text,
		`"issuer":1`:                                   "issuer: " + text,
		`"issuer":["x"]`:                               "issuer: " + text,
		`"issuer":""`:                                  "issuer: " + empty,
		`"Issuer":"x"`:                                 "Issuer: unknown member",
		`"isuer":"x"`:                                  "isuer: unknown member",
		`"":1`:                                         "unknown member",
		`"\u0069ssuer":1`:                              "issuer: " + text,
		`"audience":["x"]`:                             "audience: unknown member",
		`"audiences":"api"`:                            "audiences: " + list,
		`"audiences":{}`:                               "audiences: " + list,
		`"audiences":null`:                             "audiences: " + list,
		`"audiences":[]`:                               "audiences: " + empty,
		`"audiences":[ ]`:                              "audiences: " + empty,
		`"audiences":["a",""]`:                         "audiences[1]: " + empty,
		`"audiences":["a",1]`:                          "audiences[1]: " + text,
		`"audiences":["a",null]`:                       "audiences[1]: " + text,
		`"any_audience":1`:                             "any_audience: " + boolean,
		`"any_audience":"true"`:                        "any_audience: " + boolean,
		`"any_audience":null`:                          "any_audience: " + boolean,
		`"subjects":[]`:                                "subjects: " + empty,
		`"subjects":"u1"`:                              "subjects: " + list,
		`"types":[]`:                                   "types: " + empty,
		`"types":[1]`:                                  "types[0]: " + text,
		`"types":["JWT",""]`:                           "types[1]: " + empty,
		`"clock_skew_seconds":-1`:                      "clock_skew_seconds: " + seconds,
		`"clock_skew_seconds":0.5`:                     "clock_skew_seconds: " + seconds,
		`"clock_skew_seconds":"60"`:                    "clock_skew_seconds: " + seconds,
		`"clock_skew_seconds":null`:                    "clock_skew_seconds: " + seconds,
		`"clock_skew_seconds":4294967296`:              "clock_skew_seconds: " + seconds,
		`"clock_skew_seconds":1e300`:                   "clock_skew_seconds: " + seconds,
		`"clock_skew_seconds":60.0000000001`:           "clock_skew_seconds: " + seconds,
		`"max_age_seconds":-1`:                         "max_age_seconds: " + seconds,
		`"max_age_seconds":true`:                       "max_age_seconds: " + seconds,
		`"require":[]`:                                 "require: " + empty,
		`"require":"sub"`:                              "require: " + list,
		`"require":[""]`:                               "require[0]: " + empty,
		`"require":["sub",1]`:                          "require[1]: " + claim,
		`"require":[[]]`:                               "require[0]: " + empty,
		`"require":[["a",1]]`:                          "require[0][1]: " + text,
		`"require":[["a",""]]`:                         "require[0][1]: " + empty,
		`"require":[` + path(16) + `]`:                 "require[0]: must not have more than 15 names",
		`"claims":[]`:                                  "claims: " + empty,
		`"claims":{"claim":"a","equals":1}`:            "claims: " + list,
		`"claims":[1]`:                                 "claims[0]: must be an object",
		`"claims":[[]]`:                                "claims[0]: must be an object",
		`"claims":[{}]`:                                "claims[0].claim: is missing: name a claim",
		`"claims":[{"equals":1}]`:                      "claims[0].claim: is missing: name a claim",
		`"claims":[{"claim":"a"}]`:                     "claims[0]: needs one of equals, contains_any and contains_all",
		`"claims":[{"claim":1,"equals":1}]`:            "claims[0].claim: " + claim,
		`"claims":[{"claim":[],"equals":1}]`:           "claims[0].claim: " + empty,
		`"claims":[{"claim":"","equals":1}]`:           "claims[0].claim: " + empty,
		`"claims":[{"claim":"a","equals":null}]`:       "claims[0].equals: must be a string, a number, true or false",
		`"claims":[{"claim":"a","equals":[1]}]`:        "claims[0].equals: must be a string, a number, true or false",
		`"claims":[{"claim":"a","equals":{}}]`:         "claims[0].equals: must be a string, a number, true or false",
		`"claims":[{"claim":"a","contains_any":"x"}]`:  "claims[0].contains_any: " + list,
		`"claims":[{"claim":"a","contains_any":[]}]`:   "claims[0].contains_any: " + empty,
		`"claims":[{"claim":"a","contains_all":[1]}]`:  "claims[0].contains_all[0]: " + text,
		`"claims":[{"claim":"a","contains_all":[""]}]`: "claims[0].contains_all[0]: " + empty,
		`"claims":[{"claim":"a","equals":1,"contains_any":["x"]}]`:    "claims[0].contains_any: " + one,
		`"claims":[{"claim":"a","contains_all":["x"],"equals":1}]`:    "claims[0].equals: " + one,
		`"claims":[{"claim":"a","equals":1},{"claim":"b","equal":1}]`: "claims[1].equal: unknown member",
		`"claims":[{"claim":"a","equals":1,"equals":1}]`:              syntax,
		`"revoked":[]`:                                             "revoked: " + empty,
		`"revoked":["t",{}]`:                                       "revoked[1]: " + text,
		`"require_expiry":0`:                                       "require_expiry: " + boolean,
		`"require_expiry":"false"`:                                 "require_expiry: " + boolean,
		`"max_token_bytes":0`:                                      "max_token_bytes: must be a whole number from 1 to 1048576",
		`"max_token_bytes":1048577`:                                "max_token_bytes: must be a whole number from 1 to 1048576",
		`"max_token_bytes":"16384"`:                                "max_token_bytes: must be a whole number from 1 to 1048576",
		`"refresh":null`:                                           "refresh: must be an object",
		`"refresh":60`:                                             "refresh: must be an object",
		`"refresh":{"early":60}`:                                   "refresh.early: unknown member",
		`"refresh":{"early_seconds":-1}`:                           "refresh.early_seconds: " + seconds,
		`"refresh":{"early_seconds":1.5}`:                          "refresh.early_seconds: " + seconds,
		`"refresh":{"early_fraction":-0.1}`:                        "refresh.early_fraction: must be a number from 0 to 1",
		`"refresh":{"early_fraction":1.1}`:                         "refresh.early_fraction: must be a number from 0 to 1",
		`"refresh":{"early_fraction":1.0000000001}`:                "refresh.early_fraction: must be a number from 0 to 1",
		`"refresh":{"early_fraction":"0.2"}`:                       "refresh.early_fraction: must be a number from 0 to 1",
		`"issuer":1,"audiences":1`:                                 "issuer: " + text, // the first is told
		`"issuer":1,"x":1,`:                                        syntax,            // the syntax before all
		`"algorithms":["ES256"]`:                                   syntax,            // a name twice
		`"x":` + strings.Repeat("[", 16) + strings.Repeat("]", 16): syntax,
		`"issuer":"` + "\xff" + `"`:                                syntax,
		`"issuer":"\ud800"`:                                        syntax,
		`"claims":[{"claim":"a","equals":1},{"claim":["b"],"equals":0}]`: "",
	} {
		checkPolicy(t, `{"algorithms":["ES256"],`+member+`}`, want, syntax)
	}
	for document, want := range map[string]string{
		``:                           syntax,
		` `:                          syntax,
		`null`:                       syntax,
		`[]`:                         syntax,
		`"{}"`:                       syntax,
		`{}x`:                        syntax,
		"\ufeff{}":                   syntax,
		`{`:                          syntax,
		`{}`:                         "algorithms: is missing: name the algorithms that tokens may use",
		`{"issuer":"x"}`:             "algorithms: is missing: name the algorithms that tokens may use",
		`{"algorithms":[]}`:          "algorithms: " + empty,
		`{"algorithms":"ES256"}`:     "algorithms: " + list,
		`{"algorithms":null}`:        "algorithms: " + list,
		`{"algorithms":["none"]}`:    "algorithms[0]: must be the name of an algorithm that the core knows, such as ES256",
		`{"algorithms":["es256"]}`:   "algorithms[0]: must be the name of an algorithm that the core knows, such as ES256",
		`{"algorithms":["ES256",1]}`: "algorithms[1]: must be the name of an algorithm that the core knows, such as ES256",
		`{"algorithms":[""]}`:        "algorithms[0]: must be the name of an algorithm that the core knows, such as ES256",
		`{"algorithms":["ES256","ES256"],"clock_skew_seconds":6e1}`: "",
	} {
		checkPolicy(t, document, want, syntax)
	}
}

// checkPolicy loads a document; want has no prefix unless it is that of the
// whole document, and is empty for a good one.
func checkPolicy(t *testing.T, document, want, whole string) {
	t.Helper()
	if want != "" && want != whole {
		want = "policy: " + want
	}
	policy, err := verify.LoadPolicy([]byte(document))
	switch {
	case want == "" && (err != nil || policy == nil):
		t.Errorf("%s: %v", document, err)
	case want == "":
	case err == nil || policy != nil:
		t.Errorf("%s: loads, want %s", document, want)
	case err.Error() != want:
		t.Errorf("%s:\n got %s\nwant %s", document, err, want)
	default:
		var e *verify.PolicyError
		if !errors.As(err, &e) || !strings.HasPrefix(want, strings.TrimSuffix("policy: "+e.Path, ": ")) {
			t.Errorf("%s: the error is %#v", document, err)
		}
	}
}

// path is a claim's path of so many names.
func path(names int) string {
	return `["a"` + strings.Repeat(`,"a"`, names-1) + `]`
}

// TestPolicyLoads: what is at the edge of what a policy may say.
func TestPolicyLoads(t *testing.T) {
	for _, member := range []string{
		`"clock_skew_seconds":0`, `"clock_skew_seconds":4294967295`, `"clock_skew_seconds":60.0`, `"max_age_seconds":0`,
		`"require":[` + path(15) + `]`, `"require":["a.b",["a"],["a","b"]]`,
		`"claims":[{"contains_any":["x"],"claim":"a"}]`, `"claims":[{"claim":"a","equals":""}]`, `"claims":[{"claim":"a","equals":-1e400}]`,
		`"max_token_bytes":1`, `"max_token_bytes":1048576`,
		`"refresh":{}`, `"refresh":{"early_fraction":0}`, `"refresh":{"early_fraction":1}`, `"refresh":{"early_fraction":1.0}`,
		`"audiences":["a"],"any_audience":true`,
	} {
		document := fmt.Sprintf(`{"algorithms":["HS256","RS256","ES256","EdDSA"],%s}`, member)
		if _, err := verify.LoadPolicy([]byte(document)); err != nil {
			t.Errorf("%s: %v", document, err)
		}
	}
}

// TestPolicyLength: the longest text, and one byte more.
func TestPolicyLength(t *testing.T) {
	const most = 128 << 10
	policy := func(length int) []byte {
		const before, after = `{"algorithms":["ES256"],"issuer":"`, `"}`
		return []byte(before + strings.Repeat("x", length-len(before)-len(after)) + after)
	}
	if _, err := verify.LoadPolicy(policy(most)); err != nil {
		t.Error(err)
	}
	_, err := verify.LoadPolicy(policy(most + 1))
	if want := "policy: is longer than 131072 bytes"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
