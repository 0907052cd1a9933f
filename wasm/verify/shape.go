package verify

import (
	"github.com/tallystick/tallystick/wasm/internal/curve"
	"github.com/tallystick/tallystick/wasm/signature"
)

// shapely reports whether a signature has the one shape that the algorithm and
// the key allow. What is left to the answerer is arithmetic in which all sound
// libraries agree.
func shapely(a signature.Algorithm, key *signature.Key, s []byte) bool {
	switch key.Kind {
	case signature.Oct:
		return len(s) == a.Properties().Hash/8
	case signature.RSA:
		// A number below the modulus, in as many octets (RFC 8017 §8.2.2).
		return len(s) == len(key.A) && compare(s, key.A) < 0
	case signature.P256:
		// r and s, each of full width and from 1 below the order (RFC 7518 §3.4).
		return len(s) == 64 && curve.P256Scalar(s[:32]) && curve.P256Scalar(s[32:])
	case signature.Ed25519:
		// S below the order (RFC 8032 §5.1.7).
		return len(s) == 64 && curve.Ed25519Scalar(s[32:])
	}
	return false
}
