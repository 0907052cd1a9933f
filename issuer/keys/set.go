package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tallystick/tallystick/issuer/store"
)

// Set is what an issuer signs and verifies with. It does not change.
type Set struct {
	// Access and Refresh sign new tokens. With a shared secret they are equal
	// but for their use.
	Access, Refresh Key
	// All are the keys whose tokens are accepted, the signing ones included.
	All []Key
	// Shared is true when one secret signs both kinds of token.
	Shared bool
}

// Open reads the keys for algorithm from rows and makes those that are
// missing. Keys that are in the clear are sealed when there is a sealer.
// Algorithm is any of Algorithms but HS256, for which there is FromSecret.
func Open(ctx context.Context, rows store.Keys, algorithm string, sealer *Sealer, now time.Time) (Set, error) {
	var set Set
	for _, want := range []struct {
		use, algorithm string
		to             *Key
	}{
		{Access, algorithm, &set.Access},
		{Refresh, HS256, &set.Refresh},
	} {
		k, err := first(ctx, rows, want.use, want.algorithm, sealer, now)
		if err != nil {
			return Set{}, err
		}
		*want.to = k
		set.All = append(set.All, k)
	}
	return set, nil
}

func first(ctx context.Context, rows store.Keys, use, algorithm string, sealer *Sealer, now time.Time) (Key, error) {
	row, err := existing(ctx, rows, use, algorithm)
	if errors.Is(err, store.ErrNotFound) {
		row, err = create(ctx, rows, use, algorithm, sealer, now)
	}
	if err != nil {
		return Key{}, fmt.Errorf("signing keys: %w", err)
	}
	material, err := sealer.open(row)
	if err != nil {
		return Key{}, err
	}
	if row.Seal == "" && sealer != nil {
		if err := rows.Reseal(ctx, sealer.seal(row, material)); err != nil {
			return Key{}, fmt.Errorf("signing keys: sealing key %s: %w", row.ID, err)
		}
	}
	k, err := unmarshal(use, algorithm, row.ID, material)
	if err == nil && k.ID != row.ID {
		err = errors.New("it is not the key that its name says")
	}
	if err != nil {
		return Key{}, fmt.Errorf("signing key %s in the database: %w", row.ID, err)
	}
	return k, nil
}

// existing spares the making of a key (an RSA key takes a while) at each start.
func existing(ctx context.Context, rows store.Keys, use, algorithm string) (store.Key, error) {
	all, err := rows.AllKeys(ctx)
	if err != nil {
		return store.Key{}, err
	}
	for _, row := range all {
		if row.Use == use && row.Algorithm == algorithm {
			return row, nil
		}
	}
	return store.Key{}, store.ErrNotFound
}

func create(ctx context.Context, rows store.Keys, use, algorithm string, sealer *Sealer, now time.Time) (store.Key, error) {
	k, err := Generate(use, algorithm)
	if err != nil {
		return store.Key{}, err
	}
	material, err := k.marshal()
	if err != nil {
		return store.Key{}, err
	}
	row := store.Key{ID: k.ID, Use: use, Algorithm: algorithm, CreatedAt: now}
	return rows.FirstKey(ctx, sealer.seal(row, material))
}

// FromSecret makes a set of one HS256 secret, shared with a Django application
// as its SIGNING_KEY. Both kinds of token are signed with it and carry no kid,
// as simplejwt's do. The errors never repeat the secret.
func FromSecret(secret []byte) (Set, error) {
	secret = bytes.TrimRight(secret, "\r\n")
	switch {
	case strings.HasPrefix(string(secret), "django-insecure-"):
		return Set{}, errors.New("the secret begins with django-insecure-: Django wrote it as a placeholder, into a file that is usually published; make another one")
	case len(secret) < 32:
		return Set{}, fmt.Errorf("the secret has %d bytes; HS256 needs at least 32 (RFC 7518 §3.2)", len(secret))
	}
	k := Key{Algorithm: HS256, Private: secret, Public: secret}
	access, refresh := k, k
	access.Use, refresh.Use = Access, Refresh
	return Set{Access: access, Refresh: refresh, All: []Key{access}, Shared: true}, nil
}

// Find returns the key that verifies a token with this kid and algorithm. The
// token chooses among keys by name; it never chooses an algorithm.
func (s Set) Find(id, algorithm string) (Key, bool) {
	for _, k := range s.All {
		if k.ID == id && k.Algorithm == algorithm {
			return k, true
		}
	}
	return Key{}, false
}
