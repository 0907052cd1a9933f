package json

import "unicode/utf8"

// Limits of every text, honest or hostile.
const (
	MaxDepth   = 16  // values inside of values, the outermost counted
	MaxMembers = 128 // of one object
	MaxText    = 1 << 20
)

// Scanner reads one JSON object, member by member. The whole text has been
// checked once Next has returned false and OK reports true; before that,
// nothing that was handed out may be believed.
type Scanner struct {
	text   []byte
	pos    int
	failed bool
	// loose admits duplicate names below the top level. A key set is read so:
	// a key with duplicate names is skipped, the set is kept.
	loose bool
	began bool
	ended bool

	// seen holds the names of the open objects, one number each: hash above,
	// place in the text below. An object's own part begins at its base.
	seen    []uint64
	backing [32]uint64
}

// Scan begins to read text, which must be one object and nothing else.
func (s *Scanner) Scan(text []byte) { s.start(text, false) }

// ScanLoose is Scan, but duplicate names are an error at the top level only.
func (s *Scanner) ScanLoose(text []byte) { s.start(text, true) }

func (s *Scanner) start(text []byte, loose bool) {
	s.text, s.pos, s.loose = text, 0, loose
	s.began, s.ended = false, false
	if s.seen == nil {
		s.seen = s.backing[:]
	}
	s.seen = s.seen[:0]
	s.failed = len(text) > MaxText
	s.space()
	if s.peek() != '{' {
		s.failed = true
	}
	s.pos++
}

// Next returns the next member of the object, or false at its end or at the
// first fault.
func (s *Scanner) Next() (name String, value Value, ok bool) {
	if s.failed || s.ended {
		return nil, nil, false
	}
	name, value, more := s.member(0, 2)
	if s.failed {
		return nil, nil, false
	}
	if !more {
		s.ended = true
		s.space()
		s.failed = s.pos != len(s.text)
		return nil, nil, false
	}
	return name, value, true
}

// OK reports whether the whole text was read and is well formed.
func (s *Scanner) OK() bool { return s.ended && !s.failed }

// member reads the next member of the object whose names begin at base and
// whose values are at the given depth; more is false at the closing brace.
func (s *Scanner) member(base, depth int) (name String, value Value, more bool) {
	s.space()
	first := len(s.seen) == base
	switch c := s.peek(); {
	case c == '}':
		s.pos++
		return nil, nil, false
	case first:
	case c == ',':
		s.pos++
		s.space()
	default:
		s.failed = true
		return nil, nil, false
	}
	name = s.name(base, depth)
	s.space()
	if s.failed || s.peek() != ':' {
		s.failed = true
		return nil, nil, false
	}
	s.pos++
	s.space()
	start := s.pos
	s.value(depth)
	if s.failed {
		return nil, nil, false
	}
	return name, Value(s.text[start:s.pos]), true
}

// name reads a member's name and holds it against the object's other names.
func (s *Scanner) name(base, depth int) String {
	start := s.pos
	s.str()
	if s.failed {
		return nil
	}
	if len(s.seen)-base >= MaxMembers {
		s.failed = true
		return nil
	}
	name := String(s.text[start+1 : s.pos-1])
	entry := name.hash()<<20 | uint64(start)
	for _, other := range s.seen[base:] {
		if (other^entry)>>20 == 0 && name.Equal(s.nameAt(int(other&(1<<20-1)))) && !(s.loose && depth > 2) {
			s.failed = true
			return nil
		}
	}
	s.seen = append(s.seen, entry)
	return name
}

// nameAt returns the name whose opening quote is at pos, already checked.
func (s *Scanner) nameAt(pos int) String {
	end := pos + 1
	for s.text[end] != '"' {
		if s.text[end] == '\\' {
			end++
		}
		end++
	}
	return String(s.text[pos+1 : end])
}

// value reads any value at the given depth.
func (s *Scanner) value(depth int) {
	switch c := s.peek(); c {
	case '{':
		if depth > MaxDepth {
			s.failed = true
			return
		}
		s.pos++
		base := len(s.seen)
		for {
			if _, _, more := s.member(base, depth+1); !more || s.failed {
				break
			}
		}
		s.seen = s.seen[:base]
	case '[':
		s.array(depth)
	case '"':
		s.str()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
}

func (s *Scanner) array(depth int) {
	if depth > MaxDepth {
		s.failed = true
		return
	}
	s.pos++
	s.space()
	if s.peek() == ']' {
		s.pos++
		return
	}
	for !s.failed {
		s.space()
		s.value(depth + 1)
		s.space()
		switch s.peek() {
		case ',':
			s.pos++
		case ']':
			s.pos++
			return
		default:
			s.failed = true
		}
	}
}

// str reads a string with its quotes.
func (s *Scanner) str() {
	if s.peek() != '"' {
		s.failed = true
		return
	}
	text := s.text
	for i := s.pos + 1; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			s.pos = i + 1
			return
		case c == '\\':
			n := escape(text[i:])
			if n == 0 {
				s.failed = true
				return
			}
			i += n
		case c < 0x20:
			s.failed = true
			return
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n == 1 {
				s.failed = true
				return
			}
			i += n
		}
	}
	s.failed = true
}

func (s *Scanner) number() {
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else {
		s.digits()
	}
	if s.peek() == '.' {
		s.pos++
		s.digits()
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		s.digits()
	}
}

// digits reads one digit or more.
func (s *Scanner) digits() {
	start := s.pos
	for isDigit(s.peek()) {
		s.pos++
	}
	if s.pos == start {
		s.failed = true
	}
}

func (s *Scanner) word(w string) {
	for i := 0; i < len(w); i++ {
		if s.peek() != w[i] {
			s.failed = true
			return
		}
		s.pos++
	}
}

func (s *Scanner) space() {
	for s.pos < len(s.text) {
		switch s.text[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

// peek returns the byte at the position, or 0, which no token begins with, at
// the end.
func (s *Scanner) peek() byte {
	if s.pos < len(s.text) {
		return s.text[s.pos]
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
