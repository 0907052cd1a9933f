package main

import (
	"context"

	"github.com/tetratelabs/wazero"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/host"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// question is all that a verdict depends on.
type question struct {
	policy, keys []byte // JSON texts
	fetched      bool   // the keys came over the network
	token        string
	now          verdict.Instant
}

// engine gives verdicts. It is for one goroutine.
type engine interface {
	// open loads policy and keys. A policy that is refused is an error; keys that
	// are refused leave the engine without any, and keysErr says why.
	open(ctx context.Context, q *question) (keysErr, err error)
	verify(ctx context.Context, q *question) (verdict.Result, error)
}

// engines by the name that --engine takes.
var engines = map[string]func() engine{
	"native": func() engine { return &nativeEngine{} },
	"wasm":   func() engine { return &wasmEngine{cache: wazero.NewCompilationCache()} },
	"wasm-native-signatures": func() engine {
		return &wasmEngine{cache: wazero.NewCompilationCache(), answerer: native.Answerer{}}
	},
}

// nativeEngine is wasm/verify in this process.
type nativeEngine struct{ verifier *verify.Verifier }

func (e *nativeEngine) open(_ context.Context, q *question) (keysErr, err error) {
	policy, err := verify.LoadPolicy(q.policy)
	if err != nil {
		return nil, err
	}
	e.verifier = verify.New(policy, native.Answerer{})
	keys, keysErr := verify.LoadKeys(q.keys, verify.Origin(q.fetched))
	if keysErr == nil {
		e.verifier.SetKeys(keys)
	}
	return keysErr, nil
}

func (e *nativeEngine) verify(ctx context.Context, q *question) (verdict.Result, error) {
	return e.verifier.Verify(ctx, q.token, q.now)
}

// wasmEngine is core.wasm in wazero.
type wasmEngine struct {
	cache    wazero.CompilationCache
	answerer signature.Answerer
	verifier *host.Verifier
}

func (e *wasmEngine) open(ctx context.Context, q *question) (keysErr, err error) {
	if e.verifier != nil {
		e.verifier.Close(ctx)
	}
	e.verifier, err = host.New(ctx, q.policy, host.Options{Instances: 1, Cache: e.cache, Answerer: e.answerer})
	if err != nil {
		return nil, err
	}
	origin := abi.Handed
	if q.fetched {
		origin = abi.Fetched
	}
	_, keysErr = e.verifier.SetKeys(ctx, q.keys, origin)
	return keysErr, nil
}

func (e *wasmEngine) verify(ctx context.Context, q *question) (verdict.Result, error) {
	return e.verifier.Verify(ctx, q.token, q.now)
}
