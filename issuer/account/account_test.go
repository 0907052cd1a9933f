package account

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/store"
	"github.com/tallystick/tallystick/issuer/store/sqlite"
)

var ctx = context.Background()

func accounts(t testing.TB, concurrent int) *Accounts {
	t.Helper()
	s, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return New(s, concurrent)
}

func TestHashIsDjangosFormatAtTodaysCost(t *testing.T) {
	form := regexp.MustCompile(`^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	a, b := hash("tally-demo"), hash("tally-demo")
	if !form.MatchString(a) || a == b {
		t.Errorf("%s, %s: want the form %s and two salts", a, b, form)
	}
	for password, want := range map[string]bool{"tally-demo": true, "tally-dem": false, "tally-demo ": false, "Tally-demo": false, "": false} {
		if good, err := verify(a, password); good != want || err != nil {
			t.Errorf("verify(%q): %v, %v", password, good, err)
		}
	}
}

// Made by Argon2id of Python's cryptography package: another implementation,
// with Django's default cost among them.
func TestHashesOfOthers(t *testing.T) {
	for _, encoded := range []string{
		"argon2$argon2id$v=19$m=19456,t=2,p=1$VHdlbnR5LXR3byBieXRlcyBzYWx0Lg$Ncl9/hem6teb5s4n+K8qqjJWVGOnWBQNrhbDsZAcl1Y",
		"argon2$argon2id$v=19$m=102400,t=2,p=8$VHdlbnR5LXR3byBieXRlcyBzYWx0Lg$FpOyu8iDC5508Jhn9Q5PzKx+6TddRVmmy22KZ2pPgQs",
		"argon2$argon2id$v=19$m=64,t=1,p=2$VHdlbnR5LXR3byBieXRlcyBzYWx0Lg$1h6llHi8qwuUNXYiP2iSjA",
	} {
		if good, err := verify(encoded, "pässword"); !good || err != nil {
			t.Errorf("%s: %v, %v", encoded, good, err)
		}
		if good, err := verify(encoded, "password"); good || err != nil {
			t.Errorf("%s with another password: %v, %v", encoded, good, err)
		}
	}
}

func TestUnreadableHashes(t *testing.T) {
	good := hash("x")
	for _, encoded := range []string{
		"", "!", "!unusable", "x", "argon2", strings.TrimPrefix(good, "argon2$"), good + "$", good + "=", good[:len(good)-10] + "*" + good[len(good)-9:],
		strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=19456", "m=4294967295", 1), strings.Replace(good, "m=19456", "m=99999999", 1), strings.Replace(good, "m=19456", "m=0", 1),
		strings.Replace(good, "t=2", "t=0", 1), strings.Replace(good, "t=2", "t=999", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "p=1", "p=1,x=2", 1), strings.Replace(good, "p=1", "p=01", 1),
		"argon2$argon2id$v=19$m=19456,t=2,p=1$$", "pbkdf2_sha256$1000$salt$aGFzaA==",
	} {
		if ok, err := verify(encoded, "x"); ok || !errors.Is(err, errHash) {
			t.Errorf("%q: %v, %v", encoded, ok, err)
		}
	}
}

func TestAuthenticate(t *testing.T) {
	a := accounts(t, 2)
	want, err := a.Add(ctx, "ana", "right-Ω")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Add(ctx, "gone", "right"); err != nil {
		t.Fatal(err)
	}
	if err := a.SetActive(ctx, "gone", false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.users.AddUser(ctx, store.User{Name: "odd", Password: "!", Active: true}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, password, cause string }{
		{"ana", "right-Ω", ""},
		{"ana", "wrong", "wrong_password"},
		{"Ana", "right-Ω", "unknown_user"},
		{"nobody", "right-Ω", "unknown_user"},
		{"gone", "right", "inactive_user"},
		{"gone", "wrong", "wrong_password"},
		{"odd", "!", "unreadable_hash"},
	} {
		got, err := a.Authenticate(ctx, c.name, c.password)
		var r Refusal
		switch {
		case c.cause == "" && (err != nil || got != want):
			t.Errorf("%s: %+v, %v; want %+v", c.name, got, err, want)
		case c.cause != "" && (!errors.Is(err, ErrRefused) || !errors.As(err, &r) || r.Cause != c.cause || got != store.User{}):
			t.Errorf("%s %s: %+v, %v; want the cause %s", c.name, c.password, got, err, c.cause)
		}
	}
	if err := a.SetPassword(ctx, "ana", "next"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Authenticate(ctx, "ana", "right-Ω"); !errors.Is(err, ErrRefused) {
		t.Errorf("the old password: %v", err)
	}
	if _, err := a.Authenticate(ctx, "ana", "next"); err != nil {
		t.Errorf("the new password: %v", err)
	}
}

func TestByID(t *testing.T) {
	a := accounts(t, 1)
	u, err := a.Add(ctx, "ana", "right")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := a.ByID(ctx, u.ID); err != nil || got != u {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := a.ByID(ctx, "99"); !errors.Is(err, ErrUnknown) {
		t.Errorf("nobody: %v", err)
	}
	if err := a.SetActive(ctx, "ana", false); err != nil {
		t.Fatal(err)
	}
	if _, err := a.ByID(ctx, u.ID); !errors.Is(err, ErrInactive) {
		t.Errorf("inactive: %v", err)
	}
	for _, err := range []error{a.SetActive(ctx, "nobody", true), a.SetPassword(ctx, "nobody", "x")} {
		if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "nobody") {
			t.Errorf("a change of nobody: %v", err)
		}
	}
}

// An unknown user, an inactive one and an unreadable hash take as long as a
// wrong password. Medians of a few; a hash takes tens of milliseconds, so what
// would show is a factor of thousands.
func TestRefusalsTakeTheSameTime(t *testing.T) {
	a := accounts(t, 1)
	for _, name := range []string{"ana", "gone"} {
		if _, err := a.Add(ctx, name, "right"); err != nil {
			t.Fatal(err)
		}
	}
	_ = a.SetActive(ctx, "gone", false)
	if _, err := a.users.AddUser(ctx, store.User{Name: "odd", Password: "!", Active: true}); err != nil {
		t.Fatal(err)
	}
	median := func(name string) time.Duration {
		var took []time.Duration
		for range 7 {
			start := time.Now()
			if _, err := a.Authenticate(ctx, name, "wrong"); !errors.Is(err, ErrRefused) {
				t.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	known := median("ana")
	for _, name := range []string{"nobody", "gone", "odd"} {
		if m := median(name); m < known/10 || m > known*10 {
			t.Errorf("%s: %v, a wrong password: %v", name, m, known)
		}
	}
}

func TestHashingIsBounded(t *testing.T) {
	a := accounts(t, 1)
	a.hashing <- struct{}{} // somebody hashes, for ever
	short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := a.Authenticate(short, "ana", "x"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting: %v", err)
	}
	a.waiting.Store(queue) // the queue is full
	start := time.Now()
	if _, err := a.Authenticate(ctx, "ana", "x"); !errors.Is(err, ErrBusy) || time.Since(start) > time.Second {
		t.Errorf("a full queue: %v after %v", err, time.Since(start))
	}
	if n := a.waiting.Load(); n != queue {
		t.Errorf("%d wait, want %d", n, queue)
	}
	a.waiting.Store(0)
	<-a.hashing
	if _, err := a.Authenticate(ctx, "ana", "x"); !errors.Is(err, ErrRefused) {
		t.Errorf("after the wait: %v", err)
	}
	if len(a.hashing) != 0 || a.waiting.Load() != 0 {
		t.Error("a place is not given back")
	}
}

func TestNames(t *testing.T) {
	for name, good := range map[string]bool{
		"vitor": true, "a": true, "Ana.B@c+d-e_f": true, "Zoë": true, "用户": true, "0": true, strings.Repeat("ä", 150): true,
		"": false, " a": false, "a b": false, "a\n": false, "a\x00": false, "a/b": false, "a'b": false, "\xff": false, "a\ufffd": false, strings.Repeat("a", 151): false, "😀": false,
	} {
		if err := CheckName(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestPasswords(t *testing.T) {
	for password, good := range map[string]bool{
		"tally-demo": true, "in the middle": true, "😀": true, "'\"\\": true, strings.Repeat("a", 1024): true,
		"": false, " x": false, "x\n": false, "x\u3000": false, "\x1cx": false, "a\x00b": false, "\xff": false, strings.Repeat("a", 1025): false,
	} {
		err := CheckPassword(password)
		if (err == nil) != good {
			t.Errorf("%q: %v", password, err)
		}
		if err != nil && len(password) > 3 && strings.Contains(err.Error(), password) {
			t.Errorf("the error repeats the password: %v", err)
		}
	}
	a := accounts(t, 1)
	if _, err := a.Add(ctx, "bad name", "x"); err == nil {
		t.Error("a bad name was added")
	}
	if _, err := a.Add(ctx, "ana", " x"); err == nil {
		t.Error("a bad password was added")
	}
	if _, err := a.Add(ctx, "ana", "x"); err != nil {
		t.Error(err)
	}
	if err := a.SetPassword(ctx, "ana", ""); err == nil {
		t.Error("an empty password was set")
	}
	if _, err := a.Add(ctx, "ana", "x"); !errors.Is(err, store.ErrNameTaken) {
		t.Errorf("a name twice: %v", err)
	}
}
