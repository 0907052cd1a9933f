package small

import (
	"encoding/binary"
	"math/bits"
)

// sha256 is SHA-256 (FIPS 180-4 §6) of a message that comes in pieces. The standard
// library's hash is not used because it brings the self tests of all of
// crypto/internal/fips140 along, ciphers included: 30 KB of a compressed module.
//
// sha512.go is the same with other words, rounds and rotations. One generic body
// would turn the rotations into variables, which costs half of the speed.
type sha256 struct {
	state  [8]uint32
	block  [64]byte
	filled int
	length uint64 // octets
}

func newSHA256() sha256 { return sha256{state: initial256} }

// write takes the next piece.
func (h *sha256) write(p []byte) {
	h.length += uint64(len(p))
	if h.filled > 0 {
		n := copy(h.block[h.filled:], p)
		h.filled += n
		p = p[n:]
		if h.filled < len(h.block) {
			return
		}
		h.compress(h.block[:])
		h.filled = 0
	}
	for len(p) >= len(h.block) {
		h.compress(p[:len(h.block)])
		p = p[len(h.block):]
	}
	h.filled = copy(h.block[:], p)
}

// sum ends the message and returns the digest.
func (h *sha256) sum() (digest [32]byte) {
	length := h.length * 8
	h.block[h.filled] = 0x80
	clear(h.block[h.filled+1:])
	if h.filled >= len(h.block)-8 {
		h.compress(h.block[:])
		clear(h.block[:])
	}
	binary.BigEndian.PutUint64(h.block[len(h.block)-8:], length)
	h.compress(h.block[:])
	for i, word := range h.state {
		binary.BigEndian.PutUint32(digest[4*i:], word)
	}
	return digest
}

// compress takes one block.
func (h *sha256) compress(block []byte) {
	var w [64]uint32
	for i := range 16 {
		w[i] = binary.BigEndian.Uint32(block[4*i:])
	}
	for i := 16; i < 64; i++ {
		x, y := w[i-15], w[i-2]
		s0 := bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3
		s1 := bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10
		w[i] = w[i-16] + s0 + w[i-7] + s1
	}
	s := h.state
	for i := range w {
		s1 := bits.RotateLeft32(s[4], -6) ^ bits.RotateLeft32(s[4], -11) ^ bits.RotateLeft32(s[4], -25)
		t1 := s[7] + s1 + (s[4]&s[5] ^ ^s[4]&s[6]) + constants256[i] + w[i]
		s0 := bits.RotateLeft32(s[0], -2) ^ bits.RotateLeft32(s[0], -13) ^ bits.RotateLeft32(s[0], -22)
		t2 := s0 + (s[0]&s[1] ^ s[0]&s[2] ^ s[1]&s[2])
		s = [8]uint32{t1 + t2, s[0], s[1], s[2], s[3] + t1, s[4], s[5], s[6]}
	}
	for i := range s {
		h.state[i] += s[i]
	}
}

// initial256 are the square roots of the first eight primes, behind the point.
var initial256 = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// constants256 are the cube roots of the first 64 primes, behind the point.
var constants256 = [64]uint32{
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
}
