// Command tally verifies and shows tokens on the command line, with the same
// core as every other host.
//
//	tally verify --policy policy.json --jwks keys.json TOKEN
//	tally verify --batch --engine=wasm < cases.jsonl
//	tally inspect TOKEN
//
// It is also the native and the wazero host of "make matrix". It decides
// nothing itself: wasm/verify and wasm/host do.
package main
