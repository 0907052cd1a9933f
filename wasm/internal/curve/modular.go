package curve

import "math/bits"

// limbs is the size of the largest number: 256 bits.
const limbs = 8

// number is a number below a modulus, least significant limb first.
type number [limbs]uint32

// modulus is an odd number with what Montgomery multiplication needs of it.
type modulus struct {
	m   number
	inv uint32 // -1/m mod 2^32
	rr  number // 2^512 mod m
	one number // 2^256 mod m, the Montgomery form of 1
}

// newModulus prepares a modulus of which the highest or the second highest bit
// is set.
func newModulus(octets string) *modulus {
	var m modulus
	m.m.set([]byte(octets))
	inv := uint32(1)
	for range 5 {
		inv *= 2 - m.m[0]*inv
	}
	m.inv = -inv
	x := number{1}
	for i := range 512 {
		m.add(&x, &x, &x)
		if i == 255 {
			m.one = x
		}
	}
	m.rr = x
	return &m
}

// set reads 32 octets, big endian.
func (n *number) set(octets []byte) {
	for i := range n {
		b := octets[28-4*i:]
		n[i] = uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
	}
}

func (n *number) zero() bool { return *n == number{} }

// less reports whether n is below x.
func (n *number) less(x *number) bool {
	var borrow uint32
	for i := range n {
		_, borrow = bits.Sub32(n[i], x[i], borrow)
	}
	return borrow == 1
}

// reduce brings z, with a carry above it, below the modulus.
func (m *modulus) reduce(z *number, carry uint32) {
	if carry == 0 && z.less(&m.m) {
		return
	}
	var borrow uint32
	for i := range z {
		z[i], borrow = bits.Sub32(z[i], m.m[i], borrow)
	}
}

// add sets z to x + y.
func (m *modulus) add(z, x, y *number) {
	var carry uint32
	for i := range z {
		z[i], carry = bits.Add32(x[i], y[i], carry)
	}
	m.reduce(z, carry)
}

// sub sets z to x - y.
func (m *modulus) sub(z, x, y *number) {
	var borrow, carry uint32
	for i := range z {
		z[i], borrow = bits.Sub32(x[i], y[i], borrow)
	}
	if borrow == 0 {
		return
	}
	for i := range z {
		z[i], carry = bits.Add32(z[i], m.m[i], carry)
	}
}

// mul sets z to x × y / 2^256, the product of two numbers in Montgomery form.
func (m *modulus) mul(z, x, y *number) {
	var t [limbs + 1]uint32
	for i := range x {
		var carry uint64
		for j := range y {
			p := uint64(x[i])*uint64(y[j]) + uint64(t[j]) + carry
			t[j], carry = uint32(p), p>>32
		}
		top := uint64(t[limbs]) + carry
		f := uint64(t[0] * m.inv)
		carry = (f*uint64(m.m[0]) + uint64(t[0])) >> 32
		for j := 1; j < limbs; j++ {
			p := f*uint64(m.m[j]) + uint64(t[j]) + carry
			t[j-1], carry = uint32(p), p>>32
		}
		top += carry
		t[limbs-1], t[limbs] = uint32(top), uint32(top>>32)
	}
	copy(z[:], t[:limbs])
	m.reduce(z, t[limbs])
}

// enter brings a number into Montgomery form.
func (m *modulus) enter(z, x *number) { m.mul(z, x, &m.rr) }

// small returns a small whole number in Montgomery form.
func (m *modulus) small(n uint32) (z number) {
	m.enter(&z, &number{n})
	return z
}

// square reports whether x, in Montgomery form, is zero or the square of
// another number (Euler's criterion; the modulus must be prime).
func (m *modulus) square(x *number) bool {
	if x.zero() {
		return true
	}
	// The exponent is (m - 1) / 2, that is m >> 1.
	z := m.one
	for i := 255; i > 0; i-- {
		m.mul(&z, &z, &z)
		if m.m[i/32]>>(i%32)&1 == 1 {
			m.mul(&z, &z, x)
		}
	}
	return z == m.one
}
