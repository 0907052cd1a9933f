package small

import "github.com/tallystick/tallystick/wasm/signature"

// holdsHMAC is RFC 2104 with SHA-256, compared in constant time.
func holdsHMAC(q *signature.Question) bool {
	var inner, outer [64]byte
	key := q.Key.A
	if len(key) > len(inner) {
		sum := digest256(key)
		key = sum[:]
	}
	copy(inner[:], key)
	copy(outer[:], key)
	for i := range inner {
		inner[i] ^= 0x36
		outer[i] ^= 0x5c
	}
	sum := digest256(inner[:], q.Input)
	sum = digest256(outer[:], sum[:])
	if len(q.Signature) != len(sum) {
		return false
	}
	var difference byte
	for i := range sum {
		difference |= sum[i] ^ q.Signature[i]
	}
	return difference == 0
}

// digest256 is the SHA-256 of the pieces together.
func digest256(pieces ...[]byte) [32]byte {
	h := newSHA256()
	for _, p := range pieces {
		h.write(p)
	}
	return h.sum()
}
