// Package e2e tests the compiled filter in a real Envoy: filter/filter.wasm in
// .tools/bin/envoy, before an upstream on the loopback interface. A missing
// Envoy is a failure.
//
// It holds tests only. What can be said without an Envoy is tested beside the
// code, in filter/config, filter/hostcall and filter/plugin.
package e2e
