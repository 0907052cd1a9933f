// Command filter is the proxy-wasm filter for Envoy and Istio, filter.wasm: it
// takes the Bearer token of each request to a verdict, hands claims on as
// headers, and answers refused requests itself.
//
// TinyGo compiles it (scripts/wasm.sh filter). The standard compiler takes it
// too, so that vet and the native tests see all of it, but what comes out does
// nothing. filter/config describes the configuration, filter/plugin what is done
// with a request, filter/hostcall the way to the host, filter/deploy how to run
// it.
package main
