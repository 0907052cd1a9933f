// Package plugin is what the filter does: it starts with a configuration, keeps
// the key sets fresh, and decides about each request.
//
// A request is taken to its rule, its Bearer token (RFC 6750 §2.1) to the core's
// verdict. A valid one goes on, with the claim headers of its own removed and
// those of the token set. Every other is answered here, with the status, the
// WWW-Authenticate and the JSON body of the verdict: 503 with Retry-After while
// a key set has not come, and never a wait.
//
// The clock is the host's. There is no state beyond one worker of Envoy: each has
// its own module with its own keys. Tokens are never logged.
//
// It does not parse configurations (filter/config), and it does not know the ABI
// (filter/hostcall). Neighbours: those two, wasm/verify,
// wasm/signature/small, and wasm/json and wasm/document for text.
package plugin
