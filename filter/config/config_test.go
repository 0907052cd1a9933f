package config

import (
	"fmt"
	"strings"
	"testing"
)

const (
	keySet = `{"keys":[{"kty":"oct","kid":"a","k":"dGhpcnR5LXR3byBvY3RldHMgb2YgdGVzdCBzZWNyZXQ"}]}`
	policy = `"policy":{"algorithms":["HS256"]}`
	keys   = `"keys":{"inline":` + keySet + `}`
	top    = `{` + policy + `,` + keys
)

func TestLoad(t *testing.T) {
	c, err := Load([]byte(`{
		"realm": "api",
		"policy": {"algorithms": ["HS256"]},
		"keys": {"cluster": "issuer", "refresh_seconds": 60},
		"claim_headers": [{"claim": "user_id", "header": "X-User-Id"}, {"claim": ["realm", "x"], "header": "x-realm"}],
		"forward_token": true,
		"rules": [
			{"prefix": "/open", "public": true},
			{"path": "/a", "policy": {"algorithms": ["ES256"]}},
			{"path": "/b", "keys": {"inline": ` + keySet + `}},
			{"path": "/c", "keys": {"inline": "{\"keys\":[]}"}},
			{"path": "/d", "keys": {"cluster": "issuer", "path": "/.well-known/jwks.json", "authority": "issuer", "refresh_seconds": 60, "timeout_ms": 5000}}
		]
	}`))
	if err != nil {
		t.Fatal(err)
	}
	if c.Realm != "api" || !c.ForwardToken || len(c.Headers) != 2 || c.Headers[0].Name != "x-user-id" || len(c.Headers[1].Claim) != 2 {
		t.Errorf("%+v", c)
	}
	if len(c.Sources) != 3 {
		t.Errorf("%d sources, want 3: the same one is there once", len(c.Sources))
	}
	s := c.Sources[0]
	if s.Cluster != "issuer" || s.Path != "/.well-known/jwks.json" || s.Authority != "issuer" || s.Refresh != 60 || s.Timeout != 5000 {
		t.Errorf("%+v", s)
	}
	for path, want := range map[string]int{"/": 0, "/a": 0, "/b": 1, "/c": 2, "/d": 0} {
		if r, m := c.Match([]byte(path), nil); m != Found || r.Source != want || r.Public {
			t.Errorf("%s: %v, source %d, want %d", path, m, r.Source, want)
		}
	}
	if a, _ := c.Match([]byte("/a"), nil); a.Policy == c.fallback.Policy {
		t.Error("/a has the policy of the top, not its own")
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct{ text, want string }{
		{``, "filter: is not a JSON object of at most 1 MiB: its syntax is wrong, a name stands twice, or it is nested too deeply"},
		{`[]`, "filter: is not a JSON object"},
		{`{"polcy":{}, "realm": }`, "filter: is not a JSON object"},
		{`{"realm":"a","realm":"a"}`, "filter: is not a JSON object"},
		{`{}`, "filter: policy: is missing: say which tokens are good, or give rules"},
		{`{` + policy + `}`, "filter: keys: is missing: say where the keys come from"},
		{`{"polcy":{}}`, "filter: polcy: unknown member"},
		{top + `,"rules":[{"path":"/a","polcy":{}}]}`, "filter: rules[0].polcy: unknown member"},
		{top + `,"rules":[]}`, "filter: rules: must not be empty"},
		{top + `,"rules":{}}`, "filter: rules: must be an array"},
		{top + `,"rules":["/a"]}`, "filter: rules[0]: must be an object"},
		{top + `,"rules":[{}]}`, "filter: rules[0]: needs path or prefix"},
		{top + `,"rules":[{"path":"/a","prefix":"/a"}]}`, "filter: rules[0].prefix: a rule has one of path and prefix"},
		{top + `,"rules":[{"path":"a"}]}`, "filter: rules[0].path: must begin with a slash"},
		{top + `,"rules":[{"path":"/a/../b"}]}`, "filter: rules[0].path: must begin with a slash"},
		{top + `,"rules":[{"path":"/a"},{"path":"/b"},{"path":"/a"}]}`, "filter: rules: path /a stands twice"},
		{top + `,"rules":[{"path":"/a","public":1}]}`, "filter: rules[0].public: must be true or false"},
		{top + `,"rules":[{"path":"/a","public":true,` + policy + `}]}`, "filter: rules[0]: is public, so policy and keys mean nothing"},
		{`{"rules":[{"path":"/a",` + keys + `}]}`, "filter: rules[0].policy: is missing, here and at the top"},
		{`{"rules":[{"path":"/a",` + policy + `}]}`, "filter: rules[0].keys: is missing, here and at the top"},
		{`{"policy":[]}`, "filter: policy: must be an object"},
		{`{"policy":{"algorithms":[]}}`, "filter: policy.algorithms: must not be empty"},
		{`{"rules":[{"path":"/a","policy":{"algorithms":["none"]}}]}`, "filter: rules[0].policy.algorithms[0]: must be the name of an algorithm"},
		{`{"keys":{}}`, "filter: keys: needs inline or cluster"},
		{`{"keys":{"url":"https://x"}}`, "filter: keys.url: unknown member"},
		{`{"keys":{"inline":1}}`, "filter: keys.inline: must be a JWK set, as an object or as text"},
		{`{"keys":{"inline":"{\"keys\":[{]}"}}`, "filter: keys.inline: is not a JSON object"},
		{`{"keys":{"inline":"[]"}}`, "filter: keys.inline: is not a JSON object"},
		{`{"keys":{"inline":{"kyes":[]}}}`, `filter: keys.inline: has no array "keys"`},
		{`{"keys":{"inline":{"keys":[]},"cluster":"a"}}`, "filter: keys: has inline keys"},
		{`{"keys":{"inline":{"keys":[]},"timeout_ms":500}}`, "filter: keys: has inline keys"},
		{`{"keys":{"cluster":""}}`, "filter: keys.cluster: must not be empty"},
		{`{"keys":{"cluster":"a","path":"jwks"}}`, "filter: keys.path: must begin with a slash"},
		{`{"keys":{"cluster":"a","path":"/a b"}}`, "filter: keys.path: must be visible ASCII without spaces"},
		{`{"keys":{"cluster":"a","authority":"a\r\nb"}}`, "filter: keys.authority: must be visible ASCII without spaces"},
		{`{"keys":{"cluster":"a","refresh_seconds":0}}`, "filter: keys.refresh_seconds: must be a whole number from 1 to 86400"},
		{`{"keys":{"cluster":"a","timeout_ms":1.5}}`, "filter: keys.timeout_ms: must be a whole number from 100 to 60000"},
		{`{"realm":"a\"b"}`, "filter: realm: must be plain ASCII text without quotes and backslashes"},
		{`{"forward_token":"yes"}`, "filter: forward_token: must be true or false"},
		{`{"claim_headers":[{"header":"x-a"}]}`, "filter: claim_headers[0].claim: is missing: name a claim"},
		{`{"claim_headers":[{"claim":"a"}]}`, "filter: claim_headers[0].header: is missing: name a header"},
		{`{"claim_headers":[{"claim":[],"header":"x-a"}]}`, "filter: claim_headers[0].claim: must not be empty"},
		{`{"claim_headers":[{"claim":"a","header":"x a"}]}`, "filter: claim_headers[0].header: must be a header's name of letters, digits and hyphens"},
		{`{"claim_headers":[{"claim":"a","header":"x_a"}]}`, "filter: claim_headers[0].header: must be a header's name of letters, digits and hyphens"},
		{`{"claim_headers":[{"claim":"a","header":":path"}]}`, "filter: claim_headers[0].header: must be a header's name"},
		{`{"claim_headers":[{"claim":"a","header":"Authorization"}]}`, "filter: claim_headers[0].header: must not be authorization"},
		{`{"claim_headers":[{"claim":"a","header":"x-a"},{"claim":"b","header":"X-A"}]}`, "filter: claim_headers[1].header: stands twice: x-a"},
	}
	for _, test := range tests {
		_, err := Load([]byte(test.text))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}

func TestMatch(t *testing.T) {
	c, err := Load([]byte(`{` + keys + `,"rules":[
		{"prefix":"/","public":true},
		{"prefix":"/api",` + policy + `},
		{"prefix":"/api/open/","public":true},
		{"path":"/api/open/not",` + policy + `},
		{"path":"/café",` + policy + `}]}`))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path   string
		match  Match
		public bool
	}{
		{"/", Found, true},
		{"/?a=/../b", Found, true},
		{"/x/y/", Found, true},
		{"/api", Found, false},
		{"/api?x", Found, false},
		{"/api/", Found, false},
		{"/api/users", Found, false},
		{"/%61pi/users", Found, false},
		{"/ap%49", Found, true},
		{"/apix", Found, true},
		{"/api/open/", Found, true},
		{"/api/open", Found, false},
		{"/api/open/x", Found, true},
		{"/api/open/not", Found, false},
		{"/api/open/no%74?x", Found, false},
		{"/api/open/not/x", Found, true},
		{"/caf%c3%a9", Found, false},
		{"/caf%C3%A9", Found, false},
		{"/...", Found, true},
		{"/a%20b", Found, true},
		{"", Unclean, false},
		{"*", Unclean, false},
		{"api", Unclean, false},
		{"//api", Unclean, false},
		{"/x//api", Unclean, false},
		{"/x/../api", Unclean, false},
		{"/x/%2e%2E/api", Unclean, false},
		{"/x/./api", Unclean, false},
		{"/x/..", Unclean, false},
		{"/x/.", Unclean, false},
		{"/x%2fapi", Unclean, false},
		{"/x%2Fapi", Unclean, false},
		{`/x\api`, Unclean, false},
		{"/x%5capi", Unclean, false},
		{"/api;x", Unclean, false},
		{"/api%3bx", Unclean, false},
		{"/api%00", Unclean, false},
		{"/api%", Unclean, false},
		{"/api%6", Unclean, false},
		{"/api%6g", Unclean, false},
		{"/api#x", Unclean, false},
	}
	for _, test := range tests {
		r, m := c.Match([]byte(test.path), nil)
		if m != test.match || m == Found && r.Public != test.public {
			t.Errorf("%s: %v, %+v; want %v, public %v", test.path, m, r, test.match, test.public)
		}
	}
}

// A document without rules has one policy for whatever comes.
func TestMatchWithoutRules(t *testing.T) {
	c, err := Load([]byte(top + `}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "//", "*", "", "/x/../y", "/%"} {
		if r, m := c.Match([]byte(path), nil); m != Found || r.Public || r.Policy == nil {
			t.Errorf("%q: %v", path, m)
		}
	}
}

func TestMatchNoRule(t *testing.T) {
	c, err := Load([]byte(`{"rules":[{"path":"/a","public":true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, m := c.Match([]byte("/b"), nil); m != NoRule {
		t.Errorf("/b: %v, want no rule", m)
	}
}

func TestManyRules(t *testing.T) {
	var rules []string
	const n = 1000
	for i := range n {
		rules = append(rules, fmt.Sprintf(`{"path":"/c/%d","policy":{"algorithms":["HS256"]}}`, i*7919%n))
		rules = append(rules, fmt.Sprintf(`{"prefix":"/p/%d","public":true}`, i*7919%n))
	}
	c, err := Load([]byte(`{` + keys + `,"rules":[` + strings.Join(rules, ",") + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		path := fmt.Sprintf("/c/%d", i)
		if r, m := c.Match([]byte(path), nil); m != Found || r.path != path {
			t.Fatalf("%s: %v, %+v", path, m, r)
		}
		path = fmt.Sprintf("/p/%d", i)
		if r, m := c.Match([]byte(path+"/x"), nil); m != Found || r.path != path {
			t.Fatalf("%s: %v, %+v", path, m, r)
		}
	}
	if _, m := c.Match([]byte("/c/1000"), nil); m != NoRule {
		t.Errorf("/c/1000: %v", m)
	}
}
