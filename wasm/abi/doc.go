// Package abi is the one place where both sides of the WebAssembly boundary
// agree: the names of the exports, the version, the limits and the layout of
// the result record. wasm/ABI.md tells the same to people who write a host in
// another language.
//
// It holds no logic and no memory. Neighbours: wasm/guest writes records,
// wasm/host reads them; it imports the standard library only.
package abi
