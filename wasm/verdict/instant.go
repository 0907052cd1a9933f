package verdict

import "time"

// Instant is a point on the clock: seconds since 1970-01-01T00:00:00Z and
// nanoseconds below 10^9. The core is handed one and never asks for the time.
type Instant struct {
	Sec  int64
	Nano uint32
}

// Always and Never bound a verdict that no date bounds.
var (
	Always = Instant{Sec: -1 << 63}
	Never  = Instant{Sec: 1<<63 - 1}
)

// At converts a time.
func At(t time.Time) Instant { return Instant{t.Unix(), uint32(t.Nanosecond())} }

// Time converts back. Always and Never are beyond what a time.Time can order;
// ask the Instant instead.
func (i Instant) Time() time.Time { return time.Unix(i.Sec, int64(i.Nano)) }

// Before reports whether i comes before j.
func (i Instant) Before(j Instant) bool {
	return i.Sec < j.Sec || i.Sec == j.Sec && i.Nano < j.Nano
}

// Add moves the instant by whole seconds and stays at Always or Never rather
// than wrap.
func (i Instant) Add(seconds int64) Instant {
	sum := i.Sec + seconds
	switch {
	case seconds > 0 && sum < i.Sec:
		return Never
	case seconds < 0 && sum > i.Sec:
		return Always
	}
	return Instant{sum, i.Nano}
}
