// Package json reads JSON as a verifier must: one text has one meaning, or it
// is refused (RFC 8259, RFC 7493, RFC 7515 §4, RFC 7519 §4).
//
// A [Scanner] checks a whole text while its top level is visited: strict
// grammar, well-formed UTF-8, no lone surrogates, no duplicate names at any
// depth, bounded nesting and bounded objects, nothing behind the value. What it
// hands out are pieces of the text itself, so nothing is copied and the exact
// text can be passed on. A [Value] of a text that a Scanner has taken can be
// walked again without fear.
//
// It is not encoding/json: it knows no Go types, folds no case, rounds no
// number and never allocates but for the names of unusually large objects.
// Neighbours: wasm/verify, wasm/verdict, wasm/document and the door
// wasm/json; it imports nothing but unicode/utf8.
package json
