package module

import (
	_ "embed"
	"slices"

	"github.com/tallystick/tallystick/wasm/module/manifest"
)

var (
	//go:embed claims.wasm
	claims []byte
	//go:embed core.wasm
	core []byte
	//go:embed manifest.json
	text []byte
)

// Claims is the module without signature code: it says signature_needed at
// best, and leaves that question to its host. The slice is a copy.
func Claims() []byte { return slices.Clone(claims) }

// Core is the module that answers everything by itself. The slice is a copy.
func Core() []byte { return slices.Clone(core) }

// Manifest says what the modules are and what built them. The error means that
// the embedded text is damaged, which the tests of this package rule out.
func Manifest() (manifest.Manifest, error) { return manifest.Parse(text) }
