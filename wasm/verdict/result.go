package verdict

import "context"

// Result is a verdict with what goes with it.
type Result struct {
	// Code is the verdict. Only Valid is acceptance.
	Code Code

	// A valid verdict holds for From <= now < Until, for the same policy and the
	// same keys, so a host can keep it and compare two numbers.
	From, Until Instant

	// Header is the decoded JOSE header, JSON text. It is there if the token is
	// well formed.
	Header []byte

	claims []byte
}

// NewResult returns a Result with the claims of a well-formed token, whatever
// the verdict on it. Hosts use it; programs get their results from a Verifier.
func NewResult(code Code, from, until Instant, header, claims []byte) Result {
	return Result{Code: code, From: from, Until: until, Header: header, claims: claims}
}

// Err is nil for Valid and the code for everything else.
func (r *Result) Err() error {
	if r.Code == Valid {
		return nil
	}
	return r.Code
}

// Claims returns the claims of a valid token. They are empty for every other
// verdict.
func (r *Result) Claims() Claims {
	if r.Code != Valid {
		return Claims{}
	}
	return Claims{document{r.claims}}
}

// Unverified returns what a well-formed token says of itself, whatever the
// verdict. Nobody has vouched for it.
func (r *Result) Unverified() UnverifiedClaims {
	return UnverifiedClaims{document{r.claims}}
}

// Verifier gives verdicts. The native core (wasm/verify) and the compiled one
// (wasm/host) are both verifiers, so a service can start with one and move to
// the other. A Verifier may be used by many goroutines at once.
type Verifier interface {
	// Verify gives the verdict on a compact JWS at the given time. The error is
	// nil exactly if the verdict is Valid. Otherwise errors.Is(err, code) tells
	// the verdict; a verifier that could not do its work answers with the
	// verdict Unset and an error that says why.
	Verify(ctx context.Context, token string, now Instant) (Result, error)
}
