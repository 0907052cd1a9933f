package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/filter/deploy"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// Every verdict that a request can get, with the answer that the registry asks
// for. Each path has a policy of its own.
func TestVerdicts(t *testing.T) {
	es, rs := newSigner(t, jwt.SigningMethodES256, "es"), newSigner(t, jwt.SigningMethodRS256, "rs")
	stranger, weak := newSigner(t, jwt.SigningMethodES256, "stranger"), newSigner(t, jwt.SigningMethodES256, "weak")
	forger := newSigner(t, jwt.SigningMethodES256, "es")
	weak.jwk["use"] = "enc"

	now := time.Now().Unix()
	plain := `{"algorithms":["ES256"]}`
	tests := []struct {
		want   verdict.Code
		policy string
		token  string
	}{
		{verdict.Valid, plain, es.token(t, nil)},
		{verdict.Malformed, plain, "a.b.c"},
		{verdict.TooLarge, `{"algorithms":["ES256"],"max_token_bytes":100}`, es.token(t, nil)},
		{verdict.UnsupportedAlgorithm, plain, b64([]byte(`{"alg":"none"}`)) + "." + b64([]byte(`{"sub":"ada"}`)) + "."},
		{verdict.AlgorithmNotAllowed, plain, rs.token(t, nil)},
		{verdict.UnsupportedCritical, plain, b64([]byte(`{"alg":"ES256","crit":["x"],"x":1}`)) + "." + b64([]byte(`{}`)) + "." + b64(make([]byte, 64))},
		{verdict.WrongType, `{"algorithms":["ES256"],"types":["at+jwt"]}`, es.token(t, nil)},
		{verdict.UnknownKey, plain, stranger.token(t, nil)},
		{verdict.UnusableKey, plain, weak.token(t, nil)},
		{verdict.BadSignature, plain, forger.token(t, nil)},
		{verdict.Expired, plain, es.token(t, jwt.MapClaims{"exp": now - 1})},
		{verdict.NotYetValid, plain, es.token(t, jwt.MapClaims{"nbf": now + 600})},
		{verdict.WrongIssuer, `{"algorithms":["ES256"],"issuer":"https://issuer.example"}`, es.token(t, nil)},
		{verdict.WrongAudience, plain, es.token(t, jwt.MapClaims{"aud": "other"})},
		{verdict.WrongSubject, `{"algorithms":["ES256"],"subjects":["ada"]}`, es.token(t, jwt.MapClaims{"sub": "bob"})},
		{verdict.MissingClaim, `{"algorithms":["ES256"],"require":["jti"]}`, es.token(t, nil)},
		{verdict.ClaimMismatch, `{"algorithms":["ES256"],"claims":[{"claim":"scope","contains_all":["write"]}]}`, es.token(t, jwt.MapClaims{"scope": "read"})},
		{verdict.TooOld, `{"algorithms":["ES256"],"max_age_seconds":60}`, es.token(t, jwt.MapClaims{"iat": now - 120})},
		{verdict.Revoked, `{"algorithms":["ES256"],"revoked":["one"]}`, es.token(t, jwt.MapClaims{"jti": "one"})},
		{verdict.ProofMissing, plain, es.token(t, jwt.MapClaims{"cnf": map[string]string{"jkt": "x"}})},
		{verdict.MissingToken, plain, ""},
		{verdict.KeysUnavailable, plain, es.token(t, nil)},
	}
	var rules []string
	covered := map[verdict.Code]bool{verdict.Unset: true, verdict.SignatureNeeded: true} // never an answer
	for _, test := range tests {
		keys := ""
		if test.want == verdict.KeysUnavailable {
			keys = `,"keys":{"cluster":"nobody"}`
		}
		rules = append(rules, fmt.Sprintf(`{"path":"/%s","policy":%s%s}`, test.want, test.policy, keys))
		covered[test.want] = true
	}
	for _, code := range verdict.All() {
		if !covered[code] {
			t.Errorf("no request for the verdict %s", code)
		}
	}
	p := start(t, `{"realm":"api","keys":{"inline":`+keySet(es, rs, weak)+`},"rules":[`+strings.Join(rules, ",")+`]}`,
		deploy.Cluster{Name: "nobody", Address: "127.0.0.1:1"})

	for _, test := range tests {
		var headers []string
		if test.token != "" {
			headers = []string{bearer(test.token)}
		}
		begin := time.Now()
		got := p.get(t, "/"+test.want.String()+"?query", headers...)
		if took := time.Since(begin); took > time.Second {
			t.Errorf("%s: took %v", test.want, took)
		}
		if got.status != test.want.Status() {
			t.Errorf("%s: status %d (%s), want %d", test.want, got.status, got.verdict, test.want.Status())
			continue
		}
		if n := p.counter(t, "tallystick.verdict."+test.want.String()); n != 1 {
			t.Errorf("%s: counted %d times", test.want, n)
		}
		if test.want == verdict.Valid {
			continue
		}
		retry := ""
		if test.want == verdict.KeysUnavailable {
			retry = "1"
		}
		for name, want := range map[string]string{
			"Content-Type":     "application/json",
			"Cache-Control":    "no-store",
			"Www-Authenticate": test.want.Authenticate("api"),
			"Retry-After":      retry,
		} {
			if got := strings.Join(got.header[name], "|"); got != want {
				t.Errorf("%s: %s is %q, want %q", test.want, name, got, want)
			}
		}
		if got.body != string(test.want.Body()) {
			t.Errorf("%s: body %s", test.want, got.body)
		}
	}
	for _, test := range tests {
		if test.token != "" && strings.Contains(p.log.String(), test.token) {
			t.Errorf("the log holds the token for %s", test.want)
		}
	}
}

