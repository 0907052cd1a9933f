//go:build tinygo

// Command claims is claims.wasm: everything but the arithmetic of signatures.
// By itself it says signature_needed at best. See wasm/ABI.md.
package main

import _ "github.com/tallystick/tallystick/wasm/guest"

func main() {}
