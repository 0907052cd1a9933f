// Package module carries the compiled core: claims.wasm, core.wasm and their
// manifest. The bytes are what scripts/wasm.sh builds from wasm/guest, to the
// last one; `make wasm-check` proves it.
//
// It runs nothing. Neighbours: wasm/host runs the modules, wasm/guest is their
// source, wasm/ABI.md their contract, and wasm/module/manifest the form of the
// manifest. It imports that and the standard library.
package module
