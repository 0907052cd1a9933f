//go:build tinygo

package guest

import (
	"unsafe"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// instance is what a module holds.
type instance struct {
	input    []byte // the buffer that the host writes into
	policy   *verify.Policy
	keys     *verify.KeySet
	run      verify.Verification
	answerer signature.Answerer // nil in claims.wasm
	message  []byte

	tickets    uint32 // given out so far
	open       uint32 // ticket of the open question, or 0
	generation uint32
	record     [abi.RecordSize]byte
}

// address is where a host finds the bytes; 0 if there are none.
func address(b []byte) uint32 {
	return uint32(uintptr(unsafe.Pointer(unsafe.SliceData(b))))
}

// slice is the place of bytes for the record.
func slice(b []byte) abi.Slice {
	if len(b) == 0 {
		return abi.Slice{}
	}
	return abi.Slice{Ptr: address(b), Len: uint32(len(b))}
}

// reserve gives the host n bytes to write. It closes an open question, since
// the token behind it is about to be overwritten.
func (g *instance) reserve(n uint32) []byte {
	g.open = 0
	if n > abi.MaxInput {
		g.input = g.input[:0]
		return nil
	}
	if uint32(cap(g.input)) < n || cap(g.input) == 0 {
		const step = 4096
		g.input = make([]byte, 0, (n/step+1)*step)
	}
	g.input = g.input[:n]
	return g.input
}

// written is the part of the buffer that the host says it wrote: nothing if it
// says more than it asked for.
func (g *instance) written(n uint32) []byte {
	if n > uint32(len(g.input)) {
		return nil
	}
	return g.input[:n]
}

func (g *instance) setPolicy(n uint32) int32 {
	g.open = 0
	g.message = nil
	policy, err := verify.LoadPolicy(g.written(n))
	if err != nil {
		g.message = []byte(err.Error())
		return abi.Refused
	}
	g.policy = policy
	return 0
}

func (g *instance) setKeys(n uint32, origin abi.Origin) int32 {
	g.open = 0
	g.message = nil
	// Any number but that of a handed set is held to the stricter rule.
	keys, err := verify.LoadKeys(g.written(n), verify.Origin(origin != abi.Handed))
	if err != nil {
		g.message = []byte(err.Error())
		return abi.Refused
	}
	for i, r := range keys.Rejected() {
		if i > 0 {
			g.message = append(g.message, '\n')
		}
		g.message = append(g.message, r.String()...)
	}
	if g.answerer != nil {
		keys.Prepare(g.answerer)
	}
	g.keys = keys
	g.generation++
	return int32(keys.Usable())
}

func (g *instance) read(n uint32) uint32 {
	g.open = 0
	return g.report(g.run.Read(g.policy, g.written(n)))
}

func (g *instance) check(n uint32, now verdict.Instant) uint32 {
	return g.report(g.run.Begin(g.policy, g.keys, g.written(n), now))
}

// answer takes an answer under a ticket, once.
func (g *instance) answer(ticket uint32, holds bool, now verdict.Instant) uint32 {
	if !g.redeem(ticket) {
		return uint32(verdict.Unset)
	}
	return g.report(g.run.Answer(holds, now))
}

func (g *instance) settle(ticket uint32, now verdict.Instant) uint32 {
	if !g.redeem(ticket) {
		return uint32(verdict.Unset)
	}
	return g.report(g.run.Settle(g.answerer, now))
}

// redeem ends a ticket and reports whether it was the open one. A wrong ticket
// leaves a record that says unset, and the question stays open for the right
// one.
func (g *instance) redeem(ticket uint32) bool {
	if ticket == 0 || ticket != g.open {
		g.write(abi.Record{IssuedAt: abi.Absent, ExpiresAt: abi.Absent, RefreshAt: abi.Absent})
		return false
	}
	g.open = 0
	return true
}

// decide answers for a pair, and leaves the decision in the record.
func (g *instance) decide(expires, life, refresh, now int64) uint32 {
	d := verify.Decide(g.policy, verify.Pair{Expires: expires, Life: life, RefreshExpires: refresh}, now)
	g.write(abi.Record{
		IssuedAt: abi.Absent, ExpiresAt: expires, RefreshAt: d.RefreshAt,
		Action: uint32(d.Action), Reason: uint32(d.Reason),
	})
	return uint32(d.Action)
}

// report writes the record for where the verification stands.
func (g *instance) report(code verdict.Code) uint32 {
	from, until := g.run.Bounds()
	issuedAt, expiresAt := g.run.Times()
	r := abi.Record{
		Code:    uint32(code),
		FromSec: from.Sec, FromNano: from.Nano, UntilSec: until.Sec, UntilNano: until.Nano,
		Header: slice(g.run.Header()), Claims: slice(g.run.Claims()),
		IssuedAt: issuedAt, ExpiresAt: expiresAt, RefreshAt: abi.Absent,
		Generation: g.generation,
	}
	if expiresAt >= 0 {
		pair := verify.Pair{Expires: expiresAt}
		if issuedAt >= 0 {
			pair.Life = expiresAt - issuedAt
		}
		r.RefreshAt = verify.RefreshAt(g.policy, pair)
	}
	if q := g.run.Question(); q != nil {
		g.tickets++
		if g.tickets == 0 {
			g.tickets = 1
		}
		g.open = g.tickets
		r.Ticket = g.open
		r.Algorithm = uint32(q.Algorithm)
		r.KeyIndex = uint32(q.Key.Index)
		r.Input, r.Signature = slice(q.Input), slice(q.Signature)
		r.KeyA, r.KeyB = slice(q.Key.A), slice(q.Key.B)
	}
	g.write(r)
	return uint32(code)
}

func (g *instance) write(r abi.Record) { r.Put(g.record[:]) }
