// Package hostcall is the filter's way to its host: the calls of proxy-wasm
// (ABI 0.2.0) that are made for each request, and Envoy's verify_signature as an
// answerer of signature questions.
//
// Under TinyGo the calls are imports of its own, beside those of the SDK: they
// take and give bytes, and allocate nothing. In a native build they go through
// the SDK, so that its proxytest can stand for the host.
//
// It decides nothing about a request: that is filter/plugin. Neighbours:
// wasm/signature below; the SDK and this package are the only ones that know the
// ABI.
package hostcall
