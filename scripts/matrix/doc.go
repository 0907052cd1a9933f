// Command matrix asks every host the same questions and compares the answers:
//
//	matrix [-hosts LIST] [VECTORS.jsonl]
//
// The hosts are native Go, core.wasm in wazero, core.wasm in Node, claims.wasm
// with WebCrypto in Chromium, and filter.wasm in a real Envoy. Without a file
// the questions are the project's own corpus, testdata/cases; with one they are
// its lines in the batch format (see wasm/cmd/tally).
//
// Every case on which hosts differ, or on which one differs from what the case
// expects, gets a line, and the last line is
//
//	N cases, H hosts, D disagreements, W wrong
//
// The exit status is 0 if D and W are 0 and every host answered everything that
// can be put to it. expect is a verdict's name, accept, reject, or absent. A
// policy that does not load is an error in each host, and the same words in
// those that have words; for expect it counts as reject.
//
// # Envoy
//
// The filter is the one that is shipped and has no door for tests: each case is
// a rule of its configuration with a path of its own, the token goes into
// Authorization, and the clock of the process comes from a preload library
// (clock/clock.c). A key set that the configuration would not take is served
// over HTTP instead, as is one that the case says was fetched. A policy that
// does not load is given to Envoy too, as a listener by itself over the listener
// discovery service, and the answer is Envoy's word about that listener; only
// the first few different ones, since each costs Envoy a fifth of a second.
//
// What Envoy is not asked is counted apart, with the reason: what HTTP cannot
// carry (control characters, white space at the ends of a token, what Envoy's
// own parser refuses or finds too long), clocks finer than its microseconds, and
// the policies behind those few.
package main
