package curve

// Octets of the curves' constants, big endian.
const (
	p256P = "\xff\xff\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"
	p256B = "\x5a\xc6\x35\xd8\xaa\x3a\x93\xe7\xb3\xeb\xbd\x55\x76\x98\x86\xbc\x65\x1d\x06\xb0\xcc\x53\xb0\xf6\x3b\xce\x3c\x3e\x27\xd2\x60\x4b"
	p256N = "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"

	ed25519P = "\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xed"
	ed25519D = "\x52\x03\x6c\xee\x2b\x6f\xfe\x73\x8c\xc7\x40\x79\x77\x79\xe8\x98\x00\x70\x0a\x4d\x41\x41\xd8\xab\x75\xeb\x4d\xca\x13\x59\x78\xa3"
	ed25519L = "\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x14\xde\xf9\xde\xa2\xf7\x9c\xd6\x58\x12\x63\x1a\x5c\xf5\xd3\xed"
)

// P256 reports whether x and y, 32 octets each, are a point of P-256.
func P256(x, y []byte) bool {
	if len(x) != 32 || len(y) != 32 {
		return false
	}
	m := newModulus(p256P)
	var px, py, b, left, right, three number
	px.set(x)
	py.set(y)
	if !px.less(&m.m) || !py.less(&m.m) {
		return false
	}
	b.set([]byte(p256B))
	m.enter(&px, &px)
	m.enter(&py, &py)
	m.enter(&b, &b)
	m.mul(&left, &py, &py)
	// x³ - 3x + b
	m.mul(&right, &px, &px)
	three = m.small(3)
	m.sub(&right, &right, &three)
	m.mul(&right, &right, &px)
	m.add(&right, &right, &b)
	return left == right
}

// P256Scalar reports whether 32 octets are a number from 1 below the order of
// P-256, as r and s of an ECDSA signature must be.
func P256Scalar(octets []byte) bool {
	var n, order number
	n.set(octets)
	order.set([]byte(p256N))
	return !n.zero() && n.less(&order)
}

// Ed25519 reports whether 32 octets are the canonical encoding of a point of
// Ed25519 that is not of small order.
func Ed25519(octets []byte) bool {
	if len(octets) != 32 {
		return false
	}
	y, ok := coordinate(octets)
	if !ok || smallOrder(octets) {
		return false
	}
	// x² = (y² - 1) / (d y² + 1) has a root exactly if the product of the two has.
	m := newModulus(ed25519P)
	var yy, u, v, d number
	m.enter(&y, &y)
	m.mul(&yy, &y, &y)
	m.sub(&u, &yy, &m.one)
	d.set([]byte(ed25519D))
	m.enter(&d, &d)
	m.mul(&v, &d, &yy)
	m.add(&v, &v, &m.one)
	m.mul(&u, &u, &v)
	return m.square(&u)
}

// Ed25519Scalar reports whether 32 octets, little endian, are a number below
// the order L, as S of a signature must be (RFC 8032 §5.1.7).
func Ed25519Scalar(octets []byte) bool {
	var n, order number
	n.set(reversed(octets))
	order.set([]byte(ed25519L))
	return n.less(&order)
}

// coordinate reads y, dropping the sign of x, and reports false if it is not
// below p.
func coordinate(octets []byte) (y number, ok bool) {
	big := reversed(octets)
	big[0] &= 0x7f
	y.set(big)
	var p number
	p.set([]byte(ed25519P))
	return y, y.less(&p)
}

// smallOrder knows the eight points whose order divides 8 by their y: 0, 1, -1
// and the two of order 8 (their x has either sign).
func smallOrder(octets []byte) bool {
	const (
		zero  = "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		one   = "\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
		minus = "\xec\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
		eight = "\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a"
		other = "\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05"
	)
	for _, point := range [...]string{zero, one, minus, eight, other} {
		same := true
		for i, b := range octets {
			if i == 31 {
				b &= 0x7f
			}
			same = same && b == point[i]
		}
		if same {
			return true
		}
	}
	return false
}

func reversed(octets []byte) []byte {
	out := make([]byte, 32)
	for i, b := range octets[:32] {
		out[31-i] = b
	}
	return out
}
