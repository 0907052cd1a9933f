package host_test

import (
	"context"
	"errors"
	"testing"

	"github.com/tetratelabs/wazero"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/host"
	"github.com/tallystick/tallystick/wasm/module"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// TestCases holds the compiled core against the corpus: settling signatures
// itself, and with Go's, in either module.
func TestCases(t *testing.T) {
	for _, mode := range []struct {
		name     string
		module   []byte
		answerer signature.Answerer
	}{
		{"core settles", module.Core(), nil},
		{"core with native answers", module.Core(), native.Answerer{}},
		{"claims with native answers", module.Claims(), native.Answerer{}},
	} {
		t.Run(mode.name, func(t *testing.T) {
			options := host.Options{Module: mode.module, Answerer: mode.answerer, Instances: 1, Cache: wazero.NewCompilationCache()}
			testdata.Run(t, func(t *testing.T, c testdata.Case) string { return compiled(t, c, options) })
		})
	}
}

// compiled answers a case with a module.
func compiled(t *testing.T, c testdata.Case, options host.Options) string {
	ctx := context.Background()
	v, err := host.New(ctx, c.Policy, options)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close(ctx)
	origin := abi.Handed
	if c.Fetched {
		origin = abi.Fetched
	}
	// A key set that is refused leaves the host without one, and that is a verdict.
	_, _ = v.SetKeys(ctx, c.KeySet(), origin)
	sec, nano, err := c.Clock()
	if err != nil {
		t.Fatal(err)
	}
	result, err := v.Verify(ctx, c.Token, verdict.Instant{Sec: sec, Nano: nano})
	var code verdict.Code
	switch {
	case err == nil && !result.Code.Valid(), err != nil && !errors.As(err, &code):
		t.Fatalf("error %v with verdict %v", err, result.Code)
	case err != nil && code != result.Code:
		t.Errorf("error %v with verdict %v", err, result.Code)
	}
	return result.Code.String()
}
