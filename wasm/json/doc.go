// Package json is the door to wasm/internal/json for the rooms outside of wasm
// that read documents as strictly as the core does: today filter/config
// and filter/plugin.
//
// It holds names only; what they mean is said there. It is not encoding/json:
// it knows no Go types.
package json
