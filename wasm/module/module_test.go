package module_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/module"
	"github.com/tallystick/tallystick/wasm/module/manifest"
)

// boundary is what ABI.md promises of both modules; settle is core.wasm's.
var boundary = []string{
	abi.ExportMemory, "_initialize",
	abi.ExportVersion, abi.ExportInput, abi.ExportPolicy, abi.ExportKeys, abi.ExportRead, abi.ExportCheck,
	abi.ExportAnswer, abi.ExportDecide, abi.ExportResult, abi.ExportMessage,
}

func TestModules(t *testing.T) {
	m, err := module.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	if m.ABI != abi.Version {
		t.Errorf("the manifest is of ABI %d, wasm/abi of %d", m.ABI, abi.Version)
	}
	for path, wasm := range map[string][]byte{
		"wasm/module/claims.wasm": module.Claims(),
		"wasm/module/core.wasm":   module.Core(),
	} {
		entry := m.Find(path)
		if entry == nil {
			t.Errorf("the manifest does not know %s", path)
			continue
		}
		got := *entry
		if err := got.Describe(wasm); err != nil {
			t.Error(err)
		}
		got.Gzip = entry.Gzip // another Go release may compress better
		if !reflect.DeepEqual(got, *entry) {
			t.Errorf("%s is %+v, its manifest says %+v", path, got, *entry)
		}
	}
}

func TestShape(t *testing.T) {
	for name, tt := range map[string]struct {
		wasm    []byte
		exports []string
	}{
		"claims.wasm": {module.Claims(), boundary},
		"core.wasm":   {module.Core(), append(slices.Clone(boundary), abi.ExportSettle)},
	} {
		shape, err := manifest.Inspect(tt.wasm)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(shape.Imports) > 0 {
			t.Errorf("%s imports %q; it may import nothing", name, shape.Imports)
		}
		if got, want := slices.Sorted(slices.Values(shape.Exports)), slices.Sorted(slices.Values(tt.exports)); !slices.Equal(got, want) {
			t.Errorf("%s exports %q, want %q", name, got, want)
		}
	}
}

// A host that writes into what it was given must not change the next one's module.
func TestCopies(t *testing.T) {
	for _, give := range []func() []byte{module.Claims, module.Core} {
		give()[0] ^= 1
		if got := give(); got[0] != 0 {
			t.Errorf("the module begins with %d after a caller wrote into its copy", got[0])
		}
	}
}
