package hostcall

// Pairs goes through a map of headers as proxy-wasm serialises it: the number of
// pairs, the lengths of each name and value, and then names and values, each
// with a NUL behind it. Numbers are 32 bits, little endian.
type Pairs struct {
	sizes, data []byte
}

// ReadPairs begins to read a serialised map. A text that is none gives no pairs.
func ReadPairs(text []byte) Pairs {
	if len(text) < 4 {
		return Pairs{}
	}
	n := uint64(number(text))
	if uint64(len(text)) < 4+8*n {
		return Pairs{}
	}
	return Pairs{text[4 : 4+8*n], text[4+8*n:]}
}

// Next returns the next header. What it returns is part of the text.
func (p *Pairs) Next() (name, value []byte, ok bool) {
	if len(p.sizes) < 8 {
		return nil, nil, false
	}
	n, v := uint64(number(p.sizes)), uint64(number(p.sizes[4:]))
	if uint64(len(p.data)) < n+v+2 {
		p.sizes = nil
		return nil, nil, false
	}
	name, value = p.data[:n], p.data[n+1:n+1+v]
	p.sizes, p.data = p.sizes[8:], p.data[n+v+2:]
	return name, value, true
}

// WritePairs serialises headers.
func WritePairs(headers [][2]string) []byte {
	text := appendNumber(nil, len(headers))
	for _, h := range headers {
		text = appendNumber(appendNumber(text, len(h[0])), len(h[1]))
	}
	for _, h := range headers {
		text = append(append(text, h[0]...), 0)
		text = append(append(text, h[1]...), 0)
	}
	return text
}

func number(b []byte) uint32 {
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

func appendNumber(dst []byte, n int) []byte {
	return append(dst, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
}
