package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	driver "modernc.org/sqlite" // registers "sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/tallystick/tallystick/issuer/store"
)

// Store is a store.Store in one SQLite file.
type Store struct {
	db *sql.DB
	// The two reads of every login and refresh, prepared once.
	byName, byID *sql.Stmt
}

var _ store.Store = (*Store)(nil)

// Open opens the database at path, makes it when it is missing, and brings its
// schema up to this release. Errors are sentences that name the file; they
// wrap store.ErrForeign or store.ErrNewerSchema where these apply, and then
// the file has not been touched.
func Open(ctx context.Context, path string) (*Store, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, sentence(path, err)
	}
	s := &Store{db: db}
	if err := s.prepare(ctx); err != nil {
		_ = db.Close()
		return nil, sentence(path, err)
	}
	return s, nil
}

// Close closes the database; the write-ahead log is folded into the file.
func (s *Store) Close() error { return s.db.Close() }

// patience is how long a start waits for others that start at the same time.
const patience = 5 * time.Second

// prepare sets the database up. The switch to WAL does not wait for a lock, so
// it is tried again while another process is at it.
func (s *Store) prepare(ctx context.Context) error {
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		err := s.set(ctx)
		var d *driver.Error
		if !errors.As(err, &d) || d.Code()&0xff != lib.SQLITE_BUSY || time.Now().After(end) {
			return err
		}
	}
}

func (s *Store) set(ctx context.Context) error {
	// Before anything is written: WAL mode itself changes the file.
	if err := migrate(ctx, s.db); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	var err error
	if s.byName, err = s.db.PrepareContext(ctx, selectUser+" WHERE name = ?"); err != nil {
		return err
	}
	s.byID, err = s.db.PrepareContext(ctx, selectUser+" WHERE id = ?")
	return err
}

// dsn names the file as a URI, since a path may hold ? and #.
func dsn(path string) string {
	q := url.Values{"_pragma": {
		"busy_timeout(5000)",
		"foreign_keys(1)",
		"synchronous(FULL)",
		"secure_delete(1)",
	}, "_txlock": {"immediate"}}
	return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + q.Encode()
}

// private makes the file when it is missing and takes it from everyone but its
// owner. SQLite gives the same mode to the files it puts beside it. A file that
// is there is not opened: closing it again would drop the locks that SQLite may
// hold on it in this process.
func private(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err == nil {
			return f.Close()
		}
		if errors.Is(err, fs.ErrExist) { // made by another in between
			return nil
		}
	}
	switch {
	case err != nil:
		return sentence(path, err)
	case info.IsDir():
		return fmt.Errorf("database %s: is a directory; name a file", path)
	case info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0:
		if err := os.Chmod(path, 0o600); err != nil {
			return fmt.Errorf("database %s: others can read it, and its mode cannot be set to 0600: %w", path, err)
		}
	}
	return nil
}

// sentence tells what is wrong with the database at path.
func sentence(path string, err error) error {
	var (
		p *fs.PathError
		d *driver.Error
	)
	switch {
	case errors.Is(err, store.ErrForeign):
		return fmt.Errorf("database %s: %w; name another file", path, err)
	case errors.Is(err, store.ErrNewerSchema):
		return fmt.Errorf("database %s: %w; run that release, or name another file", path, err)
	case errors.As(err, &p) && errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("database %s: the folder %s does not exist; make it, or name another file", path, filepath.Dir(path))
	case errors.As(err, &p):
		return fmt.Errorf("database %s: cannot be opened: %w", path, p.Err)
	case errors.As(err, &d) && d.Code()&0xff == lib.SQLITE_NOTADB:
		return fmt.Errorf("database %s: the file is not an SQLite database; name another file", path)
	case errors.As(err, &d) && d.Code()&0xff == lib.SQLITE_BUSY:
		return fmt.Errorf("database %s: another program keeps it locked", path)
	case errors.As(err, &d) && d.Code()&0xff == lib.SQLITE_CANTOPEN:
		return fmt.Errorf("database %s: cannot be opened; the file and its folder must be readable and writable", path)
	}
	return fmt.Errorf("database %s: %w", path, err)
}
