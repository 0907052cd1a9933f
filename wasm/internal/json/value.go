package json

// Value is the exact text of one JSON value, without space around it. It comes
// from a text that was checked.
type Value []byte

// Kind tells the values apart.
type Kind byte

const (
	Absent Kind = iota // the empty Value
	Object
	Array
	Text
	Number
	True
	False
	Null
)

// Kind returns the kind of the value.
func (v Value) Kind() Kind {
	if len(v) == 0 {
		return Absent
	}
	switch v[0] {
	case '{':
		return Object
	case '[':
		return Array
	case '"':
		return Text
	case 't':
		return True
	case 'f':
		return False
	case 'n':
		return Null
	}
	return Number
}

// String returns the text of a string value.
func (v Value) String() (String, bool) {
	if v.Kind() != Text {
		return nil, false
	}
	return String(v[1 : len(v)-1]), true
}

// Is reports whether the value is the string want.
func (v Value) Is(want string) bool {
	s, ok := v.String()
	return ok && s.Is(want)
}

// Member returns the member of an object by its exact name, or an empty Value.
func (v Value) Member(name string) Value {
	if v.Kind() != Object {
		return nil
	}
	w := v.Members()
	for {
		n, value, ok := w.Next()
		if !ok {
			return nil
		}
		if n.Is(name) {
			return value
		}
	}
}

// Find follows names into nested objects.
func (v Value) Find(path []string) Value {
	for _, name := range path {
		v = v.Member(name)
	}
	return v
}

// Walk goes through the members of an object or the elements of an array.
type Walk struct {
	text []byte
	pos  int
}

// Members begins a walk through an object.
func (v Value) Members() Walk { return v.walk(Object) }

// Elements begins a walk through an array.
func (v Value) Elements() Walk { return v.walk(Array) }

// walk is empty for a value of another kind.
func (v Value) walk(kind Kind) Walk {
	if v.Kind() != kind {
		return Walk{}
	}
	return Walk{text: v[:len(v)-1], pos: 1}
}

// Next returns the next member of an object.
func (w *Walk) Next() (String, Value, bool) {
	name, ok := w.Element()
	if !ok {
		return nil, nil, false
	}
	value, _ := w.Element()
	return String(name[1 : len(name)-1]), value, true
}

// Element returns the next element of an array.
func (w *Walk) Element() (Value, bool) {
	w.gap()
	if w.pos >= len(w.text) {
		return nil, false
	}
	start := w.pos
	w.skip()
	return Value(w.text[start:w.pos]), true
}

// gap skips what stands between values in a text that was checked.
func (w *Walk) gap() {
	for w.pos < len(w.text) {
		switch w.text[w.pos] {
		case ' ', '\t', '\n', '\r', ',', ':':
			w.pos++
		default:
			return
		}
	}
}

// skip moves behind the value at the position.
func (w *Walk) skip() {
	depth := 0
	for w.pos < len(w.text) {
		switch w.text[w.pos] {
		case '"':
			w.skipString()
		case '{', '[':
			depth++
			w.pos++
		case '}', ']':
			depth--
			w.pos++
		case ' ', '\t', '\n', '\r', ',', ':':
			if depth == 0 {
				return
			}
			w.pos++
			continue
		default:
			w.skipWord()
		}
		if depth == 0 {
			return
		}
	}
}

func (w *Walk) skipString() {
	for w.pos++; w.text[w.pos] != '"'; w.pos++ {
		if w.text[w.pos] == '\\' {
			w.pos++
		}
	}
	w.pos++
}

// skipWord moves behind a number, true, false or null.
func (w *Walk) skipWord() {
	for w.pos < len(w.text) {
		switch w.text[w.pos] {
		case ' ', '\t', '\n', '\r', ',', '}', ']':
			return
		}
		w.pos++
	}
}
