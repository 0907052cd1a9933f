// Package middleware puts a verdict.Verifier before an http.Handler: the same
// answers as the Envoy filter, from Go.
//
//	verifier, err := host.New(ctx, policy, host.Options{})
//	...
//	protect := middleware.New(verifier, middleware.Options{})
//	http.Handle("/api/", protect(api))
//
// Inside of the handler, FromContext gives the claims. A refused request never
// reaches it: it is answered with the verdict's status, WWW-Authenticate (RFC
// 6750 §3) and a JSON body that names the verdict.
//
// It reads no keys and knows no policy: that is the verifier's. Neighbours:
// wasm/verdict below, wasm/verify and wasm/host beside.
package middleware
