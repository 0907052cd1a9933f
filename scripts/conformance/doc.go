// Command conformance holds the core against test vectors of others:
//
//	conformance -vectors DIR [-write FILE.jsonl]
//
// It reads every collection that it knows in DIR (see collections.go), puts each
// case to wasm/verify and to core.wasm, and compares with what a strict verifier
// must say. The two engines must also agree with each other. Key sets are
// compared by how many of their keys can be used.
//
// A case passes if both engines say what is expected. A difference that is right
// stands in exceptions.go with the sentence that makes it right; any other, and
// an exception that no longer differs, is a failure. Cases with an algorithm that
// the core does not know yet must be refused and are counted apart. The last line
// is
//
//	N passed, M failed
//
// With -write the cases are also written in the batch format, for
// make matrix VECTORS=FILE.jsonl.
package main
