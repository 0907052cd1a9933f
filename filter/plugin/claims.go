package plugin

import (
	"github.com/tallystick/tallystick/filter/hostcall"
	"github.com/tallystick/tallystick/wasm/json"
)

// removeClaims removes every header of the request that an upstream could take
// for a claim header: those with the same name, and those that are the same
// once underscores are hyphens, as CGI and WSGI see them.
func (s *stream) removeClaims(r *request) {
	if len(s.plugin.config.Headers) == 0 {
		return
	}
	pairs := hostcall.ReadPairs(r.headers)
	for name, _, ok := pairs.Next(); ok; name, _, ok = pairs.Next() {
		for i := range s.plugin.config.Headers {
			if passesFor(name, s.plugin.config.Headers[i].Name) {
				hostcall.RemoveHeader(name)
				break
			}
		}
	}
}

// passesFor compares a name with one in lower case that has no underscore.
func passesFor(name []byte, header string) bool {
	if len(name) != len(header) {
		return false
	}
	for i, c := range name {
		switch {
		case c == '_':
			c = '-'
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		}
		if c != header[i] {
			return false
		}
	}
	return true
}

// addClaims sets the headers from the claims of a token that is valid.
func (s *stream) addClaims() {
	claims := json.Value(s.run.Claims())
	for i := range s.plugin.config.Headers {
		h := &s.plugin.config.Headers[i]
		value, ok := headerValue(s.value[:0], claims.Find(h.Claim))
		s.value = value
		if ok {
			hostcall.AddHeader(h.Name, value)
		}
	}
}

// headerValue appends the text of a string, or the JSON text of a number, true
// or false. Text that a header would not carry unchanged is left out: what is
// not visible ASCII, and spaces at the ends.
func headerValue(dst []byte, v json.Value) ([]byte, bool) {
	switch v.Kind() {
	case json.Text:
		text, _ := v.String()
		dst = text.Append(dst)
	case json.Number, json.True, json.False:
		dst = append(dst, v...)
	default:
		return dst, false
	}
	for _, c := range dst {
		if c < ' ' || c > '~' {
			return dst, false
		}
	}
	return dst, len(dst) == 0 || dst[0] != ' ' && dst[len(dst)-1] != ' '
}
