package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/tallystick/tallystick/testdata"
)

// spec is a row of a table: what differs from the ordinary good token. What is
// left empty is as in that token, so that a row shows its one failure.
type spec struct {
	id         string // expected verdict "/" name
	about, rfc string

	header, payload string // JSON text
	policy          string
	keys            []string // JWKs
	keySet          string   // the whole set instead
	fetched         bool
	now             string

	by    *key                          // who signs
	sig   func(signature []byte) []byte // changes the octets of the signature
	parts func(h, p, s string) string   // puts the token together
	token string                        // the whole token instead
}

// The ordinary good token.
const (
	goodHeader  = `{"alg":"ES256","kid":"es"}`
	goodPayload = `{"sub":"u1","exp":1700000300}`
	goodPolicy  = `{"algorithms":["ES256"]}`
	goodNow     = "1700000000"
)

const madeBy = "scripts/corpus"

// build fills a row in, signs it, and gives the case.
func (s spec) build(k *keyring) testdata.Case {
	header, payload := or(s.header, goodHeader), or(s.payload, goodPayload)
	token := s.token
	if token == "" {
		token = s.sign(k, header, payload)
	}
	c := testdata.Case{
		ID: s.id, MadeBy: madeBy, About: s.about, RFC: s.rfc,
		Policy: json.RawMessage(or(s.policy, goodPolicy)), Fetched: s.fetched,
		Token: token, Now: json.Number(or(s.now, goodNow)),
		Expect: s.id[:strings.Index(s.id, "/")],
	}
	c.Header, c.HeaderText, c.HeaderHex = show(decoded(token, 0, header))
	c.Payload, c.PayloadText, c.PayloadHex = show(decoded(token, 1, payload))
	text := s.keyText(k)
	if json.Valid([]byte(text)) && text[0] == '{' && len(text) < 64<<10 {
		c.Keys = json.RawMessage(text)
	} else {
		c.KeysText = &text
	}
	return c
}

// noKeys is the key set of a host that has none.
const noKeys = "none"

func (s spec) keyText(k *keyring) string {
	switch {
	case s.keySet == noKeys:
		return ""
	case s.keySet != "":
		return s.keySet
	case s.keys != nil:
		return set(s.keys...)
	}
	return set(k.es.jwk())
}

func (s spec) sign(k *keyring, header, payload string) string {
	by := s.by
	if by == nil {
		by = k.es
	}
	h, p := b64([]byte(header)), b64([]byte(payload))
	signature := by.sign([]byte(h + "." + p))
	if s.sig != nil {
		signature = s.sig(signature)
	}
	if s.parts != nil {
		return s.parts(h, p, b64(signature))
	}
	return h + "." + p + "." + b64(signature)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// decoded is what the token's part says, or, if the part is damaged or not
// there, what it was to say.
func decoded(token string, part int, meant string) string {
	parts := strings.Split(token, ".")
	if part >= len(parts) {
		return meant
	}
	octets, ok := testdata.DecodePart(parts[part])
	if !ok {
		return meant
	}
	return string(octets)
}

// show chooses the form in which a decoded part is in sight.
func show(text string) (value json.RawMessage, plain, digits string) {
	const long = 2048 // longer ones are not worth a line for each member
	switch {
	case !utf8.ValidString(text):
		return nil, "", hex.EncodeToString([]byte(text))
	case json.Valid([]byte(text)) && len(text) < long:
		return json.RawMessage(text), "", ""
	}
	return nil, text, ""
}

// format writes a case as its file.
func format(c testdata.Case) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func quote(text string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	must(e.Encode(text))
	return strings.TrimSuffix(b.String(), "\n")
}
