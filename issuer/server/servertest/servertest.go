package servertest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/server"
)

// Issuer is a running issuer. Its address is good until the test ends.
type Issuer struct {
	*server.Server
	// Address is host and port, Base the URL without a trailing slash.
	Address, Base string
	Config        *config.Config
	Clock         *Clock
	Log           *Log
	// Stop ends the issuer as SIGTERM does and returns what Serve returned.
	Stop func() error

	t testing.TB
}

// Start runs an issuer with the default configuration, changed by change, on a
// database of its own. The test's end stops it and fails when that fails.
func Start(t testing.TB, change func(*config.Config)) *Issuer {
	t.Helper()
	cfg, err := config.Load("", nil, map[string]string{
		"listen": "127.0.0.1:0", "database": filepath.Join(t.TempDir(), "issuer.db"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(cfg)
	}
	i := &Issuer{Config: cfg, Clock: &Clock{at: time.Now()}, Log: &Log{}, t: t}
	log := slog.New(slog.NewJSONHandler(i.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if i.Server, err = server.New(t.Context(), cfg, log, i.Clock.Now); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		t.Fatal(err)
	}
	i.Address, i.Base = l.Addr().String(), "http://"+l.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- i.Serve(ctx, l) }()
	i.Stop = sync.OnceValue(func() error {
		cancel()
		return errors.Join(<-served, i.Close())
	})
	t.Cleanup(func() {
		if err := i.Stop(); err != nil {
			t.Errorf("stopping the issuer: %v", err)
		}
	})
	return i
}

// AddUser makes an active user and returns its id.
func (i *Issuer) AddUser(name, password string) (id string) {
	i.t.Helper()
	u, err := account.New(i.Store(), 1).Add(context.Background(), name, password)
	if err != nil {
		i.t.Fatal(err)
	}
	return u.ID
}

// Disable shuts a user out.
func (i *Issuer) Disable(name string) {
	i.t.Helper()
	if err := account.New(i.Store(), 1).SetActive(context.Background(), name, false); err != nil {
		i.t.Fatal(err)
	}
}

// Do sends a request and returns the answer with its body. Headers come in
// pairs of name and value.
func (i *Issuer) Do(method, path, body string, headers ...string) (*http.Response, string) {
	i.t.Helper()
	req, err := http.NewRequest(method, i.Base+path, strings.NewReader(body))
	if err != nil {
		i.t.Fatal(err)
	}
	for n := 0; n+1 < len(headers); n += 2 {
		req.Header.Set(headers[n], headers[n+1])
	}
	res, err := http.DefaultTransport.RoundTrip(req) // follows no redirect
	if err != nil {
		i.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		i.t.Fatal(err)
	}
	return res, string(text)
}

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now is the time of the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Move sets the clock forward, or back.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Log keeps what is logged.
type Log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// String is everything that was logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
