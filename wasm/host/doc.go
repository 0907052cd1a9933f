// Package host runs the compiled core inside of a Go program, with wazero: the
// same bytes that run in Envoy and in a browser, so the same verdicts.
//
// A [Verifier] is a verdict.Verifier. It compiles the module once and keeps a
// bounded pool of instances; memory and time of each verification are limited,
// and a trap, a short answer or another ABI version is a refusal. Signatures are
// settled by the module itself, or, with Options.Answerer, by Go's own crypto,
// which is many times faster; the verdict does not depend on it.
//
// A program that does not need the compiled bytes takes wasm/verify, which is
// faster still. This package never imports it: all that it knows of tokens is
// wasm/ABI.md. Neighbours: wasm/module (the bytes), wasm/abi (the names and the
// record), wasm/signature (the question).
package host
