package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// inspectCommand is "tally inspect".
type inspectCommand struct {
	Token string `arg:"" help:"The token, or - for standard input."`
}

// Run shows header, claims and times.
func (c *inspectCommand) Run(s *streams) error {
	token, err := s.token(c.Token)
	if err != nil {
		return err
	}
	var v verify.Verification
	if code := v.Read(nil, []byte(token)); code != verdict.SignatureNeeded {
		fmt.Fprintf(s.out, "%s: %s\n", code, code.Meaning())
		return errRefused
	}
	result := v.Result()
	fmt.Fprintln(s.out, "header")
	fmt.Fprintln(s.out, indent(v.Header()))
	fmt.Fprintln(s.out, "\nclaims, unverified")
	fmt.Fprintln(s.out, indent(v.Claims()))
	showTimes(s.out, result.Unverified(), verdict.At(time.Now()))
	return nil
}

// indent sets JSON text out for reading. The values stay as they are written.
func indent(text []byte) string {
	var b bytes.Buffer
	b.WriteString("  ")
	if err := json.Indent(&b, text, "  ", "  "); err != nil {
		return string(text)
	}
	return b.String()
}

// times are the dates of a token, in the order of its life.
var times = []struct{ claim, past, future string }{
	{"iat", "issued", "issued"},
	{"nbf", "good since", "good from"},
	{"exp", "expired", "expires"},
}

// showTimes sets the dates beside the clock.
func showTimes(out io.Writer, claims verdict.UnverifiedClaims, now verdict.Instant) {
	first := true
	for _, t := range times {
		at, ok := parseTimeClaim(claims.Raw(t.claim))
		if !ok {
			continue
		}
		if first {
			fmt.Fprintln(out, "\ntimes")
			first = false
		}
		word := t.past
		if now.Before(at) {
			word = t.future
		}
		fmt.Fprintf(out, "  %-10s %s (%s)\n", word, at.Time().UTC().Format(time.RFC3339), distance(at, now))
	}
}

// distance says how far a time is from the clock, in the two largest units.
func distance(at, now verdict.Instant) string {
	if at.Sec > 1<<40 {
		return "beyond all clocks"
	}
	d := at.Sec - now.Sec
	text := span(max(d, -d))
	if d < 0 {
		return text + " ago"
	}
	return "in " + text
}

// span writes seconds in the two largest units.
func span(seconds int64) string {
	units := []struct {
		letter string
		size   int64
	}{{"y", 365 * 86400}, {"d", 86400}, {"h", 3600}, {"m", 60}, {"s", 1}}
	for i, u := range units[:len(units)-1] {
		if seconds >= u.size {
			next := units[i+1]
			return fmt.Sprintf("%d%s %d%s", seconds/u.size, u.letter, seconds%u.size/next.size, next.letter)
		}
	}
	return fmt.Sprintf("%ds", seconds)
}
