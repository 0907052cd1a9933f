package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/store"
)

// Run runs the suite. Open returns a handle of the same, at first empty,
// database each time it is called for the same t; it fails t when it cannot,
// and closes what it opened when t ends.
func Run(t *testing.T, open func(t *testing.T) func() store.Store) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, func() store.Store)
	}{
		{"users are found by name and id", found},
		{"names are exact and unique", names},
		{"ids are numbers, never used twice", ids},
		{"changes of a user are kept", changes},
		{"every user is listed by name", listed},
		{"the first key wins", firstKey},
		{"a key can be sealed anew", reseal},
		{"many writers and readers", concurrent},
		{"an ended context ends the call", ended},
		{"a closed store answers no ping", closed},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

var (
	ctx  = context.Background()
	then = time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
)

func add(t *testing.T, s store.Store, u store.User) store.User {
	t.Helper()
	got, err := s.AddUser(ctx, u)
	if err != nil {
		t.Fatalf("AddUser(%q): %v", u.Name, err)
	}
	return got
}

// is fails unless err is target; a nil target wants no error.
func is(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: error %v, want %v", what, err, target)
	}
}

func found(t *testing.T, open func() store.Store) {
	s := open()
	want := add(t, s, store.User{Name: "vitor", Password: "argon2$x", Active: true, CreatedAt: then})
	if want.ID == "" || want.Name != "vitor" || want.Password != "argon2$x" || !want.Active || !want.CreatedAt.Equal(then) {
		t.Errorf("AddUser returned %+v", want)
	}
	for _, again := range []store.Store{s, open()} { // the second as after a restart
		byName, err := again.UserByName(ctx, "vitor")
		if err != nil || byName != want {
			t.Errorf("UserByName: %+v, %v; want %+v", byName, err, want)
		}
		byID, err := again.UserByID(ctx, want.ID)
		if err != nil || byID != want {
			t.Errorf("UserByID: %+v, %v; want %+v", byID, err, want)
		}
	}
	_, err := s.UserByName(ctx, "nobody")
	is(t, "UserByName(nobody)", err, store.ErrNotFound)
	_, err = s.UserByID(ctx, "99")
	is(t, "UserByID(99)", err, store.ErrNotFound)
	if u := add(t, s, store.User{Name: "now"}); time.Since(u.CreatedAt).Abs() > time.Minute {
		t.Errorf("a zero CreatedAt was stored as %v, want now", u.CreatedAt)
	}
}

func names(t *testing.T, open func() store.Store) {
	s := open()
	first := add(t, s, store.User{Name: "ana", Password: "1"})
	_, err := s.AddUser(ctx, store.User{Name: "ana", Password: "2"})
	is(t, "AddUser of a name in use", err, store.ErrNameTaken)
	if u, _ := s.UserByName(ctx, "ana"); u != first {
		t.Errorf("the first ana became %+v", u)
	}
	for _, other := range []string{"Ana", "ana ", "anä", "a%a", "an_", "'; DROP TABLE users; --"} {
		_, err := s.UserByName(ctx, other)
		is(t, "UserByName("+other+")", err, store.ErrNotFound)
		want := add(t, s, store.User{Name: other})
		if got, err := s.UserByName(ctx, other); err != nil || got != want {
			t.Errorf("UserByName(%q): %+v, %v", other, got, err)
		}
	}
}

func ids(t *testing.T, open func() store.Store) {
	s := open()
	imported := add(t, s, store.User{ID: "3", Name: "imported"})
	if imported.ID != "3" {
		t.Errorf("an id that was given became %q", imported.ID)
	}
	add(t, s, store.User{ID: "6f9619ff-8b86-d011-b42d-00cf4fc964ff", Name: "uuid"})
	seen := map[string]bool{"3": true}
	for i := range 5 {
		u := add(t, s, store.User{Name: fmt.Sprint("user", i)})
		if n, err := strconv.Atoi(u.ID); err != nil || n < 1 || seen[u.ID] {
			t.Errorf("id %q: want a new whole number", u.ID)
		}
		seen[u.ID] = true
	}
	if _, err := s.AddUser(ctx, store.User{ID: "3", Name: "again"}); err == nil {
		t.Error("an id was given to two users")
	}
}

func changes(t *testing.T, open func() store.Store) {
	s := open()
	other := add(t, s, store.User{Name: "other", Password: "old", Active: true})
	u := add(t, s, store.User{Name: "ana", Password: "old", Active: true})
	is(t, "SetPassword", s.SetPassword(ctx, u.ID, "new"), nil)
	is(t, "SetActive", s.SetActive(ctx, u.ID, false), nil)
	u.Password, u.Active = "new", false
	if got, err := open().UserByID(ctx, u.ID); err != nil || got != u {
		t.Errorf("after the changes: %+v, %v; want %+v", got, err, u)
	}
	if got, _ := s.UserByID(ctx, other.ID); got != other {
		t.Errorf("another user became %+v", got)
	}
	is(t, "SetPassword of nobody", s.SetPassword(ctx, "99", "x"), store.ErrNotFound)
	is(t, "SetActive of nobody", s.SetActive(ctx, "99", true), store.ErrNotFound)
}

