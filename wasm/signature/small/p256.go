package small

import (
	"filippo.io/bigmod"
	"filippo.io/nistec"

	"github.com/tallystick/tallystick/wasm/signature"
)

// orderP256 is n, the order of P-256, big endian.
const orderP256 = "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"

// publicP256 is a prepared key: the point, the generator, and the order with
// n - 2, the exponent of an inverse modulo n.
type publicP256 struct {
	point, generator *nistec.P256Point
	n                *bigmod.Modulus
	inverse          []byte
}

func prepareP256(key *signature.Key) any {
	encoded := make([]byte, 0, 65)
	encoded = append(encoded, 4)
	encoded = append(encoded, key.A...)
	encoded = append(encoded, key.B...)
	point, err := nistec.NewP256Point().SetBytes(encoded)
	if err != nil {
		return nil
	}
	n, err := bigmod.NewModulus([]byte(orderP256))
	if err != nil {
		return nil
	}
	inverse := []byte(orderP256)
	inverse[len(inverse)-1] -= 2
	return &publicP256{point, nistec.NewP256Point().SetGenerator(), n, inverse}
}

// holdsP256 is the verification of FIPS 186-5 §6.4.2: the x of (e/s) G + (r/s) Q
// is r modulo n.
func holdsP256(q *signature.Question, digest []byte) bool {
	key, ok := q.Key.Prepared.(*publicP256)
	if !ok {
		return false
	}
	r, errR := bigmod.NewNat().SetBytes(q.Signature[:32], key.n)
	s, errS := bigmod.NewNat().SetBytes(q.Signature[32:], key.n)
	e, errE := bigmod.NewNat().SetOverflowingBytes(digest, key.n)
	if errR != nil || errS != nil || errE != nil {
		return false
	}
	w := bigmod.NewNat().Exp(s, key.inverse, key.n)
	e.Mul(w, key.n)
	w.Mul(r, key.n)
	// ScalarMult also for the generator: its table would be 88 KB of the module.
	a, errA := nistec.NewP256Point().ScalarMult(key.generator, e.Bytes(key.n))
	b, errB := nistec.NewP256Point().ScalarMult(key.point, w.Bytes(key.n))
	if errA != nil || errB != nil {
		return false
	}
	x, err := a.Add(a, b).BytesX()
	if err != nil {
		return false // the point at infinity
	}
	v, err := bigmod.NewNat().SetOverflowingBytes(x, key.n)
	return err == nil && v.Equal(r) == 1
}
