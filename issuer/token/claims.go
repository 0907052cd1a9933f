package token

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The values of token_type.
const (
	Access  = "access"
	Refresh = "refresh"
)

// Claims are the claims of a token, in the order in which they are written.
type Claims struct {
	// Type is token_type; empty when the claim is absent.
	Type string
	// Expires and Issued are exp and iat in seconds since 1970; nil when absent.
	Expires, Issued *int64
	// ID is jti; empty when absent.
	ID string
	// User is user_id as it stands in the token, a string or a number.
	User UserID
	// Extra are all other claims but aud and iss, in their order.
	Extra []Member

	issuer    string
	audience  jwt.ClaimStrings
	notBefore *int64
}

// Member is a claim with its value in JSON.
type Member struct {
	Name  string
	Value json.RawMessage
}

// UserID is the claim user_id: a string since simplejwt 5.5.1, a number before.
type UserID struct {
	Text   string
	Number bool
}

// MarshalJSON writes the claims in order.
func (c Claims) MarshalJSON() ([]byte, error) {
	var w object
	w.add("token_type", c.Type)
	w.add("exp", c.Expires)
	w.add("iat", c.Issued)
	w.add("jti", c.ID)
	if c.User.Number {
		w.add("user_id", json.Number(c.User.Text))
	} else {
		w.add("user_id", c.User.Text)
	}
	for _, m := range c.Extra {
		w.add(m.Name, m.Value)
	}
	switch len(c.audience) {
	case 0:
	case 1: // as simplejwt writes its usual, single audience
		w.add("aud", c.audience[0])
	default:
		w.add("aud", []string(c.audience))
	}
	if c.issuer != "" {
		w.add("iss", c.issuer)
	}
	return w.close()
}

// UnmarshalJSON reads claims; of a repeated name the last counts, as in Python.
func (c *Claims) UnmarshalJSON(text []byte) error {
	members, err := split(text)
	if err != nil {
		return err
	}
	*c = Claims{}
	for _, m := range members {
		if err := c.set(m); err != nil {
			return fmt.Errorf("claim %s: %w", m.Name, err)
		}
	}
	return nil
}

func (c *Claims) set(m Member) (err error) {
	switch m.Name {
	case "token_type":
		// Not a string: a type that is no type of ours, but not an absent one.
		if json.Unmarshal(m.Value, &c.Type) != nil || c.Type == "" {
			c.Type = string(m.Value)
		}
	case "jti":
		err = text(m.Value, &c.ID)
	case "exp":
		c.Expires, err = date(m.Value)
	case "iat":
		c.Issued, err = date(m.Value)
	case "nbf":
		c.notBefore, err = date(m.Value)
		c.Extra = append(c.Extra, m)
	case "user_id":
		c.User, err = userID(m.Value)
	case "aud":
		err = json.Unmarshal(m.Value, &c.audience)
	case "iss":
		err = text(m.Value, &c.issuer)
	default:
		c.Extra = append(c.Extra, m)
	}
	return err
}

// text reads a string and nothing else: encoding/json takes null for one.
func text(value json.RawMessage, to *string) error {
	if value[0] != '"' {
		return errors.New("not a string")
	}
	return json.Unmarshal(value, to)
}

// date reads a NumericDate (RFC 7519 §2), cut to the second.
func date(value json.RawMessage) (*int64, error) {
	f, err := strconv.ParseFloat(string(value), 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > 1<<53 {
		return nil, errors.New("not a date in seconds since 1970")
	}
	n := int64(f)
	return &n, nil
}

func userID(value json.RawMessage) (UserID, error) {
	if value[0] == '"' {
		var u UserID
		err := json.Unmarshal(value, &u.Text)
		return u, err
	}
	if _, err := strconv.ParseInt(string(value), 10, 64); err != nil {
		return UserID{}, errors.New("neither a string nor a whole number")
	}
	return UserID{Text: string(value), Number: true}, nil
}

// object writes a JSON object member by member.
type object struct {
	buf bytes.Buffer
	err error
}

func (o *object) add(name string, value any) {
	if o.buf.Len() == 0 {
		o.buf.WriteByte('{')
	} else {
		o.buf.WriteByte(',')
	}
	n, err := json.Marshal(name)
	o.err = errors.Join(o.err, err)
	v, err := json.Marshal(value)
	o.err = errors.Join(o.err, err)
	o.buf.Write(n)
	o.buf.WriteByte(':')
	o.buf.Write(v)
}

func (o *object) close() ([]byte, error) {
	o.buf.WriteByte('}')
	return o.buf.Bytes(), o.err
}

// split takes a JSON object apart, keeping order and the text of each value;
// a repeated name keeps its first place and its last value.
func split(text []byte) ([]Member, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("the claims are not a JSON object")
	}
	var members []Member
	place := map[string]int{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		key := name.(string) // the decoder refuses any other name
		if at, again := place[key]; again {
			members[at].Value = value
			continue
		}
		place[key] = len(members)
		members = append(members, Member{Name: strings.Clone(key), Value: bytes.Clone(value)})
	}
	return members, nil
}

// The rest satisfies jwt.Claims, so that golang-jwt judges the times, the
// issuer and the audience.

func (c *Claims) GetExpirationTime() (*jwt.NumericDate, error) { return numeric(c.Expires), nil }
func (c *Claims) GetIssuedAt() (*jwt.NumericDate, error)       { return numeric(c.Issued), nil }
func (c *Claims) GetNotBefore() (*jwt.NumericDate, error)      { return numeric(c.notBefore), nil }
func (c *Claims) GetIssuer() (string, error)                   { return c.issuer, nil }
func (c *Claims) GetSubject() (string, error)                  { return c.User.Text, nil }
func (c *Claims) GetAudience() (jwt.ClaimStrings, error)       { return c.audience, nil }

func numeric(seconds *int64) *jwt.NumericDate {
	if seconds == nil {
		return nil
	}
	return jwt.NewNumericDate(time.Unix(*seconds, 0))
}
