package verify_test

import (
	"context"
	"testing"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/signature/small"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// TestCases holds the core against the corpus, once with each answerer.
func TestCases(t *testing.T) {
	for name, answerer := range map[string]signature.Answerer{"native": native.Answerer{}, "small": small.Answerer{}} {
		t.Run(name, func(t *testing.T) {
			testdata.Run(t, func(t *testing.T, c testdata.Case) string {
				policy, err := verify.LoadPolicy(c.Policy)
				if err != nil {
					t.Fatal(err)
				}
				v := verify.New(policy, answerer)
				if keys, err := verify.LoadKeys(c.KeySet(), verify.Origin(c.Fetched)); err == nil {
					v.SetKeys(keys)
				}
				sec, nano, err := c.Clock()
				if err != nil {
					t.Fatal(err)
				}
				result, err := v.Verify(context.Background(), c.Token, verdict.Instant{Sec: sec, Nano: nano})
				if (err == nil) != result.Code.Valid() {
					t.Errorf("error %v with verdict %v", err, result.Code)
				}
				return result.Code.String()
			})
		})
	}
}
