//go:build tinygo

// Command core is core.wasm: the whole core, with an answerer of its own. See
// wasm/ABI.md.
package main
