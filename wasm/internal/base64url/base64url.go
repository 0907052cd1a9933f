package base64url

const bad = 0xff

// values maps a character to its six bits.
var values = func() (t [256]byte) {
	for i := range t {
		t[i] = bad
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	for i := 0; i < len(alphabet); i++ {
		t[alphabet[i]] = byte(i)
	}
	return t
}()

// Append decodes src, appends the octets to dst and returns the result. It
// reports false, with dst as it was, if src is not the canonical text of any
// octet string: a character outside of the alphabet (white space, "=", "+" and
// "/" included), a length that no octet string has, or spare bits that are not
// zero.
func Append(dst, src []byte) ([]byte, bool) {
	out := dst
	for len(src) >= 4 {
		a, b, c, d := values[src[0]], values[src[1]], values[src[2]], values[src[3]]
		if (a|b|c|d)&0xc0 != 0 {
			return dst, false
		}
		out = append(out, a<<2|b>>4, b<<4|c>>2, c<<6|d)
		src = src[4:]
	}
	switch len(src) {
	case 1:
		return dst, false
	case 2:
		a, b := values[src[0]], values[src[1]]
		if (a|b)&0xc0 != 0 || b&0x0f != 0 {
			return dst, false
		}
		out = append(out, a<<2|b>>4)
	case 3:
		a, b, c := values[src[0]], values[src[1]], values[src[2]]
		if (a|b|c)&0xc0 != 0 || c&0x03 != 0 {
			return dst, false
		}
		out = append(out, a<<2|b>>4, b<<4|c>>2)
	}
	return out, true
}

// Len returns the number of octets that a text of n characters stands for.
func Len(n int) int { return n * 6 / 8 }
