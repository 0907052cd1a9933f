package command

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/store/sqlite"
)

// process is an issuer that serves in this process.
type process struct {
	base   string
	cancel context.CancelFunc
	ended  chan int
	stdout *output
	stderr *output
}

// output keeps what is written to it and may be read meanwhile.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// start serves on a free port and waits until it says so.
func start(t *testing.T, environ []string, args ...string) *process {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	p := &process{cancel: cancel, ended: make(chan int, 1), stdout: &output{}, stderr: &output{}}
	t.Cleanup(cancel)
	go func() {
		p.ended <- run(ctx, append([]string{"--listen", "127.0.0.1:0"}, args...), environ, os.Stdin, p.stdout, p.stderr)
	}()
	address := regexp.MustCompile(`POST (http://127\.0\.0\.1:\d+)/api/token/ `)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if m := address.FindStringSubmatch(p.stdout.String()); m != nil && strings.Contains(p.stdout.String(), "Ctrl-C") {
			p.base = m[1]
			return p
		}
		if time.Now().After(deadline) {
			t.Fatalf("does not serve\n%s%s", p.stdout, p.stderr)
		}
	}
}

func (p *process) stop(t *testing.T) {
	t.Helper()
	p.cancel()
	if exit := <-p.ended; exit != 0 {
		t.Errorf("stopped with exit status %d\n%s", exit, p.stderr)
	}
}

func post(t *testing.T, address string, form url.Values) (status int, body string) {
	t.Helper()
	res, err := http.PostForm(address, form)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// A stranger's first minutes: serve, read that there is nobody, add a user
// while it serves, sign in, restart, and still be signed in.
func TestServe(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	p := start(t, nil, "--database", db, "--set", "access_seconds=30")
	for _, s := range []string{"user add NAME --database " + db, "ES256; access 30s, refresh 24h0m0s", db + " (users: 0)"} {
		if !strings.Contains(p.stdout.String(), s) {
			t.Errorf("the greeting lacks %q:\n%s", s, p.stdout)
		}
	}
	if !strings.Contains(p.stderr.String(), "signing keys are kept in the clear") {
		t.Error("keys in the clear are not told")
	}
	if r := do(t, nil, "tally-demo", "--database", db, "user", "add", "demo", "--password-stdin"); r.exit != 0 {
		t.Fatal(r.stderr)
	}
	status, text := post(t, p.base+"/api/token/", url.Values{"username": {"demo"}, "password": {"tally-demo"}})
	var pair struct{ Refresh, Access string }
	if err := json.Unmarshal([]byte(text), &pair); err != nil || status != 200 {
		t.Fatalf("login: %d %s", status, text)
	}
	p.stop(t)

	again := start(t, []string{"TALLYSTICK_KEY=" + strings.Repeat("5e", 32)}, "--database", db)
	if strings.Contains(again.stdout.String(), "No user exists") || strings.Contains(again.stderr.String(), "in the clear") {
		t.Errorf("%s%s", again.stdout, again.stderr)
	}
	if status, text := post(t, again.base+"/api/token/refresh/", url.Values{"refresh": {pair.Refresh}}); status != 200 {
		t.Errorf("refresh after a restart that sealed the keys: %d %s", status, text)
	}
	again.stop(t)
	s, err := sqlite.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := s.AllKeys(context.Background())
	if err != nil || len(all) != 2 || all[0].Seal == "" || all[1].Seal == "" {
		t.Errorf("%d keys, %v; want two that are sealed", len(all), err)
	}
}
