package small

import (
	std256 "crypto/sha256"
	std512 "crypto/sha512"
	"testing"

	"pgregory.net/rapid"
)

// TestSHA holds the hashes against the standard library's, over messages of
// every length around the blocks, and cut into pieces anywhere.
func TestSHA(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		message := rapid.SliceOfN(rapid.Byte(), 0, 400).Draw(t, "message")
		a, b := newSHA256(), newSHA512()
		for rest := message; ; {
			n := rapid.IntRange(0, len(rest)).Draw(t, "piece")
			a.write(rest[:n])
			b.write(rest[:n])
			if rest = rest[n:]; len(rest) == 0 {
				break
			}
		}
		if got, want := a.sum(), std256.Sum256(message); got != want {
			t.Fatalf("SHA-256 is %x, want %x", got, want)
		}
		if got, want := b.sum(), std512.Sum512(message); got != want {
			t.Fatalf("SHA-512 is %x, want %x", got, want)
		}
	})
	for n := range 300 {
		message := make([]byte, n)
		if got, want := digest256(message), std256.Sum256(message); got != want {
			t.Errorf("SHA-256 of %d zeros is %x, want %x", n, got, want)
		}
		h := newSHA512()
		h.write(message)
		if got, want := h.sum(), std512.Sum512(message); got != want {
			t.Errorf("SHA-512 of %d zeros is %x, want %x", n, got, want)
		}
	}
}
