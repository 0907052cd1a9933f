package verify

import (
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/signature"
)

// algorithmNamed returns the algorithm with the exact name, or None.
func algorithmNamed(name json.String) signature.Algorithm {
	for a := signature.Algorithm(1); int(a) < signature.Algorithms; a++ {
		if known := a.String(); known != "" && name.Is(known) {
			return a
		}
	}
	return signature.None
}