// Each algorithm: the good signature holds, a damaged one does not, whoever
// answers for it.
func TestAlgorithms(t *testing.T) {
	t.Parallel()
	for _, method := range []jwt.SigningMethod{jwt.SigningMethodRS256, jwt.SigningMethodES256, jwt.SigningMethodEdDSA, jwt.SigningMethodHS256} {
		s := newSigner(t, method, "k")
		p := start(t, `{"policy":{"algorithms":["`+method.Alg()+`"]},"keys":{"inline":`+quoted(keySet(s))+`}}`)
		token := s.token(t, jwt.MapClaims{"sub": "ada"})
		if got := p.get(t, "/", bearer(token)); got.status != http.StatusOK {
			t.Errorf("%s: status %d, %s", method.Alg(), got.status, got.body)
		}
		// The first character of the signature: all its bits count.
		dot := strings.LastIndexByte(token, '.')
		first := "A"
		if token[dot+1] == 'A' {
			first = "B"
		}
		if got := p.get(t, "/", bearer(token[:dot+1]+first+token[dot+2:])); got.verdict != "bad_signature" {
			t.Errorf("%s, damaged: status %d, %s", method.Alg(), got.status, got.body)
		}
	}
}

func TestCredentials(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodHS256, "k")
	p := start(t, `{"policy":{"algorithms":["HS256"]},"keys":{"inline":`+keySet(s)+`}}`)
	good := s.token(t, nil)
	tests := []struct {
		headers []string
		want    string // verdict, or empty for valid
	}{
		{[]string{"Authorization: Bearer " + good}, ""},
		{[]string{"Authorization: bEARER " + good}, ""},
		{[]string{"Authorization: Bearer   " + good}, ""},
		{[]string{"authorization: Bearer " + good}, ""},
		{nil, "missing_token"},
		{[]string{"Authorization: Basic YTpi"}, "missing_token"},
		{[]string{"Authorization: " + good}, "missing_token"},
		{[]string{"Authorization: Bearerx " + good}, "missing_token"},
		{[]string{"Authorization: Bearer"}, "malformed"},
		{[]string{"Authorization: Bearer " + good, "Authorization: Bearer " + good}, "malformed"},
		{[]string{"Authorization: Bearer " + good, "authorization: Bearer " + good}, "malformed"},
		{[]string{"Authorization: Bearer " + good + ", Bearer " + good}, "malformed"},
		{[]string{"Authorization: Bearer " + good + " x"}, "malformed"},
		{[]string{"Authorization: Bearer " + good + "="}, "malformed"},
	}
	for _, test := range tests {
		if got := p.get(t, "/", test.headers...); got.verdict != test.want {
			t.Errorf("%.60q: %d %q, want %q", test.headers, got.status, got.verdict, test.want)
		}
	}
}

func TestRules(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodHS256, "k")
	p := start(t, `{"keys":{"inline":`+keySet(s)+`},"rules":[
		{"prefix":"/api","policy":{"algorithms":["HS256"]}},
		{"prefix":"/api/token","public":true}]}`)
	token := bearer(s.token(t, nil))
	tests := []struct {
		path   string
		header []string
		status int
	}{
		{"/api", []string{token}, 200},
		{"/api/x", []string{token}, 200},
		{"/api/x", nil, 401},
		{"/api/token/", nil, 200},
		{"/api/token/../x", nil, 401},
		{"/api/token//x", nil, 200},
		{"/api/token/..%2fx", nil, 400},
		{"/api/token/..%5cx", nil, 400},
		{"/api/%74oken/", nil, 200},
		{"/api/token;/../x", nil, 401},
		{"/api/token;x", nil, 400},
		{"/", []string{token}, 403},
		{"/apix", []string{token}, 403},
	}
	for _, test := range tests {
		if got := p.get(t, test.path, test.header...); got.status != test.status {
			t.Errorf("%s: %d %s, want %d", test.path, got.status, got.body, test.status)
		}
	}
}
