package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tallystick/tallystick/issuer/store"
)

// Errors of this package, to be compared with errors.Is.
var (
	// ErrRefused: no active user has this name and password. Which of the
	// three was wrong is told by Refusal, for logs only.
	ErrRefused = errors.New("no active account has these credentials")
	// ErrBusy: too many passwords are being hashed; try again in a moment.
	ErrBusy = errors.New("too many sign-ins at once")
	// ErrUnknown: no user has the identifier.
	ErrUnknown = errors.New("no such user")
	// ErrInactive: the user may not be served.
	ErrInactive = errors.New("the user is inactive")
)

// Refusal is an ErrRefused with its cause. The cause must not reach a client.
type Refusal struct{ Cause string }

func (r Refusal) Error() string        { return ErrRefused.Error() }
func (r Refusal) Is(target error) bool { return target == ErrRefused }

// patience is how long a login waits for its turn to hash, and queue how many
// may wait for each place. A place hashes some 25 a second, so who stands
// further back would not get its turn in time anyway.
const (
	patience = 5 * time.Second
	queue    = 128
)

// Accounts judges users and passwords. It is safe for concurrent use.
type Accounts struct {
	users   store.Users
	hashing chan struct{} // one place for each concurrent hash
	waiting atomic.Int64
}

// New returns the accounts in users; at most concurrent passwords are hashed
// at once.
func New(users store.Users, concurrent int) *Accounts {
	return &Accounts{users: users, hashing: make(chan struct{}, max(concurrent, 1))}
}

// Add makes an active user. The errors say what is wrong with the name or the
// password and never repeat the password.
func (a *Accounts) Add(ctx context.Context, name, password string) (store.User, error) {
	if err := CheckName(name); err != nil {
		return store.User{}, err
	}
	if err := CheckPassword(password); err != nil {
		return store.User{}, err
	}
	return a.users.AddUser(ctx, store.User{Name: name, Password: hash(password), Active: true})
}

// SetPassword gives the user named name another password.
func (a *Accounts) SetPassword(ctx context.Context, name, password string) error {
	if err := CheckPassword(password); err != nil {
		return err
	}
	u, err := a.named(ctx, name)
	if err != nil {
		return err
	}
	return a.users.SetPassword(ctx, u.ID, hash(password))
}

// SetActive lets the user named name in, or shuts it out.
func (a *Accounts) SetActive(ctx context.Context, name string, active bool) error {
	u, err := a.named(ctx, name)
	if err != nil {
		return err
	}
	return a.users.SetActive(ctx, u.ID, active)
}

func (a *Accounts) named(ctx context.Context, name string) (store.User, error) {
	u, err := a.users.UserByName(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return store.User{}, fmt.Errorf("user %q: %w", name, ErrUnknown)
	}
	return u, err
}

// Authenticate returns the active user with this name and password. It fails
// with ErrRefused, ErrBusy, or an error of the store or the context.
func (a *Accounts) Authenticate(ctx context.Context, name, password string) (store.User, error) {
	u, err := a.users.UserByName(ctx, name)
	unknown := errors.Is(err, store.ErrNotFound)
	if err != nil && !unknown {
		return store.User{}, err
	}
	if err := a.turn(ctx); err != nil {
		return store.User{}, err
	}
	defer func() { <-a.hashing }()
	if unknown {
		spend(password)
		return store.User{}, Refusal{"unknown_user"}
	}
	good, err := verify(u.Password, password)
	switch {
	case err != nil:
		spend(password)
		return store.User{}, Refusal{"unreadable_hash"}
	case !good:
		return store.User{}, Refusal{"wrong_password"}
	case !u.Active:
		return store.User{}, Refusal{"inactive_user"}
	}
	return u, nil
}

// turn waits for a place among the concurrent hashes.
func (a *Accounts) turn(ctx context.Context) error {
	defer a.waiting.Add(-1)
	if a.waiting.Add(1) > int64(queue*cap(a.hashing)) {
		return ErrBusy
	}
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case a.hashing <- struct{}{}:
		return nil
	case <-t.C:
		return ErrBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ByID returns the active user with the identifier. It fails with ErrUnknown,
// ErrInactive or an error of the store.
func (a *Accounts) ByID(ctx context.Context, id string) (store.User, error) {
	u, err := a.users.UserByID(ctx, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return store.User{}, ErrUnknown
	case err != nil:
		return store.User{}, err
	case !u.Active:
		return store.User{}, ErrInactive
	}
	return u, nil
}

// CheckName says what Django says of a user name: up to 150 letters, digits
// and @ . + - _ characters.
func CheckName(name string) error {
	allowed := func(r rune) bool {
		return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("@.+-_", r))
	}
	bad := strings.IndexFunc(name, func(r rune) bool { return !allowed(r) })
	if name == "" || bad >= 0 || utf8.RuneCountInString(name) > 150 {
		return fmt.Errorf("user name %q: it must have 1 to 150 characters, letters, digits and @ . + - _ only", name)
	}
	return nil
}

// CheckPassword refuses a password that no client could sign in with: token
// endpoints trim white space and refuse null characters.
func CheckPassword(password string) error {
	switch {
	case password == "":
		return errors.New("the password is empty")
	case strings.TrimFunc(password, space) != password:
		return errors.New("the password begins or ends with white space, which the token endpoint trims as simplejwt does, so nobody could sign in with it")
	case !utf8.ValidString(password) || strings.ContainsRune(password, 0):
		return errors.New("the password must be UTF-8 text without null characters")
	case len(password) > 1024:
		return errors.New("the password is longer than 1024 bytes")
	}
	return nil
}

// space is white space as Python's str.strip has it.
func space(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }
