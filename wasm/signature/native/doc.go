// Package native answers signature questions with Go's crypto packages: the
// answerer for Go programs, natively and behind a compiled module.
//
// It trusts the core for the shape of keys and signatures and does arithmetic
// only. Guests take signature/small in its place, which is smaller and slower.
// Neighbours: wasm/signature below; wasm/verify and wasm/host use it through
// signature.Answerer.
package native
