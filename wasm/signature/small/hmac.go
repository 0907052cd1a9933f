package small

import (
	"crypto/sha256"

	"github.com/tallystick/tallystick/wasm/signature"
)

// holdsHMAC is RFC 2104 with SHA-256, compared in constant time.
func holdsHMAC(q *signature.Question) bool {
	const block = sha256.BlockSize
	key := q.Key.A
	if len(key) > block {
		sum := sha256.Sum256(key)
		key = sum[:]
	}
	var inner, outer [block]byte
	for i := range inner {
		var k byte
		if i < len(key) {
			k = key[i]
		}
		inner[i], outer[i] = k^0x36, k^0x5c
	}
	var sum [sha256.Size]byte
	h := sha256.New()
	h.Write(inner[:])
	h.Write(q.Input)
	h.Sum(sum[:0])
	h.Reset()
	h.Write(outer[:])
	h.Write(sum[:])
	h.Sum(sum[:0])
	if len(q.Signature) != len(sum) {
		return false
	}
	var difference byte
	for i := range sum {
		difference |= sum[i] ^ q.Signature[i]
	}
	return difference == 0
}
