//go:build tinygo

package guest

import (
	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// one is the instance: a module holds one policy, one key set and one token.
var one instance

//go:wasmexport tally_abi
func exportVersion() uint32 { return abi.Version }

//go:wasmexport tally_input
func exportInput(n uint32) uint32 { return address(one.reserve(n)) }

//go:wasmexport tally_policy
func exportPolicy(n uint32) int32 { return one.setPolicy(n) }

//go:wasmexport tally_keys
func exportKeys(n, origin uint32) int32 { return one.setKeys(n, abi.Origin(origin)) }

//go:wasmexport tally_read
func exportRead(n uint32) uint32 { return one.read(n) }

//go:wasmexport tally_check
func exportCheck(n uint32, sec int64, nano uint32) uint32 {
	return one.check(n, verdict.Instant{Sec: sec, Nano: nano})
}

//go:wasmexport tally_answer
func exportAnswer(ticket, holds uint32, sec int64, nano uint32) uint32 {
	return one.answer(ticket, holds == 1, verdict.Instant{Sec: sec, Nano: nano})
}

//go:wasmexport tally_decide
func exportDecide(expires, life, refresh, now int64) uint32 {
	return one.decide(expires, life, refresh, now)
}

//go:wasmexport tally_result
func exportResult() uint32 { return address(one.record[:]) }

//go:wasmexport tally_message
func exportMessage() int64 {
	return int64(uint64(address(one.message))<<32 | uint64(len(one.message)))
}
