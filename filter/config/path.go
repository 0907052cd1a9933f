package config

// decode appends the path, without its query and with its escapes resolved. It
// reports false for an escape that is damaged or that hides a slash.
func decode(dst, path []byte) ([]byte, bool) {
	for i := 0; i < len(path); i++ {
		switch c := path[i]; c {
		case '?':
			return dst, true
		case '#':
			return dst, false
		case '%':
			if i+2 >= len(path) {
				return dst, false
			}
			high, low := hex(path[i+1]), hex(path[i+2])
			if high|low > 0xf || high<<4|low == '/' {
				return dst, false
			}
			dst = append(dst, high<<4|low)
			i += 2
		default:
			dst = append(dst, c)
		}
	}
	return dst, true
}

// hex is the value of a digit, above 15 if it is none.
func hex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 0xff
}

// clean reports whether every upstream reads a decoded path as one and the
// same.
func clean(path []byte) bool {
	if len(path) == 0 || path[0] != '/' {
		return false
	}
	start := 1 // of the segment
	for i := 1; i <= len(path); i++ {
		if i < len(path) && path[i] != '/' {
			if c := path[i]; c < ' ' || c == 0x7f || c == '\\' || c == ';' {
				return false
			}
			continue
		}
		segment := path[start:i]
		switch {
		case len(segment) == 0 && i < len(path):
			return false
		case len(segment) == 1 && segment[0] == '.':
			return false
		case len(segment) == 2 && segment[0] == '.' && segment[1] == '.':
			return false
		}
		start = i + 1
	}
	return true
}
