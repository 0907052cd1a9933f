// Package verify is the core: pure Go, no WebAssembly here. From a policy, a
// key set, a token and a clock it reaches the one verdict that every host
// gives.
//
// A program takes a [Verifier]: policy and keys as JSON text, an answerer for
// signatures, and Verify. A host that answers signatures in its own time takes
// a [Verification], which stops at the question:
//
//	var v verify.Verification
//	code := v.Begin(policy, keys, token, now)
//	for code == verdict.SignatureNeeded {
//		code = v.Answer(holds(v.Question()), now)
//	}
//
// The order of checks is part of the contract. Before the signature: size,
// form, algorithm, critical extensions, type, issuer, key, expiry, start. Then
// the signature. Only then audience, subject, required claims, claims, age,
// revocation and proof of possession, so that a forged token never learns which
// audience, subject or claims the policy asks for. With several faults the first in this order is the
// verdict.
//
// The core asks for no time, does no I/O, starts no goroutine and keeps no
// global state; fmt and encoding/json stay outside, because each would be half
// of a compiled module. It does no arithmetic of signatures: that is
// wasm/signature and its answerers. It answers no HTTP: that is wasm/middleware
// and filter.
//
// Neighbours: wasm/verdict (the answers), wasm/signature (the question),
// wasm/document, wasm/internal (JSON, base64url, curves) below; wasm/guest and filter above.
package verify