func listed(t *testing.T, open func() store.Store) {
	s := open()
	for _, name := range []string{"c", "a", "b"} {
		add(t, s, store.User{Name: name})
	}
	var got []string
	err := s.EachUser(ctx, func(u store.User) error { got = append(got, u.Name); return nil })
	if err != nil || !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("EachUser gave %q, %v", got, err)
	}
	stop := errors.New("stop")
	calls := 0
	is(t, "EachUser that is stopped", s.EachUser(ctx, func(store.User) error { calls++; return stop }), stop)
	if calls != 1 {
		t.Errorf("EachUser went on for %d calls after an error", calls)
	}
	if n, err := s.CountUsers(ctx); n != 3 || err != nil {
		t.Errorf("CountUsers: %d, %v", n, err)
	}
}

func key(id, use, algorithm string) store.Key {
	return store.Key{ID: id, Use: use, Algorithm: algorithm, Material: []byte{0, 1, 255, byte(len(id))}, CreatedAt: then}
}

func same(a, b store.Key) bool {
	return a.ID == b.ID && a.Use == b.Use && a.Algorithm == b.Algorithm && a.Seal == b.Seal &&
		bytes.Equal(a.Material, b.Material) && a.CreatedAt.Equal(b.CreatedAt)
}

func firstKey(t *testing.T, open func() store.Store) {
	s := open()
	keys := []store.Key{key("a", "access", "ES256"), key("bb", "access", "EdDSA"), key("ccc", "refresh", "HS256")}
	for _, k := range keys {
		got, err := s.FirstKey(ctx, k)
		if err != nil || !same(got, k) {
			t.Errorf("FirstKey(%s): %+v, %v", k.ID, got, err)
		}
	}
	got, err := s.FirstKey(ctx, key("late", "access", "ES256"))
	if err != nil || !same(got, keys[0]) {
		t.Errorf("FirstKey of a use that has a key: %+v, %v; want the one that is there", got, err)
	}
	all, err := open().AllKeys(ctx)
	if err != nil || len(all) != len(keys) {
		t.Fatalf("AllKeys: %d keys, %v", len(all), err)
	}
	for i := range keys {
		if !same(all[i], keys[i]) {
			t.Errorf("AllKeys[%d]: %+v, want %+v", i, all[i], keys[i])
		}
	}
}

func reseal(t *testing.T, open func() store.Store) {
	s := open()
	k, err := s.FirstKey(ctx, key("a", "access", "ES256"))
	if err != nil {
		t.Fatal(err)
	}
	k.Material, k.Seal = []byte("sealed"), "seal"
	is(t, "Reseal", s.Reseal(ctx, k), nil)
	if all, err := open().AllKeys(ctx); err != nil || len(all) != 1 || !same(all[0], k) {
		t.Errorf("after Reseal: %+v, %v; want %+v", all, err, k)
	}
	is(t, "Reseal of no key", s.Reseal(ctx, key("none", "access", "ES256")), store.ErrNotFound)
}

// concurrent has several handles, as several issuers on one database, make
// their first key and add users at once.
func concurrent(t *testing.T, open func() store.Store) {
	const handles, users = 4, 10
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		keys = map[string]bool{}
		ids  = map[string]bool{}
	)
	for h := range handles {
		s := open()
		wg.Go(func() {
			k, err := s.FirstKey(ctx, key(fmt.Sprint("key", h), "access", "ES256"))
			if err != nil {
				t.Errorf("FirstKey: %v", err)
			}
			mu.Lock()
			keys[k.ID] = true
			mu.Unlock()
			for i := range users {
				u, err := s.AddUser(ctx, store.User{Name: fmt.Sprintf("user-%d-%d", h, i)})
				if err != nil {
					t.Errorf("AddUser: %v", err)
				}
				if got, err := s.UserByID(ctx, u.ID); err != nil || got != u {
					t.Errorf("what was added is not there: %+v, %v", got, err)
				}
				mu.Lock()
				ids[u.ID] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(keys) != 1 {
		t.Errorf("%d first keys, want 1", len(keys))
	}
	if len(ids) != handles*users {
		t.Errorf("%d ids for %d users", len(ids), handles*users)
	}
}

func ended(t *testing.T, open func() store.Store) {
	s := open()
	is(t, "Ping", s.Ping(ctx), nil)
	over, cancel := context.WithCancel(ctx)
	cancel()
	_, err := s.UserByName(over, "ana")
	is(t, "UserByName under an ended context", err, context.Canceled)
	_, err = s.AddUser(over, store.User{Name: "ana"})
	is(t, "AddUser under an ended context", err, context.Canceled)
	_, err = s.UserByName(ctx, "ana")
	is(t, "UserByName of a user that was not added", err, store.ErrNotFound)
}

func closed(t *testing.T, open func() store.Store) {
	s := open()
	is(t, "Close", s.Close(), nil)
	if s.Ping(ctx) == nil {
		t.Error("a closed store answers a ping")
	}
}
