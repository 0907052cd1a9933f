// Package guest is the inside of the boundary: the exports of wasm/ABI.md over
// one wasm/verify. It is compiled by TinyGo into two modules, guest/claims and
// guest/core, which differ only in whether they can settle a signature.
//
// It is not for Go programs; they take wasm/host or wasm/verify. It is the one
// place of the core with unsafe: addresses are handed out here and nowhere
// else. Neighbours: wasm/abi for names and layout, wasm/verify for everything
// that is decided.
package guest
