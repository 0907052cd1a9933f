// Package manifest describes compiled modules: which bytes they are, what built
// them, and what they import and export.
//
// It reads the outline of a WebAssembly module, never its code, and runs
// nothing. Neighbours: scripts/wasm writes a manifest when it builds the
// modules, and wasm/module embeds it beside them. It imports the standard
// library only.
package manifest
