// Package document reads configuration documents in JSON: a policy, the
// configuration of the filter. Every member is known or refused, every value has
// its type, and what is wrong is said with its path, such as
// claims[0].equals.
//
// A loader embeds a [Reader], keeps what it reads in fields of its own, and goes
// through objects by tables of [Member]. It is not for tokens and not for key
// sets, in which unknown members are allowed (wasm/internal/json does). It
// compiles to little WebAssembly: no reflection, no fmt. Neighbours: wasm/verify,
// filter/config and filter/plugin above, wasm/internal/json below.
package document
