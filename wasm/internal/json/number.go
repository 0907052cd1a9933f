package json

// Decimal is a number that is not negative, exact to nine places: the value is
// Whole + Nano / 10^9, and a little more if More is set. Nothing is rounded.
type Decimal struct {
	Whole int64
	Nano  uint32
	More  bool
}

// Decimal reads a number from 0 up to, not including, 2^63 - 1. It reports
// false for any other value.
func (v Value) Decimal() (d Decimal, ok bool) {
	if v.Kind() != Number {
		return d, false
	}
	n := v.number()
	if n.zero() {
		return d, true
	}
	if n.negative {
		return d, false
	}
	const most = 1<<63 - 2
	place := n.point
	for _, c := range n.digits {
		if c == '.' {
			continue
		}
		digit := int64(c - '0')
		switch {
		case place > 0:
			if d.Whole > (most-digit)/10 {
				return d, false
			}
			d.Whole = d.Whole*10 + digit
		case place > -9:
			d.Nano += uint32(digit) * powers[8+place]
		default:
			d.More = true
			return d, true
		}
		place--
	}
	for ; place > 0; place-- {
		if d.Whole > most/10 {
			return d, false
		}
		d.Whole *= 10
	}
	return d, true
}

var powers = [...]uint32{1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000}

// EqualNumber reports whether two numbers have the same value, however they
// are written: 1, 1.0 and 10e-1 are equal. A number whose exponent has more than
// seven digits is equal to none.
func EqualNumber(a, b Value) bool {
	if a.Kind() != Number || b.Kind() != Number {
		return false
	}
	x, y := a.number(), b.number()
	if x.zero() || y.zero() {
		return x.zero() && y.zero()
	}
	if x.wild || y.wild || x.negative != y.negative || x.point != y.point {
		return false
	}
	i, j := 0, 0
	for {
		if i < len(x.digits) && x.digits[i] == '.' {
			i++
		}
		if j < len(y.digits) && y.digits[j] == '.' {
			j++
		}
		if i == len(x.digits) || j == len(y.digits) {
			return i == len(x.digits) && j == len(y.digits)
		}
		if x.digits[i] != y.digits[j] {
			return false
		}
		i++
		j++
	}
}

// number is ±0.d1d2d3… × 10^point with d1 and the last digit not zero. A point
// may stand among the digits. Zero has none.
type number struct {
	negative bool
	digits   []byte
	point    int
	wild     bool // the exponent is beyond the bound
}

func (n *number) zero() bool { return len(n.digits) == 0 }

// number takes the text apart.
func (v Value) number() (n number) {
	text := []byte(v)
	if text[0] == '-' {
		n.negative = true
		text = text[1:]
	}
	end, exponent := len(text), 0
	for i, c := range text {
		if c|0x20 == 'e' {
			end = i
			exponent, n.wild = parseExponent(text[i+1:])
			break
		}
	}
	first, last, whole, count := -1, -1, -1, 0
	before := 0 // digits before the first that is not zero
	for i, c := range text[:end] {
		if c == '.' {
			whole = count
			continue
		}
		if c != '0' {
			if first < 0 {
				first, before = i, count
			}
			last = i
		}
		count++
	}
	if first < 0 {
		return n
	}
	if whole < 0 {
		whole = count
	}
	n.digits = text[first : last+1]
	n.point = whole - before + exponent
	return n
}

// parseExponent reads the digits behind e, held within bounds that no text can
// bring back to an ordinary number.
func parseExponent(text []byte) (exponent int, wild bool) {
	const bound = 1 << 24
	sign := 1
	switch text[0] {
	case '-':
		sign = -1
		text = text[1:]
	case '+':
		text = text[1:]
	}
	e := 0
	for _, c := range text {
		if e < bound {
			e = e*10 + int(c-'0')
		}
	}
	return sign * e, e >= bound
}
