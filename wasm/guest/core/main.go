//go:build tinygo

package main

import (
	"github.com/tallystick/tallystick/wasm/guest"
	"github.com/tallystick/tallystick/wasm/signature/small"
	"github.com/tallystick/tallystick/wasm/verdict"
)

func init() { guest.AnswerWith(small.Answerer{}) }

//go:wasmexport tally_settle
func settle(ticket uint32, sec int64, nano uint32) uint32 {
	return guest.Settle(ticket, verdict.Instant{Sec: sec, Nano: nano})
}

func main() {}
