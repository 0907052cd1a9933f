package main_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/server/servertest"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// The verification core, with the published key set alone, accepts and refuses
// the issuer's tokens as the issuer itself does.
func TestTheCoreAgrees(t *testing.T) {
	for _, algorithm := range []string{"ES256", "EdDSA", "RS256"} {
		t.Run(algorithm, func(t *testing.T) {
			i := servertest.Start(t, func(c *config.Config) {
				c.Algorithm, c.Issuer, c.Audience = algorithm, "https://issuer.example", []string{"api", "web"}
			})
			i.AddUser("ana", "right")
			p := login(t, i, "ana", "right")
			core := core(t, i, algorithm)
			cut := strings.LastIndex(p.Access, ".") + 10
			changed := p.Access[:cut] + map[bool]string{true: "B", false: "A"}[p.Access[cut] == 'A'] + p.Access[cut+1:]
			for _, c := range []struct {
				name, token string
				after       time.Duration
				code        verdict.Code
				status      int
			}{
				{"good", p.Access, 0, verdict.Valid, 200},
				{"changed", changed, 0, verdict.BadSignature, 401},
				{"refresh token", p.Refresh, 0, verdict.AlgorithmNotAllowed, 401},
				{"last second", p.Access, 299 * time.Second, verdict.Valid, 200},
				{"expired", p.Access, time.Second, verdict.Expired, 401},
			} {
				i.Clock.Move(c.after)
				r, _ := core.Verify(context.Background(), c.token, verdict.At(i.Clock.Now()))
				res, text := i.Do("GET", "/hello/", "", "Authorization", "Bearer "+c.token)
				if r.Code != c.code || res.StatusCode != c.status {
					t.Errorf("%s: the core says %v, the issuer %d %s; want %v and %d", c.name, r.Code, res.StatusCode, text, c.code, c.status)
				}
			}
		})
	}
}

// core is a verifier as a relying party has it: a policy, and the key set as
// the issuer publishes it.
func core(t *testing.T, i *servertest.Issuer, algorithm string) *verify.Verifier {
	t.Helper()
	res, jwks := i.Do("GET", "/.well-known/jwks.json", "")
	if res.StatusCode != 200 {
		t.Fatalf("jwks: %d %s", res.StatusCode, jwks)
	}
	policy, err := verify.LoadPolicy(fmt.Appendf(nil, `{
		"issuer": "https://issuer.example", "audiences": ["api"], "algorithms": [%q], "types": ["JWT"],
		"require": ["jti", "user_id"], "claims": [{"claim": "token_type", "equals": "access"}]}`, algorithm))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := verify.LoadKeys([]byte(jwks), verify.Fetched)
	if err != nil {
		t.Fatal(err)
	}
	v := verify.New(policy, native.Answerer{})
	v.SetKeys(keys)
	return v
}
