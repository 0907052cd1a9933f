//go:build tinygo

package guest

import (
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// AnswerWith makes the module able to settle signatures itself. It is called
// while the module is initialised.
func AnswerWith(a signature.Answerer) { one.answerer = a }

// Settle is the body of tally_settle.
func Settle(ticket uint32, now verdict.Instant) uint32 { return one.settle(ticket, now) }
