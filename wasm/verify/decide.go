package verify

import "math/bits"

// Action is the answer of the refresh decision.
type Action uint32

const (
	Use     Action = 1 // send the access token as it is
	Refresh Action = 2 // exchange the refresh token first
	Login   Action = 3 // nothing can be exchanged: ask for credentials
)

// Reason says why.
type Reason uint32

const (
	Fresh            Reason = 1 // refresh_at has not come
	Early            Reason = 2 // refresh_at has come, the token still holds
	ExpiredReason    Reason = 3 // the token has ended; there is a live refresh token
	NothingToRefresh Reason = 4 // as Early, but there is no live refresh token: use it to its end
	NoRefreshToken   Reason = 5 // the token has ended and there is no refresh token
	RefreshExpired   Reason = 6 // both have ended
)

// Pair is what is known of a token pair. Times are in seconds since 1970.
type Pair struct {
	Expires int64 // when the access token ends
	Life    int64 // its whole life in seconds, 0 if not known

	// RefreshExpires is when the refresh token ends: 0 if there is none, and
	// EndUnknown if there is one that does not tell.
	RefreshExpires int64
}

// EndUnknown is the end of a refresh token that does not tell.
const EndUnknown = 1<<63 - 1

// Decision is the answer to: may the pair be used now?
type Decision struct {
	Action    Action
	Reason    Reason
	RefreshAt int64 // when Use turns into Refresh, in seconds since 1970
	ExpiresIn int64 // seconds of life left, 0 once expired
}

// Decide answers for a pair and a clock. A token is never used at or after its
// end, whatever the policy's skew: skew forgives another's clock, not one's own.
// A nil policy stands for the default margin.
func Decide(policy *Policy, pair Pair, now int64) Decision {
	d := Decision{RefreshAt: RefreshAt(policy, pair)}
	expired := now >= pair.Expires
	live := pair.RefreshExpires > now
	if !expired {
		d.ExpiresIn = minus(pair.Expires, now)
	}
	switch {
	case now < d.RefreshAt:
		d.Action, d.Reason = Use, Fresh
	case !expired && live:
		d.Action, d.Reason = Refresh, Early
	case !expired:
		d.Action, d.Reason = Use, NothingToRefresh
	case live:
		d.Action, d.Reason = Refresh, ExpiredReason
	case pair.RefreshExpires == 0:
		d.Action, d.Reason = Login, NoRefreshToken
	default:
		d.Action, d.Reason = Login, RefreshExpired
	}
	return d
}

// RefreshAt is when a pair should be refreshed: its end less the smaller of
// early seconds and a fraction of the life. It is never after the end.
func RefreshAt(policy *Policy, pair Pair) int64 {
	m := defaultRefresh
	if policy != nil {
		m = policy.refresh
	}
	life := max(pair.Life, 0)
	high, low := bits.Mul64(uint64(life), uint64(m.fraction))
	part, _ := bits.Div64(high, low, 1e9) // fraction is at most 10^9, so this fits
	return minus(pair.Expires, min(m.early, int64(part)))
}

// minus subtracts and stays within int64.
func minus(a, b int64) int64 {
	d := a - b
	switch {
	case b < 0 && d < a:
		return 1<<63 - 1
	case b > 0 && d > a:
		return -1 << 63
	}
	return d
}
