package session

import (
	"context"
	"errors"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/store"
	"github.com/tallystick/tallystick/issuer/token"
)

// ErrNoUser: the token is good but names no user.
var ErrNoUser = errors.New("the token has no user_id")

// Sessions logs in, refreshes and checks. It is safe for concurrent use.
type Sessions struct {
	accounts *account.Accounts
	minter   *token.Minter
	parser   *token.Parser
}

// New puts the three together. Minter and parser share keys and profile.
func New(a *account.Accounts, m *token.Minter, p *token.Parser) *Sessions {
	return &Sessions{accounts: a, minter: m, parser: p}
}

// Login returns a pair for the user with this name and password. It fails with
// account.ErrRefused, account.ErrBusy, or an error of the store.
func (s *Sessions) Login(ctx context.Context, name, password string) (token.Pair, error) {
	u, err := s.accounts.Authenticate(ctx, name, password)
	if err != nil {
		return token.Pair{}, err
	}
	return s.minter.Pair(u.ID)
}

// Refresh returns a new access token for a refresh token. It fails with a
// token.Fault, ErrNoUser, account.ErrUnknown, account.ErrInactive, or an error
// of the store.
func (s *Sessions) Refresh(ctx context.Context, refresh string) (access string, err error) {
	_, c, err := s.holder(ctx, refresh, token.Refresh)
	if err != nil {
		return "", err
	}
	return s.minter.Access(c)
}

// Check returns the user that an access token was minted for. It fails as
// Refresh does.
func (s *Sessions) Check(ctx context.Context, access string) (store.User, error) {
	u, _, err := s.holder(ctx, access, token.Access)
	return u, err
}

func (s *Sessions) holder(ctx context.Context, text, kind string) (store.User, token.Claims, error) {
	c, err := s.parser.Parse(text, kind)
	if err != nil {
		return store.User{}, token.Claims{}, err
	}
	if c.User.Text == "" {
		return store.User{}, token.Claims{}, ErrNoUser
	}
	u, err := s.accounts.ByID(ctx, c.User.Text)
	return u, c, err
}
