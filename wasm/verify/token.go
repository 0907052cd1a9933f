package verify

import (
	"github.com/tallystick/tallystick/wasm/internal/base64url"
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// parts is a token taken apart: what is kept of its text and what was decoded.
type parts struct {
	input     []byte // header "." payload, as in the token
	header    []byte // JSON text
	claims    []byte // JSON text
	signature []byte

	jose       jose
	registered registered

	buf  []byte // holds header, claims and signature
	scan json.Scanner
}

// jose are the members of the JOSE header that the core acts on. Those that
// carry or point to keys (jwk, jku, x5c, x5u) are not among them (RFC 8725
// §3.10).
type jose struct {
	alg, typ, kid json.String
	critical      bool // crit is there, or b64 is not true
}

// registered are the claims of RFC 7519 §4.1, and cnf of RFC 7800.
type registered struct {
	issuer, subject, id json.Value
	audience            json.Value
	confirmation        json.Value
	expiry, start, born date
}

// date is a NumericDate, exact to the nanosecond and rounded down; more says
// that it was. Absent dates are not set.
type date struct {
	set  bool
	more bool
	at   verdict.Instant
}

// nextNano is the first nanosecond of the clock that does not come before the
// date; after is the first that comes behind it.
func (d date) nextNano() verdict.Instant {
	if !d.more {
		return d.at
	}
	return d.after()
}

func (d date) after() verdict.Instant {
	if d.at.Nano == 999_999_999 {
		return verdict.Instant{Sec: d.at.Sec + 1}
	}
	return verdict.Instant{Sec: d.at.Sec, Nano: d.at.Nano + 1}
}

// seconds is the date in whole seconds, rounded down, or -1.
func (d date) seconds() int64 {
	if !d.set {
		return -1
	}
	return d.at.Sec
}

// parse takes a compact JWS apart (RFC 7515 §7.1) and checks its form: three
// parts of strict base64url, of which the first two are strict JSON objects
// with members of their right types. It reports false if anything is wrong.
func (p *parts) parse(token []byte) bool {
	p.jose, p.registered = jose{}, registered{}
	p.header, p.claims, p.signature, p.input = nil, nil, nil, nil
	first := dot(token)
	if first < 0 {
		return false
	}
	second := dot(token[first+1:])
	if second < 0 {
		return false
	}
	second += first + 1
	if need := base64url.Len(len(token)) + 3; cap(p.buf) < need {
		p.buf = make([]byte, 0, need)
	}
	buf := p.buf[:0]
	header, ok := decode(&buf, token[:first])
	if !ok {
		return false
	}
	claims, ok := decode(&buf, token[first+1:second])
	if !ok {
		return false
	}
	// A further dot is outside of the alphabet and so refused here.
	signature, ok := decode(&buf, token[second+1:])
	if !ok || !p.readHeader(header) || !p.readClaims(claims) {
		return false
	}
	p.input, p.header, p.claims, p.signature = token[:second], header, claims, signature
	return true
}

// decode appends the octets of a part to buf and returns them.
func decode(buf *[]byte, part []byte) ([]byte, bool) {
	start := len(*buf)
	out, ok := base64url.Append(*buf, part)
	*buf = out
	return out[start:len(out):len(out)], ok
}

func dot(text []byte) int {
	for i, c := range text {
		if c == '.' {
			return i
		}
	}
	return -1
}

func (p *parts) readHeader(text []byte) bool {
	p.scan.Scan(text)
	ok := true
	for name, value, more := p.scan.Next(); more; name, value, more = p.scan.Next() {
		switch {
		case name.Is("alg"):
			ok = takeText(&p.jose.alg, value) && ok
		case name.Is("typ"):
			ok = takeText(&p.jose.typ, value) && ok
		case name.Is("kid"):
			ok = takeText(&p.jose.kid, value) && ok
		case name.Is("crit"):
			p.jose.critical = true
		case name.Is("b64"):
			p.jose.critical = p.jose.critical || value.Kind() != json.True
		}
	}
	return p.scan.OK() && ok && p.jose.alg != nil
}

func takeText(to *json.String, v json.Value) (ok bool) {
	*to, ok = v.String()
	return ok
}

func (p *parts) readClaims(text []byte) bool {
	p.scan.Scan(text)
	r := &p.registered
	ok := true
	for name, value, more := p.scan.Next(); more; name, value, more = p.scan.Next() {
		switch {
		case name.Is("iss"):
			ok = take(&r.issuer, value, isText) && ok
		case name.Is("sub"):
			ok = take(&r.subject, value, isText) && ok
		case name.Is("jti"):
			ok = take(&r.id, value, isText) && ok
		case name.Is("aud"):
			ok = take(&r.audience, value, isAudience) && ok
		case name.Is("exp"):
			ok = takeDate(&r.expiry, value) && ok
		case name.Is("nbf"):
			ok = takeDate(&r.start, value) && ok
		case name.Is("iat"):
			ok = takeDate(&r.born, value) && ok
		case name.Is("cnf"):
			r.confirmation = value
		}
	}
	return p.scan.OK() && ok
}

func take(to *json.Value, v json.Value, sound func(json.Value) bool) bool {
	*to = v
	return sound(v)
}

func isText(v json.Value) bool { return v.Kind() == json.Text }

// isAudience: a string or an array of strings (RFC 7519 §4.1.3).
func isAudience(v json.Value) bool {
	if v.Kind() != json.Array {
		return isText(v)
	}
	w := v.Elements()
	for {
		e, more := w.Element()
		if !more {
			return true
		}
		if !isText(e) {
			return false
		}
	}
}

func takeDate(to *date, v json.Value) bool {
	d, ok := v.Decimal()
	*to = date{set: true, more: d.More, at: verdict.Instant{Sec: d.Whole, Nano: d.Nano}}
	return ok
}
