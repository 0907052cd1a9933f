package config

import "github.com/tallystick/tallystick/wasm/json"

// visible reads a string of visible ASCII, for a header of a request to the
// issuer.
func (l *loader) visible(path string, v json.Value) string {
	text := l.Text(path, v)
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			l.Fail(path, "must be visible ASCII without spaces")
		}
	}
	return text
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
