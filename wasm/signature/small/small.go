package small

import "github.com/tallystick/tallystick/wasm/signature"

// Answerer implements signature.Answerer. The zero value is ready.
type Answerer struct{}

var _ signature.Answerer = Answerer{}

// Prepare makes ready what costs more than it weighs: the Montgomery form of an
// RSA modulus, the point of an elliptic curve key.
func (Answerer) Prepare(key *signature.Key) {
	switch key.Kind {
	case signature.RSA:
		key.Prepared = prepareRSA(key)
	case signature.P256:
		key.Prepared = prepareP256(key)
	case signature.Ed25519:
		key.Prepared = prepareEd25519(key)
	}
}

// Holds answers the question.
func (Answerer) Holds(q *signature.Question) bool {
	switch q.Algorithm {
	case signature.HS256:
		return holdsHMAC(q)
	case signature.RS256:
		digest := digest256(q.Input)
		return holdsPKCS1(q, digest[:])
	case signature.ES256:
		digest := digest256(q.Input)
		return holdsP256(q, digest[:])
	case signature.EdDSA:
		return holdsEd25519(q)
	}
	return false
}
