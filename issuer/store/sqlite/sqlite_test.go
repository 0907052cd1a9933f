package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/issuer/store"
	"github.com/tallystick/tallystick/issuer/store/sqlite"
	"github.com/tallystick/tallystick/issuer/store/storetest"
)

var ctx = context.Background()

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() store.Store {
		path := filepath.Join(t.TempDir(), "a b?c#d%20.db") // nothing in a path is special
		return func() store.Store { return open(t, path) }
	})
}

// plain opens the file without the package, to look and to harm.
func plain(t *testing.T, path string, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	return db
}

func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	open(t, path)
	db := plain(t, path)
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "application_id": "1415670905", "user_version": "1", "integrity_check": "ok",
	} {
		var got string
		if err := db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("PRAGMA %s: %q, %v; want %q", pragma, got, err, want)
		}
	}
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	s := open(t, path)
	if _, err := s.AddUser(ctx, store.User{Name: "ana"}); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) < 2 { // with the write-ahead log
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v; want 0600", f.Name(), info.Mode(), err)
		}
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	plain(t, foreign, "CREATE TABLE auth_user (id INTEGER)").Close()
	newer := filepath.Join(dir, "newer.db")
	_ = open(t, newer).Close()
	plain(t, newer, "PRAGMA user_version = 99").Close()
	damaged := filepath.Join(dir, "damaged.db")
	_ = open(t, damaged).Close()
	text, _ := os.ReadFile(damaged)
	copy(text[100:], bytes.Repeat([]byte{0xff}, 2000))
	_ = os.WriteFile(damaged, text, 0o600)

	for _, c := range []struct {
		name, path, says string
		is               error
	}{
		{"a folder that is not there", filepath.Join(dir, "no", "x.db"), "does not exist", nil},
		{"a folder", dir, "is a directory", nil},
		{"a text", file("notes.txt", strings.Repeat("not a database. ", 300)), "is not an SQLite database", nil},
		{"another program's database", foreign, "belongs to another program", store.ErrForeign},
		{"a newer release's database", newer, "newer release", store.ErrNewerSchema},
		{"a damaged database", damaged, "malformed", nil},
	} {
		before, _ := os.ReadFile(c.path)
		s, err := sqlite.Open(ctx, c.path)
		if err == nil {
			_ = s.Close()
			t.Errorf("%s: was opened", c.name)
			continue
		}
		if !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %q; want one sentence with the path and %q", c.name, err, c.says)
		}
		if c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %v is not %v", c.name, err, c.is)
		}
		if after, _ := os.ReadFile(c.path); !bytes.Equal(before, after) {
			t.Errorf("%s: the file was changed", c.name)
		}
	}
}

func TestWriterLocksOutAnotherForAWhileOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	s := open(t, path)
	lock := plain(t, path)
	tx, err := lock.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec("UPDATE next_user_id SET value = value"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() { _, err := s.AddUser(ctx, store.User{Name: "waits"}); done <- err }()
	if _, err := s.UserByName(ctx, "nobody"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a read beside a write: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("a write behind another: %v", err)
	}
}

// Issuers that start at once on a file that is not there yet all come up.
func TestManyOpenANewFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	opened := make(chan error)
	const n = 8
	for range n {
		go func() {
			s, err := sqlite.Open(ctx, path)
			if err == nil {
				_, err = s.CountUsers(ctx)
				err = errors.Join(err, s.Close())
			}
			opened <- err
		}()
	}
	for range n {
		if err := <-opened; err != nil {
			t.Error(err)
		}
	}
}
