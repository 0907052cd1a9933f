package host

import (
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// instance is one instance of the module, used by one goroutine at a time.
type instance struct {
	module     api.Module
	memory     api.Memory
	input      api.Function
	policy     api.Function
	keys       api.Function
	check      api.Function
	answer     api.Function
	settle     api.Function // nil in claims.wasm
	decideCall api.Function
	message    api.Function

	record     uint32 // address
	generation uint64 // of the loaded key set, 0 for none
	prepared   map[uint32]*signature.Key
	stack      [4]uint64
}

// wanted are the exports with the numbers of their parameters and results.
var wanted = map[string][2]int{
	abi.ExportVersion: {0, 1},
	abi.ExportInput:   {1, 1},
	abi.ExportPolicy:  {1, 1},
	abi.ExportKeys:    {2, 1},
	abi.ExportRead:    {1, 1},
	abi.ExportCheck:   {3, 1},
	abi.ExportAnswer:  {4, 1},
	abi.ExportSettle:  {3, 1},
	abi.ExportDecide:  {4, 1},
	abi.ExportResult:  {0, 1},
	abi.ExportMessage: {0, 1},
}

// checkExports refuses a module that is not one of ours before it runs.
func checkExports(m wazero.CompiledModule, settles bool) error {
	if n := len(m.ImportedFunctions()) + len(m.ImportedMemories()); n != 0 {
		return fmt.Errorf("host: the module imports %d things; it must import nothing", n)
	}
	if m.ExportedMemories()[abi.ExportMemory] == nil {
		return errors.New("host: the module does not export its memory")
	}
	have := m.ExportedFunctions()
	for name, shape := range wanted {
		f, ok := have[name]
		switch {
		case !ok && name == abi.ExportSettle && !settles:
		case !ok && name == abi.ExportSettle:
			return fmt.Errorf("host: the module has no %s, so it needs Options.Answerer", name)
		case !ok:
			return fmt.Errorf("host: the module does not export %s", name)
		case len(f.ParamTypes()) != shape[0] || len(f.ResultTypes()) != shape[1]:
			return fmt.Errorf("host: the module's %s has %d parameters and %d results, not %d and %d",
				name, len(f.ParamTypes()), len(f.ResultTypes()), shape[0], shape[1])
		}
	}
	return nil
}

// instantiate makes an instance with the policy loaded.
func (v *Verifier) instantiate(ctx context.Context) (*instance, error) {
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("_initialize")
	m, err := v.runtime.InstantiateModule(ctx, v.compiled, config)
	if err != nil {
		return nil, fmt.Errorf("host: the module does not start: %w", err)
	}
	g := &instance{
		module:     m,
		memory:     m.Memory(),
		input:      m.ExportedFunction(abi.ExportInput),
		policy:     m.ExportedFunction(abi.ExportPolicy),
		keys:       m.ExportedFunction(abi.ExportKeys),
		check:      m.ExportedFunction(abi.ExportCheck),
		answer:     m.ExportedFunction(abi.ExportAnswer),
		settle:     m.ExportedFunction(abi.ExportSettle),
		decideCall: m.ExportedFunction(abi.ExportDecide),
		message:    m.ExportedFunction(abi.ExportMessage),
	}
	if err := g.start(ctx, v.policy); err != nil {
		m.Close(ctx)
		return nil, err
	}
	return g, nil
}

func (g *instance) start(ctx context.Context, policy []byte) error {
	version, err := g.call(ctx, g.module.ExportedFunction(abi.ExportVersion))
	if err != nil {
		return err
	}
	if uint32(version) != abi.Version {
		return fmt.Errorf("host: the module speaks ABI version %d, this package version %d", uint32(version), abi.Version)
	}
	record, err := g.call(ctx, g.module.ExportedFunction(abi.ExportResult))
	if err != nil {
		return err
	}
	g.record = uint32(record)
	_, err = g.load(ctx, g.policy, policy)
	return err
}

// call runs an export. An error is a trap or a time-out.
func (g *instance) call(ctx context.Context, f api.Function, parameters ...uint64) (uint64, error) {
	copy(g.stack[:], parameters)
	if err := f.CallWithStack(ctx, g.stack[:]); err != nil {
		return 0, fmt.Errorf("host: %s ended with %w", f.Definition().ExportNames()[0], err)
	}
	return g.stack[0], nil
}

// write puts bytes into the input buffer.
func (g *instance) write(ctx context.Context, text string) error {
	p, err := g.call(ctx, g.input, uint64(len(text)))
	if err != nil {
		return err
	}
	if uint32(p) == 0 || !g.memory.WriteString(uint32(p), text) {
		return fmt.Errorf("host: the module has no room for %d bytes", len(text))
	}
	return nil
}

// load gives a policy or a key set to the module and returns its message. A
// refusal is an error with the module's words.
func (g *instance) load(ctx context.Context, f api.Function, text []byte, parameters ...uint64) (message string, err error) {
	// The module's limits for policies and key sets are below what its input takes,
	// so the beginning of a longer text is refused in the same words as the whole.
	text = text[:min(len(text), abi.MaxInput)]
	if err := g.write(ctx, string(text)); err != nil {
		return "", err
	}
	n, err := g.call(ctx, f, append([]uint64{uint64(len(text))}, parameters...)...)
	if err != nil {
		return "", err
	}
	packed, err := g.call(ctx, g.message)
	if err != nil {
		return "", err
	}
	bytes, ok := g.memory.Read(uint32(packed>>32), uint32(packed))
	if !ok {
		return "", fmt.Errorf("host: the module's message lies outside of its memory")
	}
	if message = string(bytes); int32(n) < 0 {
		return "", refusal(message)
	}
	return message, nil
}

// refusal is the module's word about a policy or a key set.
type refusal string

func (r refusal) Error() string        { return string(r) }
func (r refusal) Is(target error) bool { return target == errRefused }

func (g *instance) loadKeys(ctx context.Context, keys *keySet) (message string, err error) {
	message, err = g.load(ctx, g.keys, keys.text, uint64(keys.origin))
	if err == nil {
		g.generation = keys.generation
		g.prepared = make(map[uint32]*signature.Key)
	}
	return message, err
}

// verify takes one token to its verdict.
func (g *instance) verify(ctx context.Context, token string, now verdict.Instant, answerer signature.Answerer) (verdict.Result, error) {
	if err := g.write(ctx, token); err != nil {
		return verdict.Result{}, err
	}
	sec, nano := uint64(now.Sec), uint64(now.Nano)
	code, err := g.call(ctx, g.check, uint64(len(token)), sec, nano)
	for err == nil && verdict.Code(code) == verdict.SignatureNeeded {
		var r abi.Record
		if err = g.read(&r); err != nil {
			break
		}
		if answerer == nil {
			code, err = g.call(ctx, g.settle, uint64(r.Ticket), sec, nano)
			break
		}
		var holds uint64
		if holds, err = g.ask(&r, answerer); err != nil {
			break
		}
		code, err = g.call(ctx, g.answer, uint64(r.Ticket), holds, sec, nano)
	}
	if err != nil {
		return verdict.Result{}, err
	}
	return g.result(verdict.Code(uint32(code)))
}

// ask has the answerer look at the question, in the module's own memory.
func (g *instance) ask(r *abi.Record, answerer signature.Answerer) (holds uint64, err error) {
	input, okInput := g.memory.Read(r.Input.Ptr, r.Input.Len)
	sign, okSign := g.memory.Read(r.Signature.Ptr, r.Signature.Len)
	if !okInput || !okSign {
		return 0, fmt.Errorf("host: the module's question lies outside of its memory")
	}
	key, err := g.key(r, answerer)
	if err != nil {
		return 0, err
	}
	q := signature.Question{Algorithm: signature.Algorithm(r.Algorithm), Key: key, Input: input, Signature: sign}
	if answerer.Holds(&q) {
		return 1, nil
	}
	return 0, nil
}

// key returns the question's key, prepared once for each key set.
func (g *instance) key(r *abi.Record, answerer signature.Answerer) (*signature.Key, error) {
	if key := g.prepared[r.KeyIndex]; key != nil {
		return key, nil
	}
	a, okA := g.memory.Read(r.KeyA.Ptr, r.KeyA.Len)
	b, okB := g.memory.Read(r.KeyB.Ptr, r.KeyB.Len)
	if !okA || !okB {
		return nil, fmt.Errorf("host: the module's key lies outside of its memory")
	}
	key := &signature.Key{
		Kind:  signature.Algorithm(r.Algorithm).Properties().Kind,
		A:     append([]byte(nil), a...),
		B:     append([]byte(nil), b...),
		Index: int(r.KeyIndex),
	}
	answerer.Prepare(key)
	g.prepared[r.KeyIndex] = key
	return key, nil
}

// result copies what the record says. A record that contradicts the function's
// answer, or a number outside of the registry, is a fault of the module.
func (g *instance) result(code verdict.Code) (verdict.Result, error) {
	var r abi.Record
	if err := g.read(&r); err != nil {
		return verdict.Result{}, err
	}
	if verdict.Code(r.Code) != code || code == verdict.Unset || code == verdict.SignatureNeeded || int(code) >= verdict.Codes {
		return verdict.Result{}, fmt.Errorf("host: the module answered %d with a record that says %d", uint32(code), r.Code)
	}
	header, okHeader := g.memory.Read(r.Header.Ptr, r.Header.Len)
	claims, okClaims := g.memory.Read(r.Claims.Ptr, r.Claims.Len)
	if !okHeader || !okClaims {
		return verdict.Result{}, fmt.Errorf("host: the module's claims lie outside of its memory")
	}
	texts := append(append(make([]byte, 0, len(header)+len(claims)), header...), claims...)
	return verdict.NewResult(code,
		verdict.Instant{Sec: r.FromSec, Nano: r.FromNano},
		verdict.Instant{Sec: r.UntilSec, Nano: r.UntilNano},
		texts[:len(header):len(header)], texts[len(header):]), nil
}

func (g *instance) read(r *abi.Record) error {
	bytes, ok := g.memory.Read(g.record, abi.RecordSize)
	if !ok || !r.Get(bytes) {
		return fmt.Errorf("host: the module's record lies outside of its memory")
	}
	return nil
}

func (g *instance) decide(ctx context.Context, expires, life, refresh, now int64) (Decision, error) {
	action, err := g.call(ctx, g.decideCall, uint64(expires), uint64(life), uint64(refresh), uint64(now))
	if err != nil {
		return Decision{}, err
	}
	var r abi.Record
	if err := g.read(&r); err != nil {
		return Decision{}, err
	}
	if r.Action != uint32(action) || action < 1 || action > 3 {
		return Decision{}, fmt.Errorf("host: the module decided %d with a record that says %d", action, r.Action)
	}
	return Decision{Action: r.Action, Reason: r.Reason, RefreshAt: r.RefreshAt}, nil
}
