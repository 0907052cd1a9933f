package small

import (
	"filippo.io/bigmod"

	"github.com/tallystick/tallystick/wasm/signature"
)

// publicRSA is a prepared RSA key.
type publicRSA struct {
	n *bigmod.Modulus
	e uint
}

func prepareRSA(key *signature.Key) any {
	n, err := bigmod.NewModulus(key.A)
	if err != nil {
		return nil
	}
	e := uint(0)
	for _, b := range key.B {
		e = e<<8 | uint(b)
	}
	return &publicRSA{n, e}
}

// holdsPKCS1 is RSASSA-PKCS1-v1_5 (RFC 8017 §8.2.2): the signature is raised to
// e, and the whole encoded message is compared.
func holdsPKCS1(q *signature.Question, digest []byte) bool {
	key, ok := q.Key.Prepared.(*publicRSA)
	if !ok {
		return false
	}
	s, err := bigmod.NewNat().SetBytes(q.Signature, key.n)
	if err != nil {
		return false
	}
	message := bigmod.NewNat().ExpShortVarTime(s, key.e, key.n).Bytes(key.n)
	return encodesPKCS1(message, digest)
}

// prefixSHA256 is the DER of DigestInfo before a SHA-256 digest (RFC 8017 §9.2).
const prefixSHA256 = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"

// encodesPKCS1 reports whether message is 00 01 FF…FF 00 prefix digest, with all
// the padding that there is room for.
func encodesPKCS1(message, digest []byte) bool {
	tail := len(prefixSHA256) + len(digest)
	padding := len(message) - tail - 3
	if padding < 8 || message[0] != 0 || message[1] != 1 || message[2+padding] != 0 {
		return false
	}
	for _, b := range message[2 : 2+padding] {
		if b != 0xff {
			return false
		}
	}
	message = message[3+padding:]
	for i := range prefixSHA256 {
		if message[i] != prefixSHA256[i] {
			return false
		}
	}
	message = message[len(prefixSHA256):]
	for i := range digest {
		if message[i] != digest[i] {
			return false
		}
	}
	return true
}
