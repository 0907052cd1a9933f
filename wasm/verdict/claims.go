package verdict

import "github.com/tallystick/tallystick/wasm/internal/json"

// Claims are the claims of a valid token (RFC 7519 §4): the exact text that was
// signed, and typed values from it. A claim is named by its path: one name, or
// several for a claim inside of others.
type Claims struct{ document }

// UnverifiedClaims are claims that nobody has vouched for: good for choosing
// what to ask next or for showing to the person who holds the token, never for
// a decision about access.
type UnverifiedClaims struct{ document }

// document is the JSON text of a claims set that has been checked.
type document struct{ text []byte }

// JSON returns the exact text of the claims set. It must not be changed.
func (d document) JSON() []byte { return d.text }

// Raw returns the exact JSON text of a claim, or nil if it is absent.
func (d document) Raw(path ...string) []byte {
	if len(d.text) == 0 {
		return nil
	}
	return json.Value(d.text).Find(path)
}

// String returns a claim that is a string.
func (d document) String(path ...string) (string, bool) {
	s, ok := json.Value(d.Raw(path...)).String()
	if !ok {
		return "", false
	}
	return s.Text(), true
}

// Int returns a claim that is a whole number from 0 up to 2^63 - 2.
func (d document) Int(path ...string) (int64, bool) {
	n, ok := json.Value(d.Raw(path...)).Decimal()
	if !ok || n.Nano != 0 || n.More {
		return 0, false
	}
	return n.Whole, true
}

// Bool returns a claim that is true or false.
func (d document) Bool(path ...string) (value, ok bool) {
	kind := json.Value(d.Raw(path...)).Kind()
	return kind == json.True, kind == json.True || kind == json.False
}

// Strings returns a claim that is an array of strings, or a single string as an
// array of one (as aud may be, RFC 7519 §4.1.3).
func (d document) Strings(path ...string) ([]string, bool) {
	v := json.Value(d.Raw(path...))
	if s, ok := v.String(); ok {
		return []string{s.Text()}, true
	}
	if v.Kind() != json.Array {
		return nil, false
	}
	list := []string{}
	for w := v.Elements(); ; {
		e, more := w.Element()
		if !more {
			return list, true
		}
		s, ok := e.String()
		if !ok {
			return nil, false
		}
		list = append(list, s.Text())
	}
}
