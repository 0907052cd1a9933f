// Package signature is the question that a verification stops at, and the
// answer: does this signature over these bytes hold under this key with this
// algorithm?
//
// The question is the same in every host; who answers is the host's choice:
// signature/native with Go's crypto packages, signature/small with code that
// compiles to little WebAssembly, WebCrypto in a page, Envoy's
// verify_signature in the filter. The verdict never depends on that choice,
// because the shape of keys and signatures is checked before the question is
// asked (wasm/verify).
//
// It holds types and the table of algorithms only. It imports nothing.
package signature
