// Package verdict is the closed set of answers that Tallystick gives about a
// token, and the shapes in which every host hands them out.
//
// A [Code] is the verdict. It is an error, so that
//
//	errors.Is(err, verdict.Expired)
//
// works in every Go host; [Result] is the verdict with the claims and the
// times between which it holds; [Verifier] is what a service programs against,
// whether the core runs natively or as a compiled module.
//
// The codes come from verdicts.json, the one source: table.go here, verdicts.ts
// in browser/src and the table in wasm/ABI.md are generated from it by
// "make generate". A number or a wire name, once released, never changes.
//
// It is not the place where a verdict is reached (that is wasm/verify), nor
// where a key or a policy is read. Neighbours: everything above imports it; it
// imports wasm/internal/json only.
package verdict
