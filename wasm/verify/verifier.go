package verify

import (
	"context"
	"sync/atomic"

	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// Verifier is the core as a Go program uses it: it implements verdict.Verifier.
// Keys may be swapped while it is in use.
type Verifier struct {
	policy   *Policy
	keys     atomic.Pointer[KeySet]
	answerer signature.Answerer
}

var _ verdict.Verifier = (*Verifier)(nil)

// New returns a Verifier for a policy. It has no keys until SetKeys: every token
// that gets as far is refused with KeysUnavailable.
func New(policy *Policy, answerer signature.Answerer) *Verifier {
	return &Verifier{policy: policy, answerer: answerer}
}

// SetKeys puts a key set in the place of the one before. Verifications that
// have begun end with the old one.
func (v *Verifier) SetKeys(keys *KeySet) {
	keys.Prepare(v.answerer)
	v.keys.Store(keys)
}

// Verify gives the verdict; see verdict.Verifier. A verdict is reached in
// microseconds, so the context is looked at once, before the work.
func (v *Verifier) Verify(ctx context.Context, token string, now verdict.Instant) (verdict.Result, error) {
	if err := ctx.Err(); err != nil {
		return verdict.Result{}, err
	}
	var run Verification
	if run.Begin(v.policy, v.keys.Load(), []byte(token), now) == verdict.SignatureNeeded {
		run.Settle(v.answerer, now)
	}
	result := run.Result()
	return result, result.Err()
}
