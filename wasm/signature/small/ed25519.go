package small

import (
	"filippo.io/edwards25519"

	"github.com/tallystick/tallystick/wasm/signature"
)

// prepareEd25519 keeps -A.
func prepareEd25519(key *signature.Key) any {
	point, err := new(edwards25519.Point).SetBytes(key.A)
	if err != nil {
		return nil
	}
	return point.Negate(point)
}

// holdsEd25519 is RFC 8032 §5.1.7 without the cofactor, as Go and BoringSSL do
// it: R is the encoding of [S]B - [k]A.
func holdsEd25519(q *signature.Question) bool {
	minusA, ok := q.Key.Prepared.(*edwards25519.Point)
	if !ok {
		return false
	}
	h := newSHA512()
	h.write(q.Signature[:32])
	h.write(q.Key.A)
	h.write(q.Input)
	sum := h.sum()
	k, errK := edwards25519.NewScalar().SetUniformBytes(sum[:])
	s, errS := edwards25519.NewScalar().SetCanonicalBytes(q.Signature[32:])
	if errK != nil || errS != nil {
		return false
	}
	r := new(edwards25519.Point).VarTimeMultiScalarMult(
		[]*edwards25519.Scalar{k, s}, []*edwards25519.Point{minusA, edwards25519.NewGeneratorPoint()})
	got := r.Bytes()
	for i := range got {
		if got[i] != q.Signature[i] {
			return false
		}
	}
	return true
}
