package document

import "github.com/tallystick/tallystick/wasm/internal/json"

// Fault is what is wrong with a document, and where.
type Fault struct {
	Path   string // such as claims[0].equals; empty for the document
	Reason string // goes on from the path: "must not be empty"
}

// String is one line, such as "audiences: must not be empty".
func (f *Fault) String() string {
	if f.Path == "" {
		return f.Reason
	}
	return f.Path + ": " + f.Reason
}

// Reader reads values and keeps the first fault. After a fault what it returns
// is of no use, but safe.
type Reader struct{ fault *Fault }

// Fault returns the first fault, or nil.
func (r *Reader) Fault() *Fault { return r.fault }

// Fail notes a fault, if it is the first.
func (r *Reader) Fail(path, reason string) {
	if r.fault == nil {
		r.fault = &Fault{path, reason}
	}
}

// Member is a member that an object may have, and what reads it into a loader.
type Member[L any] struct {
	Name string
	Load func(l L, path string, v json.Value)
}

// Object reads an object whose members are all in the table; an empty path
// stands for the document itself. It reports whether there is no fault yet.
func Object[L any](r *Reader, l L, path string, text []byte, members []Member[L]) bool {
	if json.Value(text).Kind() != json.Object && path != "" {
		r.Fail(path, "must be an object")
		return false
	}
	var s json.Scanner
	s.Scan(text)
	for name, value, ok := s.Next(); ok; name, value, ok = s.Next() {
		load(r, l, path, name, value, members)
	}
	if !s.OK() {
		// What is wrong with the text comes before what is wrong with a member.
		r.fault = nil
		r.Fail(path, "is not a JSON object of at most 1 MiB: its syntax is wrong, a name stands twice, or it is nested too deeply")
	}
	return r.fault == nil
}

func load[L any](r *Reader, l L, path string, name json.String, value json.Value, members []Member[L]) {
	for i := range members {
		if name.Is(members[i].Name) {
			members[i].Load(l, Join(path, members[i].Name), value)
			return
		}
	}
	r.Fail(Join(path, name.Text()), "unknown member")
}

// Join puts a member's name behind the path of its object.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// Text reads a string that is not empty.
func (r *Reader) Text(path string, v json.Value) string {
	s, ok := v.String()
	if !ok {
		r.Fail(path, "must be a string")
		return ""
	}
	if len(s) == 0 {
		r.Fail(path, "must not be empty")
	}
	return s.Text()
}

// Texts reads an array of such strings that is not empty.
func (r *Reader) Texts(path string, v json.Value) []string {
	var list []string
	r.Each(path, v, func(path string, v json.Value) { list = append(list, r.Text(path, v)) })
	return list
}

// Each goes through an array that is not empty, up to the first fault.
func (r *Reader) Each(path string, v json.Value, visit func(path string, v json.Value)) {
	if v.Kind() != json.Array {
		r.Fail(path, "must be an array")
		return
	}
	i := int64(0)
	for w := v.Elements(); r.fault == nil; i++ {
		e, ok := w.Element()
		if !ok {
			break
		}
		visit(path+"["+Decimal(i)+"]", e)
	}
	if i == 0 {
		r.Fail(path, "must not be empty")
	}
}

// Boolean reads true or false.
func (r *Reader) Boolean(path string, v json.Value) bool {
	if k := v.Kind(); k != json.True && k != json.False {
		r.Fail(path, "must be true or false")
	}
	return v.Kind() == json.True
}

// Whole reads a whole number from least up to most.
func (r *Reader) Whole(path string, v json.Value, least, most int64) int64 {
	d, ok := v.Decimal()
	if !ok || d.Nano != 0 || d.More || d.Whole < least || d.Whole > most {
		r.Fail(path, "must be a whole number from "+Decimal(least)+" to "+Decimal(most))
		return 0
	}
	return d.Whole
}

// maxPath is the most names that lead to a claim: a token nests no deeper.
const maxPath = json.MaxDepth - 1

// Claim reads the name of a claim, or the names that lead to a nested one.
func (r *Reader) Claim(path string, v json.Value) []string {
	if v.Kind() == json.Text {
		return []string{r.Text(path, v)}
	}
	if v.Kind() != json.Array {
		r.Fail(path, "must be a claim's name, or an array of names for a nested claim")
		return nil
	}
	names := r.Texts(path, v)
	if len(names) > maxPath {
		r.Fail(path, "must not have more than "+Decimal(maxPath)+" names")
	}
	return names
}

// Decimal writes a number that is not negative.
func Decimal(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return Decimal(n/10) + string(rune('0'+n%10))
}
