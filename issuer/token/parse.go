package token

import (
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/issuer/keys"
)

// Fault is why a token is refused. It is the error: compare it with ==.
type Fault string

// The faults of a token, in the order in which they are looked for.
const (
	Invalid   Fault = "invalid"    // form, key, signature, not yet valid, issuer, audience
	Expired   Fault = "expired"    // exp is now or earlier
	NoExpiry  Fault = "no_expiry"  // there is no exp
	NoID      Fault = "no_id"      // there is no jti
	NoType    Fault = "no_type"    // there is no token_type
	WrongType Fault = "wrong_type" // token_type is not the one that is wanted
)

func (f Fault) Error() string { return "token refused: " + string(f) }

// MaxBytes is the length above which a text is not looked at.
const MaxBytes = 16 << 10

// Parser reads tokens back. It is safe for concurrent use.
type Parser struct {
	keys      keys.Set
	parser    *jwt.Parser
	validator *jwt.Validator
}

// NewParser returns a Parser that accepts what NewMinter's Minter mints with
// the same set and profile. The algorithms are those of the keys.
//
// The claim iat is not compared with the clock: simplejwt refuses a token from
// the future, and so logs users out when a clock is set back by a second.
func NewParser(set keys.Set, p Profile, now func() time.Time) *Parser {
	var algorithms []string
	for _, k := range set.All {
		algorithms = append(algorithms, k.Algorithm)
	}
	check := []jwt.ParserOption{jwt.WithTimeFunc(now)}
	if p.Issuer != "" {
		check = append(check, jwt.WithIssuer(p.Issuer))
	}
	if len(p.Audience) > 0 {
		check = append(check, jwt.WithAudience(p.Audience...))
	}
	return &Parser{
		keys:      set,
		parser:    jwt.NewParser(jwt.WithValidMethods(algorithms), jwt.WithStrictDecoding(), jwt.WithoutClaimsValidation()),
		validator: jwt.NewValidator(check...),
	}
}

// Parse returns the claims of a token of the wanted type, Access or Refresh.
// Its error is always a Fault.
func (p *Parser) Parse(text, want string) (Claims, error) {
	var (
		c Claims
		k keys.Key
	)
	if !plausible(text) {
		return Claims{}, Invalid
	}
	find := func(t *jwt.Token) (any, error) {
		var ok bool
		if k, ok = p.key(t); !ok {
			return nil, Invalid
		}
		return k.Public, nil
	}
	if _, err := p.parser.ParseWithClaims(text, &c, find); err != nil {
		return Claims{}, Invalid
	}
	if fault := p.judge(&c, want); fault != "" {
		return Claims{}, fault
	}
	// The claim is right; the key must be one for such tokens as well.
	if k.Use != want && !p.keys.Shared {
		return Claims{}, Invalid
	}
	return c, nil
}

func (p *Parser) judge(c *Claims, want string) Fault {
	err := p.validator.Validate(c)
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return Expired
	case err != nil:
		return Invalid
	case c.Expires == nil:
		return NoExpiry
	case c.ID == "":
		return NoID
	case c.Type == "":
		return NoType
	case c.Type != want:
		return WrongType
	}
	return ""
}

// key finds the key that the header names. There are no extensions that the
// issuer understands, so crit is refused (RFC 7515 §4.1.11).
func (p *Parser) key(t *jwt.Token) (keys.Key, bool) {
	if _, ok := t.Header["crit"]; ok {
		return keys.Key{}, false
	}
	id, named := t.Header["kid"]
	text, isText := id.(string)
	if named && (!isText || text == "") {
		return keys.Key{}, false
	}
	return p.keys.Find(text, t.Method.Alg())
}

// plausible refuses what cannot be a compact JWS (RFC 7515 §7.1) before it is
// decoded; Go's base64 would skip line breaks.
func plausible(text string) bool {
	if len(text) > MaxBytes {
		return false
	}
	for i := range len(text) {
		switch b := text[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '-', b == '_', b == '.':
		default:
			return false
		}
	}
	return true
}
