package host_test

import (
	"context"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/module"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// raw is a module without this package around it, as a host in another language
// would use it.
type raw struct {
	t *testing.T
	m api.Module
}

func newRaw(t *testing.T, code []byte) *raw {
	t.Helper()
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithCompilationCache(cache))
	t.Cleanup(func() { r.Close(ctx) })
	compiled, err := r.CompileModule(ctx, code)
	if err != nil {
		t.Fatal(err)
	}
	m, err := r.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithStartFunctions("_initialize"))
	if err != nil {
		t.Fatal(err)
	}
	return &raw{t, m}
}

func (r *raw) call(name string, parameters ...uint64) uint32 {
	r.t.Helper()
	results, err := r.m.ExportedFunction(name).Call(context.Background(), parameters...)
	if err != nil {
		r.t.Fatal(err)
	}
	return uint32(results[0])
}

// input writes a text and gives its length.
func (r *raw) input(text string) uint64 {
	r.t.Helper()
	p := r.call(abi.ExportInput, uint64(len(text)))
	if p == 0 || !r.m.Memory().WriteString(p, text) {
		r.t.Fatalf("no room for %d bytes", len(text))
	}
	return uint64(len(text))
}

func (r *raw) record() (record abi.Record) {
	r.t.Helper()
	b, ok := r.m.Memory().Read(r.call(abi.ExportResult), abi.RecordSize)
	if !ok || !record.Get(b) {
		r.t.Fatal("the record lies outside of the memory")
	}
	return record
}

func (r *raw) load(policy, keys string) {
	r.t.Helper()
	if n := r.input(policy); int32(r.call(abi.ExportPolicy, n)) != 0 {
		r.t.Fatal("the policy is refused")
	}
	if n := r.input(keys); int32(r.call(abi.ExportKeys, n, 0)) < 1 {
		r.t.Fatal("no key is usable")
	}
}

const clock = 1700000000

// check begins a verification and gives the ticket of its question.
func (r *raw) check(token string) uint64 {
	r.t.Helper()
	if code := r.call(abi.ExportCheck, r.input(token), clock, 0); verdict.Code(code) != verdict.SignatureNeeded {
		r.t.Fatalf("the check says %v", verdict.Code(code))
	}
	record := r.record()
	if record.Ticket == 0 || verdict.Code(record.Code) != verdict.SignatureNeeded {
		r.t.Fatalf("the record is %+v", record)
	}
	return uint64(record.Ticket)
}

func (r *raw) want(what string, got uint32, code verdict.Code) {
	r.t.Helper()
	if verdict.Code(got) != code || r.record().Code != uint32(code) {
		r.t.Errorf("%s: got %v, the record says %v, want %v", what, verdict.Code(got), verdict.Code(r.record().Code), code)
	}
}

// TestTickets: a ticket is good once, for what it was given for, and a stale one
// gives no verdict.
func TestTickets(t *testing.T) {
	c := named(t, "valid/es256")
	const policy = `{"algorithms":["ES256"]}`
	for name, code := range map[string][]byte{"claims": module.Claims(), "core": module.Core()} {
		t.Run(name, func(t *testing.T) {
			r := newRaw(t, code)
			answer := func(ticket, holds, sec uint64) uint32 { return r.call(abi.ExportAnswer, ticket, holds, sec, 0) }

			r.want("a ticket of nobody", answer(1, 1, clock), verdict.Unset)
			r.want("no ticket", answer(0, 1, clock), verdict.Unset)
			r.load(policy, string(c.Keys))
			r.want("a ticket before any check", answer(1, 1, clock), verdict.Unset)

			ticket := r.check(c.Token)
			r.want("another ticket", answer(ticket+1, 1, clock), verdict.Unset)
			r.want("no ticket with a question open", answer(0, 1, clock), verdict.Unset)
			r.want("the ticket", answer(ticket, 1, clock), verdict.Valid)
			r.want("the ticket again", answer(ticket, 1, clock), verdict.Unset)

			r.want("it does not hold", answer(r.check(c.Token), 0, clock), verdict.BadSignature)
			r.want("a number that is not 1", answer(r.check(c.Token), 2, clock), verdict.BadSignature)
			r.want("every bit set", answer(r.check(c.Token), 1<<32-1, clock), verdict.BadSignature)
			r.want("an answer after exp", answer(r.check(c.Token), 1, 1700000300), verdict.Expired)

			for what, act := range map[string]func(){
				"another token":         func() { r.input(c.Token) },
				"an input of no bytes":  func() { r.call(abi.ExportInput, 0) },
				"an input too long":     func() { r.call(abi.ExportInput, abi.MaxInput+1) },
				"another policy":        func() { r.call(abi.ExportPolicy, r.input(policy)) },
				"a refused policy":      func() { r.call(abi.ExportPolicy, 0) },
				"other keys":            func() { r.call(abi.ExportKeys, r.input(string(c.Keys)), 0) },
				"refused keys":          func() { r.call(abi.ExportKeys, 0, 0) },
				"a token that was read": func() { r.call(abi.ExportRead, 0) },
				"another check":         func() { r.call(abi.ExportCheck, r.input(c.Token), clock, 0) },
			} {
				ticket := r.check(c.Token)
				act()
				r.want(what, answer(ticket, 1, clock), verdict.Unset)
			}
			if name == "core" {
				settle := func(ticket uint64) uint32 { return r.call(abi.ExportSettle, ticket, clock, 0) }
				ticket := r.check(c.Token)
				r.want("settled with another ticket", settle(ticket+1), verdict.Unset)
				r.want("settled", settle(ticket), verdict.Valid)
				r.want("settled again", settle(ticket), verdict.Unset)
				r.want("answered after it was settled", answer(ticket, 1, clock), verdict.Unset)
			}
		})
	}
}

// TestLengths: a length that the host did not ask room for is no input.
func TestLengths(t *testing.T) {
	c := named(t, "valid/es256")
	r := newRaw(t, module.Core())
	r.load(policyES, string(c.Keys))
	n := r.input(c.Token)
	r.want("more than was asked for", r.call(abi.ExportCheck, n+1, clock, 0), verdict.Malformed)
	r.want("every bit set", r.call(abi.ExportCheck, 1<<32-1, clock, 0), verdict.Malformed)
	r.want("less", r.call(abi.ExportCheck, n-1, clock, 0), verdict.Malformed)
	if p := r.call(abi.ExportInput, abi.MaxInput+1); p != 0 {
		t.Errorf("above 1 MiB there is room at %d", p)
	}
	r.want("after that", r.call(abi.ExportCheck, n, clock, 0), verdict.Malformed)
	for _, n := range []uint64{0, 1, 4095, 4096, 4097, abi.MaxInput} {
		p := r.call(abi.ExportInput, n)
		if p == 0 || uint64(p)+n > uint64(r.m.Memory().Size()) {
			t.Errorf("%d bytes at %d, the memory has %d", n, p, r.m.Memory().Size())
		}
	}
}
