package native

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"math/big"

	"github.com/tallystick/tallystick/wasm/signature"
)

// Answerer implements signature.Answerer. The zero value is ready.
type Answerer struct{}

var _ signature.Answerer = Answerer{}

// Prepare turns the key's octets into a key of its crypto package. A key that
// the package refuses stays unprepared, and nothing holds under it.
func (Answerer) Prepare(key *signature.Key) {
	switch key.Kind {
	case signature.Oct:
		key.Prepared = key.A
	case signature.RSA:
		key.Prepared = &rsa.PublicKey{N: new(big.Int).SetBytes(key.A), E: int(new(big.Int).SetBytes(key.B).Int64())}
	case signature.P256:
		point := append(append([]byte{4}, key.A...), key.B...)
		if public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point); err == nil {
			key.Prepared = public
		}
	case signature.Ed25519:
		key.Prepared = ed25519.PublicKey(key.A)
	}
}

// Holds answers the question.
func (Answerer) Holds(q *signature.Question) bool {
	switch q.Algorithm {
	case signature.HS256:
		key, ok := q.Key.Prepared.([]byte)
		if !ok {
			return false
		}
		mac := hmac.New(sha256.New, key)
		mac.Write(q.Input)
		var sum [sha256.Size]byte
		return hmac.Equal(mac.Sum(sum[:0]), q.Signature)
	case signature.RS256:
		key, ok := q.Key.Prepared.(*rsa.PublicKey)
		sum := sha256.Sum256(q.Input)
		return ok && rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], q.Signature) == nil
	case signature.ES256:
		key, ok := q.Key.Prepared.(*ecdsa.PublicKey)
		sum := sha256.Sum256(q.Input)
		half := len(q.Signature) / 2
		r, s := new(big.Int).SetBytes(q.Signature[:half]), new(big.Int).SetBytes(q.Signature[half:])
		return ok && ecdsa.Verify(key, sum[:], r, s)
	case signature.EdDSA:
		key, ok := q.Key.Prepared.(ed25519.PublicKey)
		return ok && ed25519.Verify(key, q.Input, q.Signature)
	}
	return false
}
