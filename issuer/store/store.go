package store

import (
	"context"
	"errors"
	"time"
)

// Errors of a store. Each implementation wraps them, so test with errors.Is.
var (
	// ErrNotFound: no row answers to the name or identifier.
	ErrNotFound = errors.New("not found")
	// ErrNameTaken: another user has the name.
	ErrNameTaken = errors.New("a user with this name exists already")
	// ErrNewerSchema: a later release wrote the database; this one would harm it.
	ErrNewerSchema = errors.New("the database was written by a newer release of the issuer")
	// ErrForeign: the database holds tables that are not the issuer's.
	ErrForeign = errors.New("the database belongs to another program")
)

// User is an account. Times are in UTC, to the microsecond.
type User struct {
	// ID is the primary key and the user_id claim. The store assigns decimal
	// numbers and never uses one twice; imported users keep the key they had.
	ID string
	// Name is unique and compared byte by byte.
	Name string
	// Password is an encoded hash in Django's format, never a password.
	Password string
	// Active is false for a user who may not sign in, refresh or be served.
	Active bool
	// CreatedAt is when the row was written; zero means now.
	CreatedAt time.Time
}

// Key is a signing key at rest.
type Key struct {
	// ID is the kid that tokens carry.
	ID string
	// Use is what the key signs: "access" or "refresh".
	Use string
	// Algorithm is the JWS algorithm (RFC 7518 §3.1) it signs with.
	Algorithm string
	// Material is the private key; sealed when Seal is not empty.
	Material []byte
	// Seal names the key of the database that Material is sealed with.
	Seal string
	// CreatedAt is when the key was made, in UTC to the microsecond.
	CreatedAt time.Time
}

// Users keeps accounts.
type Users interface {
	// AddUser stores a user and returns it as stored. An empty ID is assigned.
	// It fails with ErrNameTaken when the name is in use.
	AddUser(ctx context.Context, u User) (User, error)
	// UserByName and UserByID fail with ErrNotFound.
	UserByName(ctx context.Context, name string) (User, error)
	UserByID(ctx context.Context, id string) (User, error)
	// SetPassword replaces the encoded hash; ErrNotFound.
	SetPassword(ctx context.Context, id, encoded string) error
	// SetActive lets a user in or shuts it out; ErrNotFound.
	SetActive(ctx context.Context, id string, active bool) error
	// EachUser calls f for every user, by name, until f fails.
	EachUser(ctx context.Context, f func(User) error) error
	// CountUsers returns how many users there are.
	CountUsers(ctx context.Context) (int, error)
}

// Keys keeps signing keys.
type Keys interface {
	// FirstKey stores k unless a key of the same use and algorithm is there,
	// and returns the one that is there. Several issuers that start at once on
	// one database so agree on one key.
	FirstKey(ctx context.Context, k Key) (Key, error)
	// AllKeys returns every key, the oldest first.
	AllKeys(ctx context.Context) ([]Key, error)
	// Reseal replaces Material and Seal of the key named k.ID; ErrNotFound.
	Reseal(ctx context.Context, k Key) error
}

// Store is the whole of what the issuer keeps. It is safe for concurrent use.
// What a method has acknowledged survives the loss of power.
type Store interface {
	Users
	Keys
	// Ping reads from the database and fails when it cannot.
	Ping(ctx context.Context) error
	Close() error
}
