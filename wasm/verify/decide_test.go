package verify_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/tallystick/tallystick/wasm/verify"
)

func TestDecide(t *testing.T) {
	const exp, life = 1700000300, 300 // so refresh_at is 60 s before the end
	const unknown = verify.EndUnknown
	for _, test := range []struct {
		name string
		pair verify.Pair
		now  int64
		want verify.Decision
	}{
		{"fresh", verify.Pair{exp, life, unknown}, exp - 61, verify.Decision{verify.Use, verify.Fresh, exp - 60, 61}},
		{"early", verify.Pair{exp, life, unknown}, exp - 60, verify.Decision{verify.Refresh, verify.Early, exp - 60, 60}},
		{"last second", verify.Pair{exp, life, exp + 1}, exp - 1, verify.Decision{verify.Refresh, verify.Early, exp - 60, 1}},
		{"at its end", verify.Pair{exp, life, exp + 1}, exp, verify.Decision{verify.Refresh, verify.ExpiredReason, exp - 60, 0}},
		{"both at their end", verify.Pair{exp, life, exp}, exp, verify.Decision{verify.Login, verify.RefreshExpired, exp - 60, 0}},
		{"early without a refresh token", verify.Pair{exp, life, 0}, exp - 1, verify.Decision{verify.Use, verify.NothingToRefresh, exp - 60, 1}},
		{"early with a dead refresh token", verify.Pair{exp, life, exp - 1}, exp - 1, verify.Decision{verify.Use, verify.NothingToRefresh, exp - 60, 1}},
		{"expired without a refresh token", verify.Pair{exp, life, 0}, exp, verify.Decision{verify.Login, verify.NoRefreshToken, exp - 60, 0}},
		{"long past", verify.Pair{exp, life, exp + 100}, exp + 100, verify.Decision{verify.Login, verify.RefreshExpired, exp - 60, 0}},
		{"short life", verify.Pair{exp, 30, unknown}, exp - 7, verify.Decision{verify.Use, verify.Fresh, exp - 6, 7}},
		{"short life, early", verify.Pair{exp, 30, unknown}, exp - 6, verify.Decision{verify.Refresh, verify.Early, exp - 6, 6}},
		{"life not known", verify.Pair{exp, 0, unknown}, exp - 1, verify.Decision{verify.Use, verify.Fresh, exp, 1}},
		{"life below zero", verify.Pair{exp, -1, unknown}, exp - 1, verify.Decision{verify.Use, verify.Fresh, exp, 1}},
	} {
		if got := verify.Decide(nil, test.pair, test.now); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

// anyInt64 draws numbers of every size, and those next to the ends.
func anyInt64() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64(), rapid.Int64Range(-10, 10), rapid.Int64Range(math.MaxInt64-10, math.MaxInt64),
		rapid.Int64Range(math.MinInt64, math.MinInt64+10), rapid.Int64Range(1699999900, 1700000100))
}

// margin draws a policy with its early seconds and billionths, or none with the
// default.
func margin(t *rapid.T) (policy *verify.Policy, seconds int64, billionths int64) {
	if rapid.Bool().Draw(t, "default") {
		return nil, 60, 200_000_000
	}
	seconds = rapid.Int64Range(0, 1<<32-1).Draw(t, "early_seconds")
	billionths = rapid.Int64Range(0, 1_000_000_000).Draw(t, "early_fraction")
	policy, err := verify.LoadPolicy(fmt.Appendf(nil, `{"algorithms":["ES256"],"refresh":{"early_seconds":%d,"early_fraction":%d.%09d}}`,
		seconds, billionths/1_000_000_000, billionths%1_000_000_000))
	if err != nil {
		t.Fatal(err)
	}
	return policy, seconds, billionths
}

// TestDecideProperties: whatever the numbers, an ended token is not used, and
// nothing is exchanged for a refresh token that is not alive.
func TestDecideProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy, _, _ := margin(t)
		pair := verify.Pair{Expires: anyInt64().Draw(t, "exp"), Life: anyInt64().Draw(t, "life"), RefreshExpires: anyInt64().Draw(t, "refresh")}
		now := anyInt64().Draw(t, "now")
		d := verify.Decide(policy, pair, now)
		expired, live := now >= pair.Expires, pair.RefreshExpires > now
		switch {
		case d.Action != verify.Use && d.Action != verify.Refresh && d.Action != verify.Login:
			t.Fatalf("%+v: no action", d)
		case d.Reason < verify.Fresh || d.Reason > verify.RefreshExpired:
			t.Fatalf("%+v: no reason", d)
		case expired && d.Action == verify.Use:
			t.Fatalf("%+v: uses an expired token", d)
		case !expired && d.Action == verify.Login:
			t.Fatalf("%+v: asks for credentials while the token holds", d)
		case !live && d.Action == verify.Refresh:
			t.Fatalf("%+v: exchanges a dead refresh token", d)
		case expired != (d.ExpiresIn == 0) || d.ExpiresIn < 0:
			t.Fatalf("%+v: expires_in", d)
		case d.RefreshAt > pair.Expires:
			t.Fatalf("%+v: refreshes after the end", d)
		case d.RefreshAt != verify.RefreshAt(policy, pair):
			t.Fatalf("%+v: refresh_at is not RefreshAt", d)
		}
	})
}

// TestRefreshAt holds RefreshAt against the same in numbers without bounds.
func TestRefreshAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy, seconds, billionths := margin(t)
		exp, life := anyInt64().Draw(t, "exp"), anyInt64().Draw(t, "life")
		part := new(big.Int).Mul(big.NewInt(max(life, 0)), big.NewInt(billionths))
		part.Div(part, big.NewInt(1_000_000_000))
		if early := big.NewInt(seconds); early.Cmp(part) < 0 {
			part = early
		}
		want := new(big.Int).Sub(big.NewInt(exp), part)
		if least := big.NewInt(math.MinInt64); want.Cmp(least) < 0 {
			want = least
		}
		if got := verify.RefreshAt(policy, verify.Pair{Expires: exp, Life: life}); got != want.Int64() {
			t.Fatalf("RefreshAt is %d, want %d", got, want)
		}
	})
}

// TestRefreshAtGrows: a token that ends later is not refreshed earlier.
func TestRefreshAtGrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy, _, _ := margin(t)
		life := anyInt64().Draw(t, "life")
		a, b := anyInt64().Draw(t, "exp"), anyInt64().Draw(t, "other exp")
		first := verify.RefreshAt(policy, verify.Pair{Expires: min(a, b), Life: life})
		if second := verify.RefreshAt(policy, verify.Pair{Expires: max(a, b), Life: life}); second < first {
			t.Fatalf("refresh_at falls from %d to %d", first, second)
		}
	})
}
