// Package small answers signature questions with code that compiles to little
// WebAssembly: filippo.io/bigmod, filippo.io/nistec and filippo.io/edwards25519
// for the arithmetic, and SHA-2 of its own. It is the answerer of core.wasm and
// of the filter.
//
// Everything that it handles is public but for HMAC, which is compared in
// constant time. A Go program takes signature/native, which is faster.
// Neighbours: wasm/signature below; wasm/guest/core and filter use it.
package small
