package testdata

import (
	"bytes"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed cases
var files embed.FS

// Case is one question to a verifier, and the answer.
type Case struct {
	ID string `json:"-"` // its file, such as "expired/now_is_exp"

	MadeBy string `json:"made_by"`
	About  string `json:"about"` // what is wrong, or why nothing is
	RFC    string `json:"rfc,omitempty"`

	// The decoded first two parts of the token: JSON, or what is not JSON as
	// text, or what is not even UTF-8 in hexadecimal digits. If the part itself
	// is damaged, it is what the part would say.
	Header      json.RawMessage `json:"header,omitempty"`
	HeaderText  string          `json:"header_text,omitempty"`
	HeaderHex   string          `json:"header_hex,omitempty"`
	Payload     json.RawMessage `json:"payload,omitempty"`
	PayloadText string          `json:"payload_text,omitempty"`
	PayloadHex  string          `json:"payload_hex,omitempty"`

	Policy   json.RawMessage `json:"policy"`
	Keys     json.RawMessage `json:"keys,omitempty"`      // a JWK set
	KeysText *string         `json:"keys_text,omitempty"` // instead of keys: a damaged or very long one
	Fetched  bool            `json:"fetched,omitempty"`   // the keys came over the network

	Token  string      `json:"token"`
	Now    json.Number `json:"now"` // seconds since 1970, exact
	Expect string      `json:"expect"`
}

// Cases reads every case, ordered by ID.
func Cases() ([]Case, error) {
	var cases []Case
	err := fs.WalkDir(files, "cases", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := files.ReadFile(path)
		if err != nil {
			return err
		}
		c, err := Parse(text)
		if err != nil {
			return fmt.Errorf("testdata/%s: %w", path, err)
		}
		c.ID = strings.TrimSuffix(strings.TrimPrefix(path, "cases/"), ".json")
		cases = append(cases, c)
		return nil
	})
	return cases, err
}

// Parse reads one case. A member that no case has is an error.
func Parse(text []byte) (c Case, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err = d.Decode(&c)
	return c, err
}

// KeySet is the text of the key set.
func (c *Case) KeySet() []byte {
	if c.KeysText != nil {
		return []byte(*c.KeysText)
	}
	return c.Keys
}

// Clock is now as seconds and nanoseconds. Nothing is rounded.
func (c *Case) Clock() (sec int64, nano uint32, err error) {
	whole, fraction, _ := strings.Cut(c.Now.String(), ".")
	if sec, err = strconv.ParseInt(whole, 10, 64); err != nil {
		return 0, 0, fmt.Errorf("now: %w", err)
	}
	if len(fraction) > 9 {
		return 0, 0, fmt.Errorf("now: %s has more than nine places", c.Now)
	}
	n, err := strconv.ParseUint((fraction + "000000000")[:9], 10, 32)
	if err != nil {
		return 0, 0, fmt.Errorf("now: %w", err)
	}
	return sec, uint32(n), nil
}

// DecodePart decodes a part of a token. It reports false for what is not the
// canonical base64url text of any octets.
func DecodePart(part string) ([]byte, bool) {
	octets, err := base64.RawURLEncoding.Strict().DecodeString(part)
	return octets, err == nil && base64.RawURLEncoding.EncodeToString(octets) == part
}
