// Command demo shows the whole of Tallystick at work on one address: the issuer
// on its SQLite file, a protected API and the demo page behind a real Envoy
// with the compiled filter. It stays until Ctrl-C and then ends everything that
// it started.
//
// Usage: make demo (DEMO_PORT=8000, DEMO_ACCESS_SECONDS=30, DEMO_PROXY=go)
//
//	browser ── :8000 Envoy + filter.wasm ──┬── /api/token/…, /.well-known/…  issuer
//	                                       ├── /api/hello/ (verified)        the API of site.go
//	                                       └── /                             the page of site.go
//
// Where there is no Envoy, or with DEMO_PROXY=go, the reverse proxy of proxy.go
// takes its place; it is also the example of how to embed the compiled core in
// a Go program. This command is not for production: it makes a user with a
// known password.
package main
