package verdict

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestInstantAdd(t *testing.T) {
	const most, least = math.MaxInt64, math.MinInt64
	for _, test := range []struct {
		from    Instant
		seconds int64
		want    Instant
	}{
		{Instant{0, 5}, 0, Instant{0, 5}},
		{Instant{1700000000, 999_999_999}, 60, Instant{1700000060, 999_999_999}},
		{Instant{1700000000, 1}, -1700000001, Instant{-1, 1}},
		{Instant{most - 1, 0}, 1, Instant{most, 0}},
		{Instant{most - 1, 7}, 2, Never},
		{Instant{most, 7}, most, Never},
		{Never, 1, Never},
		{Never, 0, Never},
		{Instant{least + 1, 0}, -1, Instant{least, 0}},
		{Instant{least + 1, 7}, -2, Always},
		{Instant{least, 7}, least, Always},
		{Always, -1, Always},
		{Always, 1, Instant{least + 1, 0}},
		{Instant{-1, 0}, least, Always},
		{Instant{0, 3}, least, Instant{least, 3}},
		{Instant{-1, 3}, most, Instant{most - 1, 3}},
	} {
		if got := test.from.Add(test.seconds); got != test.want {
			t.Errorf("%v.Add(%d) = %v, want %v", test.from, test.seconds, got, test.want)
		}
	}
}

func anyInstant(t *rapid.T, name string) Instant {
	sec := rapid.OneOf(rapid.Int64(), rapid.Int64Range(math.MaxInt64-3, math.MaxInt64), rapid.Int64Range(math.MinInt64, math.MinInt64+3))
	return Instant{sec.Draw(t, name), rapid.Uint32Range(0, 999_999_999).Draw(t, name+" ns")}
}

// exact is an instant in nanoseconds.
func exact(i Instant) *big.Int {
	n := new(big.Int).Mul(big.NewInt(i.Sec), big.NewInt(1_000_000_000))
	return n.Add(n, big.NewInt(int64(i.Nano)))
}

// TestInstantAddNeverWraps: adding moves in the direction of its sign, by as
// much as there is room for.
func TestInstantAddNeverWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from, seconds := anyInstant(t, "from"), anyInstant(t, "seconds").Sec
		sum := new(big.Int).Add(big.NewInt(from.Sec), big.NewInt(seconds))
		want := Instant{sum.Int64(), from.Nano}
		switch {
		case sum.Cmp(big.NewInt(math.MaxInt64)) > 0:
			want = Never
		case sum.Cmp(big.NewInt(math.MinInt64)) < 0:
			want = Always
		}
		if got := from.Add(seconds); got != want {
			t.Fatalf("%v.Add(%d) = %v, want %v", from, seconds, got, want)
		}
	})
}

func TestInstantBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		i, j := anyInstant(t, "i"), anyInstant(t, "j")
		if rapid.Bool().Draw(t, "same second") {
			j.Sec = i.Sec
		}
		if got, want := i.Before(j), exact(i).Cmp(exact(j)) < 0; got != want {
			t.Fatalf("%v.Before(%v) = %v", i, j, got)
		}
		if i.Before(i) || i.Before(Always) || Never.Before(Instant{i.Sec, 0}) {
			t.Fatalf("%v is outside of Always and Never", i)
		}
	})
}

func TestInstantTime(t *testing.T) {
	for _, i := range []Instant{{0, 0}, {1700000000, 999_999_999}, {-1, 1}, {253402300799, 5}} {
		if got := At(i.Time()); got != i {
			t.Errorf("%v comes back as %v", i, got)
		}
	}
	if got := At(time.Unix(-1, 500)); got != (Instant{-1, 500}) {
		t.Errorf("half a microsecond after -1 is %v", got)
	}
}
