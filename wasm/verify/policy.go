package verify

import (
	"github.com/tallystick/tallystick/wasm/document"
	"github.com/tallystick/tallystick/wasm/signature"
)

// Policy says which tokens are good. It comes from LoadPolicy, has been checked
// and never changes; any number of verifications share it.
type Policy struct {
	issuer        string // "" is not checked
	audiences     []string
	anyAudience   bool
	subjects      []string
	algorithms    signature.Set
	types         []string
	skew          int64 // seconds
	maxAge        int64 // seconds; below zero is not checked
	require       [][]string
	rules         []rule
	revoked       []string
	requireExpiry bool
	maxToken      int
	refresh       margin
}

// margin is how long before its end a token should be refreshed: the smaller of
// early seconds and a fraction of its life.
type margin struct {
	early    int64  // seconds
	fraction uint32 // billionths of the token's life
}

// rule is one element of the policy's claims: a claim and what is asked of it.
type rule struct {
	path     []string
	operator operator
	equals   []byte   // JSON text, for equals
	list     []string // for contains_any and contains_all
}

type operator uint8

const (
	equals operator = iota + 1
	containsAny
	containsAll
)

// Defaults and limits of a policy.
const (
	maxPolicyText   = 128 << 10
	defaultMaxToken = 16 << 10
	maxMaxToken     = 1 << 20
	maxSeconds      = 1 << 32 // some 136 years, for skew, age and margins
)

// defaultRefresh is the margin where no policy says otherwise.
var defaultRefresh = margin{early: 60, fraction: 200_000_000}

// PolicyError is a policy that was refused: where, and what is wrong.
type PolicyError struct {
	Path   string // such as claims[0].equals, or empty for the document
	Reason string
}

// Error is one line, such as "policy: audiences: must not be empty".
func (e *PolicyError) Error() string {
	fault := document.Fault(*e)
	return "policy: " + fault.String()
}
