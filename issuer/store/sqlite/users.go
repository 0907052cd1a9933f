package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/tallystick/tallystick/issuer/store"
)

const selectUser = "SELECT id, name, password, active, created_at FROM users"

// AddUser implements store.Users.
func (s *Store) AddUser(ctx context.Context, u store.User) (_ store.User, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return store.User{}, err
	}
	defer func() { err = errors.Join(err, ignoreDone(tx.Rollback())) }()
	if u.ID == "" {
		if u.ID, err = nextID(ctx, tx); err != nil {
			return store.User{}, err
		}
	}
	u.CreatedAt = stamp(u.CreatedAt)
	_, err = tx.ExecContext(ctx, "INSERT INTO users (id, name, password, active, created_at) VALUES (?, ?, ?, ?, ?)",
		u.ID, u.Name, u.Password, u.Active, u.CreatedAt.UnixMicro())
	if unique(err, "users.name") {
		return store.User{}, fmt.Errorf("user %q: %w", u.Name, store.ErrNameTaken)
	}
	if err != nil {
		return store.User{}, err
	}
	return u, tx.Commit()
}

// nextID takes the next number that no user has; imported users may have some.
func nextID(ctx context.Context, tx *sql.Tx) (string, error) {
	for {
		var n int64
		err := tx.QueryRowContext(ctx, "UPDATE next_user_id SET value = value + 1 RETURNING value - 1").Scan(&n)
		if err != nil {
			return "", err
		}
		id := strconv.FormatInt(n, 10)
		var taken bool
		err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?)", id).Scan(&taken)
		if err != nil || !taken {
			return id, err
		}
	}
}

// UserByName implements store.Users.
func (s *Store) UserByName(ctx context.Context, name string) (store.User, error) {
	return scanUser(s.byName.QueryRowContext(ctx, name))
}

// UserByID implements store.Users.
func (s *Store) UserByID(ctx context.Context, id string) (store.User, error) {
	return scanUser(s.byID.QueryRowContext(ctx, id))
}

// SetPassword implements store.Users.
func (s *Store) SetPassword(ctx context.Context, id, encoded string) error {
	return s.one(ctx, "UPDATE users SET password = ? WHERE id = ?", encoded, id)
}

// SetActive implements store.Users.
func (s *Store) SetActive(ctx context.Context, id string, active bool) error {
	return s.one(ctx, "UPDATE users SET active = ? WHERE id = ?", active, id)
}

// EachUser implements store.Users.
func (s *Store) EachUser(ctx context.Context, f func(store.User) error) error {
	rows, err := s.db.QueryContext(ctx, selectUser+" ORDER BY name")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		u, err := scanUser(rows)
		if err != nil {
			return err
		}
		if err := f(u); err != nil {
			return err
		}
	}
	return rows.Err()
}

// CountUsers implements store.Users.
func (s *Store) CountUsers(ctx context.Context) (n int, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT count(*) FROM users").Scan(&n)
	return n, err
}

// Ping implements store.Store. It reads a page of the file: a connection that
// merely exists proves nothing.
func (s *Store) Ping(ctx context.Context) error {
	var n int
	return s.db.QueryRowContext(ctx, "SELECT value FROM next_user_id").Scan(&n)
}

// one runs a statement that changes exactly one row.
func (s *Store) one(ctx context.Context, statement string, args ...any) error {
	r, err := s.db.ExecContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return store.ErrNotFound
}

type scanner interface{ Scan(to ...any) error }

func scanUser(row scanner) (u store.User, err error) {
	var created int64
	err = row.Scan(&u.ID, &u.Name, &u.Password, &u.Active, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return store.User{}, store.ErrNotFound
	}
	u.CreatedAt = time.UnixMicro(created).UTC()
	return u, err
}

// stamp is t as it will be read again; now when it is zero.
func stamp(t time.Time) time.Time {
	if t.IsZero() {
		t = time.Now()
	}
	return t.UTC().Truncate(time.Microsecond)
}

// unique says whether err is a violation of the unique column.
func unique(err error, column string) bool {
	var d *driver.Error
	return errors.As(err, &d) && d.Code() == lib.SQLITE_CONSTRAINT_UNIQUE &&
		strings.Contains(d.Error(), column)
}
