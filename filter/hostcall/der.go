package hostcall

// DER (X.690) as far as two shapes of keys and one of signatures need it.

// Prefixes of SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
const (
	// SEQUENCE { rsaEncryption, NULL } (RFC 3279 §2.3.1)
	algorithmRSA = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
	// The whole of a P-256 key before x and y (RFC 5480 §2): lengths are fixed.
	prefixP256 = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04"
)

const (
	tagInteger   = 0x02
	tagBitString = 0x03
	tagSequence  = 0x30
)

// appendRSA appends the SubjectPublicKeyInfo of an RSA key.
func appendRSA(dst, n, e []byte) []byte {
	key := appendValue(nil, tagSequence, appendInteger(appendInteger(nil, n), e))
	bits := appendValue(nil, tagBitString, append([]byte{0}, key...))
	return appendValue(dst, tagSequence, append([]byte(algorithmRSA), bits...))
}

// appendP256 appends the SubjectPublicKeyInfo of a key on P-256.
func appendP256(dst, x, y []byte) []byte {
	return append(append(append(dst, prefixP256...), x...), y...)
}

// appendECDSA appends Ecdsa-Sig-Value (RFC 3279 §2.2.3) for r and s of equal
// width, which JWS puts one behind the other (RFC 7518 §3.4). They are short
// enough for lengths of one octet.
func appendECDSA(dst, rs []byte) []byte {
	start := len(dst)
	dst = append(dst, tagSequence, 0)
	dst = appendInteger(dst, rs[:len(rs)/2])
	dst = appendInteger(dst, rs[len(rs)/2:])
	dst[start+1] = byte(len(dst) - start - 2)
	return dst
}

// appendInteger appends a number that is not negative, big endian, in its
// shortest form.
func appendInteger(dst, n []byte) []byte {
	for len(n) > 1 && n[0] == 0 {
		n = n[1:]
	}
	size := len(n)
	if n[0] >= 0x80 {
		size++
	}
	dst = appendLength(append(dst, tagInteger), size)
	if n[0] >= 0x80 {
		dst = append(dst, 0)
	}
	return append(dst, n...)
}

func appendValue(dst []byte, tag byte, content []byte) []byte {
	return append(appendLength(append(dst, tag), len(content)), content...)
}

func appendLength(dst []byte, n int) []byte {
	switch {
	case n < 0x80:
		return append(dst, byte(n))
	case n < 0x100:
		return append(dst, 0x81, byte(n))
	}
	return append(dst, 0x82, byte(n>>8), byte(n))
}
