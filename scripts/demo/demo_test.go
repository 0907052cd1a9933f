package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// safeBuffer is a buffer that the demo writes and the test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// start runs a demo until the test ends, and returns its address. It fails the
// test if the demo leaves anything behind.
func start(t *testing.T, access string, inGo bool) (base string, out *safeBuffer) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	address, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(address)
	out = &safeBuffer{}
	d := &demo{root: root, out: out, port: port, access: access, inGo: inGo}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
		if err := free(address); err != nil {
			t.Errorf("something is left: %v", err)
		}
	})
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if strings.Contains(out.String(), "ready: http://"+address+"\n") {
			return "http://" + address, out
		}
		select {
		case err := <-done:
			done <- err
			t.Fatalf("the demo ended before it was ready: %v\n%s", err, out)
		default:
		}
	}
	t.Fatalf("not ready:\n%s", out)
	return "", nil
}

// answer is what a request got.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) verdict() string {
	var body struct{ Verdict string }
	json.Unmarshal([]byte(a.body), &body)
	return body.Verdict
}

func do(t *testing.T, method, address, contentType, body string, headers map[string]string) answer {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	text, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{w.StatusCode, w.Header, string(text)}
}

// TestContract walks the way that the README tells a newcomer to walk, through
// Envoy and through the Go proxy.
func TestContract(t *testing.T) {
	for _, front := range []struct {
		name string
		inGo bool
	}{{"envoy", false}, {"go", true}} {
		t.Run(front.name, func(t *testing.T) {
			base, out := start(t, "3", front.inGo)
			if took := strings.Contains(out.String(), "Go reverse proxy"); took != front.inGo {
				t.Fatalf("the wrong front:\n%s", out)
			}
			contract(t, base)
		})
	}
}

func contract(t *testing.T, base string) {
	hello := func(path, token string) answer {
		return do(t, "GET", base+path, "", "", map[string]string{"Authorization": "Bearer " + token, userHeader: "999"})
	}
	a := do(t, "GET", base+"/api/hello/", "", "", nil)
	if a.status != 401 || !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer") || a.verdict() != "missing_token" {
		t.Errorf("no token: %+v", a)
	}
	form := func(v url.Values) string { return v.Encode() }
	const urlencoded = "application/x-www-form-urlencoded"
	a = do(t, "POST", base+"/api/token/", urlencoded, form(url.Values{"username": {user}, "password": {"wrong"}}), nil)
	if a.status != 401 || a.body != `{"detail":"No active account found with the given credentials"}` {
		t.Errorf("wrong password: %+v", a)
	}
	a = do(t, "POST", base+"/api/token/", "application/json", fmt.Sprintf(`{"username":%q,"password":%q}`, user, password), nil)
	var pair struct{ Access, Refresh string }
	if err := json.Unmarshal([]byte(a.body), &pair); err != nil || a.status != 200 || pair.Access == "" || pair.Refresh == "" {
		t.Fatalf("sign in: %+v", a)
	}
	for _, path := range []string{"/api/hello/", "/api/hello", "/hello/", "/hello"} {
		a = hello(path, pair.Access)
		if a.status != 200 || a.body != `{"message":"Hello, World!"}` || a.header.Get("X-Upstream-Saw-User-Id") != "1" {
			t.Errorf("%s: %+v", path, a)
		}
	}
	parts := strings.Split(pair.Access, ".")
	forged := []byte(parts[2])
	forged[10] = map[bool]byte{true: 'B', false: 'A'}[forged[10] == 'A']
	if a = hello("/api/hello/", parts[0]+"."+parts[1]+"."+string(forged)); a.status != 401 || a.verdict() != "bad_signature" {
		t.Errorf("forged: %+v", a)
	}
	if a = hello("/api/hello/", pair.Refresh); a.status != 401 {
		t.Errorf("a refresh token as an access token: %+v", a)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(200 * time.Millisecond) {
		if a = hello("/api/hello/", pair.Access); a.status == 401 || time.Now().After(deadline) {
			break
		}
	}
	if a.verdict() != "expired" || !strings.Contains(a.body, "Token is expired") {
		t.Errorf("after its life: %+v", a)
	}
	a = do(t, "POST", base+"/api/token/refresh/", urlencoded, form(url.Values{"refresh": {pair.Refresh}}), nil)
	var fresh struct{ Access string }
	if err := json.Unmarshal([]byte(a.body), &fresh); err != nil || a.status != 200 {
		t.Fatalf("refresh: %+v", a)
	}
	if a = hello("/api/hello/", fresh.Access); a.status != 200 {
		t.Errorf("with the new token: %+v", a)
	}
	if a = do(t, "GET", base+"/", "", "", nil); a.status != 200 || !strings.Contains(a.body, "<!doctype html>") {
		t.Errorf("page: %d", a.status)
	}
}

// TestPage runs the page's own test in Chromium against the whole.
func TestPage(t *testing.T) {
	base, _ := start(t, "6", false)
	cmd := exec.Command("npm", "run", "test:demo")
	cmd.Dir = "../../browser"
	cmd.Env = append(os.Environ(), "TALLYSTICK_DEMO_URL="+base, "TALLYSTICK_DEMO_ACCESS_SECONDS=6")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// TestPortInUse: a sentence that says what to do, and nothing is started.
func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	var out safeBuffer
	d := &demo{root: "../..", out: &out, port: port, access: "3"}
	err = d.run(context.Background())
	if err == nil || !strings.Contains(err.Error(), "DEMO_PORT=") || out.String() != "" {
		t.Errorf("%v, %q", err, out.String())
	}
}
