package token

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/issuer/keys"
)

// Profile says what tokens look like and how long they live.
type Profile struct {
	// AccessLife and RefreshLife are whole seconds, at least one.
	AccessLife, RefreshLife time.Duration
	// Issuer is the claim iss; empty leaves it out.
	Issuer string
	// Audience is the claim aud; empty leaves it out.
	Audience []string
	// NumericUserID writes user_id as a number, as simplejwt did before 5.5.1.
	NumericUserID bool
}

// Pair is the answer to a login.
type Pair struct {
	Refresh, Access string
}

// Minter makes tokens. It is safe for concurrent use.
type Minter struct {
	keys    keys.Set
	profile Profile
	now     func() time.Time
}

// NewMinter returns a Minter that signs with set; now is its clock.
func NewMinter(set keys.Set, p Profile, now func() time.Time) *Minter {
	return &Minter{keys: set, profile: p, now: now}
}

// Pair mints a refresh token for a user and an access token from it.
func (m *Minter) Pair(userID string) (Pair, error) {
	user := UserID{Text: userID, Number: m.profile.NumericUserID}
	if _, err := strconv.ParseInt(userID, 10, 64); user.Number && err != nil {
		return Pair{}, fmt.Errorf("user %q: the configuration wants user_id as a number, and this is none", userID)
	}
	now := m.now()
	c := m.claims(Refresh, now, m.profile.RefreshLife)
	c.User = user
	refresh, err := sign(m.keys.Refresh, c)
	if err != nil {
		return Pair{}, err
	}
	access, err := m.access(c, now)
	return Pair{Refresh: refresh, Access: access}, err
}

// Access mints an access token with the claims of a refresh token, its type,
// times and identifier excepted.
func (m *Minter) Access(refresh Claims) (string, error) {
	return m.access(refresh, m.now())
}

func (m *Minter) access(refresh Claims, now time.Time) (string, error) {
	c := m.claims(Access, now, m.profile.AccessLife)
	c.User, c.Extra = refresh.User, refresh.Extra
	return sign(m.keys.Access, c)
}

func (m *Minter) claims(kind string, now time.Time, life time.Duration) Claims {
	iat, exp := now.Unix(), now.Add(life).Unix()
	return Claims{
		Type: kind, Expires: &exp, Issued: &iat, ID: newID(),
		issuer: m.profile.Issuer, audience: m.profile.Audience,
	}
}

func sign(k keys.Key, c Claims) (string, error) {
	method := jwt.GetSigningMethod(k.Algorithm)
	if method == nil {
		return "", fmt.Errorf("algorithm %q cannot sign", k.Algorithm)
	}
	t := jwt.NewWithClaims(method, &c)
	if k.ID != "" {
		t.Header["kid"] = k.ID
	}
	return t.SignedString(k.Private)
}

// newID is a random UUID (RFC 9562 §5.4) in 32 hex digits.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails; it ends the program instead
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return hex.EncodeToString(b[:])
}
