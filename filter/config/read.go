package config

import "github.com/tallystick/tallystick/wasm/json"

// fail keeps the first error.
func (l *loader) fail(path, reason string) {
	if l.err == nil {
		l.err = &Error{Path: path, Reason: reason}
	}
}

// object reads an object whose members are all known. It reports whether no
// error has been found.
func (l *loader) object(path string, text []byte, members []member) bool {
	if json.Value(text).Kind() != json.Object && path != "" {
		l.fail(path, "must be an object")
		return false
	}
	var s json.Scanner
	s.Scan(text)
	for name, value, ok := s.Next(); ok; name, value, ok = s.Next() {
		l.member(path, name, value, members)
	}
	if !s.OK() {
		// What is wrong with the text comes before what is wrong with a member.
		l.err = nil
		l.fail(path, "is not a JSON object of at most 1 MiB: its syntax is wrong, a name stands twice, or it is nested too deeply")
	}
	return l.err == nil
}

func (l *loader) member(path string, name json.String, value json.Value, members []member) {
	for i := range members {
		if name.Is(members[i].name) {
			members[i].load(l, join(path, members[i].name), value)
			return
		}
	}
	l.fail(join(path, name.Text()), "unknown member")
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (l *loader) text(path string, v json.Value) string {
	s, ok := v.String()
	if !ok {
		l.fail(path, "must be a string")
		return ""
	}
	if len(s) == 0 {
		l.fail(path, "must not be empty")
	}
	return s.Text()
}

// visible reads a string of visible ASCII, for a header of a request to the
// issuer.
func (l *loader) visible(path string, v json.Value) string {
	text := l.text(path, v)
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			l.fail(path, "must be visible ASCII without spaces")
		}
	}
	return text
}

// each goes through an array that must not be empty.
func (l *loader) each(path string, v json.Value, visit func(path string, v json.Value)) {
	if v.Kind() != json.Array {
		l.fail(path, "must be an array")
		return
	}
	i := 0
	for w := v.Elements(); l.err == nil; i++ {
		e, ok := w.Element()
		if !ok {
			break
		}
		visit(path+"["+decimal(i)+"]", e)
	}
	if i == 0 {
		l.fail(path, "must not be empty")
	}
}

func (l *loader) boolean(path string, v json.Value) bool {
	if k := v.Kind(); k != json.True && k != json.False {
		l.fail(path, "must be true or false")
	}
	return v.Kind() == json.True
}

// whole reads a whole number from least up to most.
func (l *loader) whole(path string, v json.Value, least, most int) int {
	d, ok := v.Decimal()
	if !ok || d.Nano != 0 || d.More || d.Whole < int64(least) || d.Whole > int64(most) {
		l.fail(path, "must be a whole number from "+decimal(least)+" to "+decimal(most))
		return 0
	}
	return int(d.Whole)
}

// claim reads the name of a claim, or the names that lead to a nested one.
func (l *loader) claim(path string, v json.Value) []string {
	const most = 15
	if v.Kind() == json.Text {
		return []string{l.text(path, v)}
	}
	if v.Kind() != json.Array {
		l.fail(path, "must be a claim's name, or an array of names for a nested claim")
		return nil
	}
	var names []string
	l.each(path, v, func(path string, v json.Value) { names = append(names, l.text(path, v)) })
	if len(names) > most {
		l.fail(path, "must not have more than "+decimal(most)+" names")
	}
	return names
}

// notForClaims are headers that mean something to Envoy or to the connection.
var notForClaims = []string{
	"authorization", "connection", "content-length", "cookie", "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade",
}

// headerName checks the name of a header (RFC 9110 §5.1) and returns it in lower
// case.
func headerName(text string) (name, reason string) {
	b := []byte(text)
	for i, c := range b {
		switch {
		case 'A' <= c && c <= 'Z':
			b[i] = c + 'a' - 'A'
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-':
		default:
			return "", "must be a header's name of letters, digits and hyphens"
		}
	}
	name = string(b)
	for _, no := range notForClaims {
		if name == no {
			return "", "must not be " + no + ", which has a meaning of its own"
		}
	}
	return name, ""
}

// decimal writes a number that is not negative.
func decimal(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + string(rune('0'+n%10))
}
