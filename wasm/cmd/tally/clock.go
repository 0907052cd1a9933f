package main

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// parseTime reads seconds since 1970, or RFC 3339.
func parseTime(text string) (verdict.Instant, error) {
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return verdict.At(t), nil
	}
	return parseSeconds(text)
}

// parseSeconds reads seconds since 1970 with up to nine places, and rounds
// nothing.
func parseSeconds(text string) (verdict.Instant, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || len(fraction) > 9 {
		return verdict.Instant{}, fmt.Errorf("%q is not a number of seconds since 1970 with at most nine places", text)
	}
	nano, err := strconv.ParseUint((fraction + "000000000")[:9], 10, 32)
	if err != nil || strings.HasPrefix(whole, "-") && nano != 0 {
		return verdict.Instant{}, fmt.Errorf("%q is not a number of seconds since 1970 with at most nine places", text)
	}
	return verdict.Instant{Sec: sec, Nano: uint32(nano)}, nil
}

// parseTimeClaim reads a date of a token for showing it; what is behind the
// nanosecond is left out.
func parseTimeClaim(text []byte) (verdict.Instant, bool) {
	if at, err := parseSeconds(string(text)); err == nil {
		return at, true
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || f < 0 || f > 1<<62 {
		return verdict.Instant{}, false
	}
	return verdict.Instant{Sec: int64(f)}, true
}
