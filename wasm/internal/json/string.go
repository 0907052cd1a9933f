package json

import "unicode/utf8"

// String is the text between the quotes of a JSON string, escapes and all. It
// comes from a text that was checked.
type String []byte

// Is reports whether the string, its escapes resolved, is want.
func (s String) Is(want string) bool {
	rest := want
	for len(s) > 0 {
		if s[0] != '\\' {
			if len(rest) == 0 || rest[0] != s[0] {
				return false
			}
			s, rest = s[1:], rest[1:]
			continue
		}
		var buf [utf8.UTFMax]byte
		n, width := unescape(s, &buf)
		if len(rest) < width {
			return false
		}
		for i := 0; i < width; i++ {
			if rest[i] != buf[i] {
				return false
			}
		}
		s, rest = s[n:], rest[width:]
	}
	return len(rest) == 0
}

// Append appends the string, its escapes resolved, to dst.
func (s String) Append(dst []byte) []byte {
	for len(s) > 0 {
		if s[0] != '\\' {
			dst = append(dst, s[0])
			s = s[1:]
			continue
		}
		var buf [utf8.UTFMax]byte
		n, width := unescape(s, &buf)
		dst = append(dst, buf[:width]...)
		s = s[n:]
	}
	return dst
}

func (s String) escaped() bool {
	for _, c := range s {
		if c == '\\' {
			return true
		}
	}
	return false
}

// Plain returns the bytes of the string, its escapes resolved: the text itself
// where it has none.
func (s String) Plain() []byte {
	if s.escaped() {
		return s.Append(nil)
	}
	return s
}

// SameText reports whether bytes are the text, without the copy that TinyGo
// makes of string(b) and with less code than bytes.Equal.
func SameText[T ~string | ~[]byte](b []byte, text T) bool {
	if len(b) != len(text) {
		return false
	}
	for i := range b {
		if b[i] != text[i] {
			return false
		}
	}
	return true
}

// Text returns the string, its escapes resolved.
func (s String) Text() string { return string(s.Append(nil)) }

// hash is FNV-1a over the resolved bytes. Equal hashes are only a hint.
func (s String) hash() uint64 {
	h := uint64(14695981039346656037)
	for len(s) > 0 {
		if s[0] != '\\' {
			h = (h ^ uint64(s[0])) * 1099511628211
			s = s[1:]
			continue
		}
		var buf [utf8.UTFMax]byte
		n, width := unescape(s, &buf)
		for _, b := range buf[:width] {
			h = (h ^ uint64(b)) * 1099511628211
		}
		s = s[n:]
	}
	return h
}

// Equal compares two strings, their escapes resolved.
func (s String) Equal(t String) bool {
	if !s.escaped() && !t.escaped() {
		return SameText(s, t)
	}
	var a, b [utf8.UTFMax]byte
	for len(s) > 0 && len(t) > 0 {
		n, width := next(s, &a)
		m, other := next(t, &b)
		if width != other || a != b {
			return false
		}
		s, t = s[n:], t[m:]
	}
	return len(s) == len(t)
}

// next resolves the first character: how much of s it takes, its UTF-8 in buf
// (the rest of buf is zero) and its width.
func next(s String, buf *[utf8.UTFMax]byte) (n, width int) {
	*buf = [utf8.UTFMax]byte{}
	if s[0] == '\\' {
		return unescape(s, buf)
	}
	r, n := utf8.DecodeRune(s)
	return n, utf8.EncodeRune(buf[:], r)
}

// escape returns the length of the escape that text begins with, or 0 if it is
// not one. A surrogate counts only with its other half (RFC 8259 §8.2).
func escape(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
	default:
		return 0
	}
	high, ok := hex4(text[2:])
	switch {
	case !ok || high >= 0xdc00 && high < 0xe000:
		return 0
	case high < 0xd800 || high >= 0xe000:
		return 6
	}
	if len(text) < 12 || text[6] != '\\' || text[7] != 'u' {
		return 0
	}
	low, ok := hex4(text[8:])
	if !ok || low < 0xdc00 || low >= 0xe000 {
		return 0
	}
	return 12
}

// unescape resolves the escape that s begins with: its length in s, and its
// UTF-8 in buf with the width.
func unescape(s String, buf *[utf8.UTFMax]byte) (n, width int) {
	switch c := s[1]; c {
	case 'b':
		buf[0] = '\b'
	case 'f':
		buf[0] = '\f'
	case 'n':
		buf[0] = '\n'
	case 'r':
		buf[0] = '\r'
	case 't':
		buf[0] = '\t'
	case 'u':
		r, _ := hex4(s[2:])
		n = 6
		if r >= 0xd800 && r < 0xdc00 {
			low, _ := hex4(s[8:])
			r = 0x10000 + (r-0xd800)<<10 + low - 0xdc00
			n = 12
		}
		return n, utf8.EncodeRune(buf[:], r)
	default:
		buf[0] = c
	}
	return 2, 1
}

func hex4(text []byte) (rune, bool) {
	if len(text) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range text[:4] {
		switch {
		case isDigit(c):
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
