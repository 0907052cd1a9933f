package e2e

import (
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/filter/deploy"
)

// issuer serves a key set, or whatever else it is told to, once it has come up.
type issuer struct {
	address string
	body    atomic.Pointer[string]
	status  atomic.Int32
	asked   atomic.Int32
}

// reserve takes an address on which nobody answers until come is called.
func reserve(t *testing.T) (i *issuer, come func()) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	i = &issuer{address: l.Addr().String()}
	l.Close()
	return i, func() {
		t.Helper()
		l, err := net.Listen("tcp", i.address)
		if err != nil {
			t.Fatal(err)
		}
		server := &http.Server{Handler: i, ReadHeaderTimeout: time.Second}
		go server.Serve(l)
		t.Cleanup(func() { server.Close() })
	}
}

func (i *issuer) serve(status int, body string) {
	i.body.Store(&body)
	i.status.Store(int32(status))
}

func (i *issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i.asked.Add(1)
	if r.URL.Path != "/keys" || r.Host != "issuer.example" {
		http.NotFound(w, r)
		return
	}
	w.WriteHeader(int(i.status.Load()))
	w.Write([]byte(*i.body.Load()))
}

// becomes waits until a request is answered with the verdict, "" for valid.
func (p *proxy) becomes(t *testing.T, token, want string) {
	t.Helper()
	var got answer
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if got = p.get(t, "/", bearer(token)); got.verdict == want {
			return
		}
	}
	t.Fatalf("the answer stays %d %s, want %q; log:\n%s", got.status, got.body, want, p.log)
}

// stays asks again until the keys have been asked for twice more.
func (p *proxy) stays(t *testing.T, i *issuer, token, want string) {
	t.Helper()
	for asked := i.asked.Load(); i.asked.Load() < asked+2; time.Sleep(50 * time.Millisecond) {
		if got := p.get(t, "/", bearer(token)); got.verdict != want {
			t.Fatalf("the answer becomes %d %s, want %q", got.status, got.body, want)
		}
	}
}

func TestKeysFromCluster(t *testing.T) {
	t.Parallel()
	first, second := newSigner(t, jwt.SigningMethodES256, "first"), newSigner(t, jwt.SigningMethodRS256, "second")
	secret := newSigner(t, jwt.SigningMethodHS256, "shared")
	one, two, three := first.token(t, nil), second.token(t, nil), secret.token(t, nil)

	i, come := reserve(t)
	i.serve(http.StatusOK, keySet(first, secret))
	p := start(t, `{
		"policy": {"algorithms": ["ES256", "RS256", "HS256"]},
		"keys": {"cluster": "issuer", "path": "/keys", "authority": "issuer.example", "refresh_seconds": 1, "timeout_ms": 1000}
	}`, deploy.Cluster{Name: "issuer", Address: i.address})

	// Nobody there: refused at once, and it says when to come again.
	begin := time.Now()
	got := p.get(t, "/", bearer(one))
	if got.status != 503 || got.verdict != "keys_unavailable" || got.header.Get("Retry-After") != "1" || got.header.Get("Www-Authenticate") != "" {
		t.Errorf("without keys: %d %v %s", got.status, got.header, got.body)
	}
	if took := time.Since(begin); took > time.Second {
		t.Errorf("without keys the answer took %v", took)
	}
	if got := p.get(t, "/"); got.verdict != "missing_token" {
		t.Errorf("no token, no keys: %s", got.body)
	}
	p.log.wait(t, "keys from cluster issuer: ")
	p.log.wait(t, "until then requests with a token are refused with keys_unavailable")

	come()
	p.becomes(t, one, "")
	p.log.wait(t, "keys from cluster issuer: usable: 1")
	if got := p.get(t, "/", bearer(two)); got.verdict != "unknown_key" {
		t.Errorf("a key that is not there: %s", got.body)
	}
	// Whoever can publish a file must not choose a shared secret.
	if got := p.get(t, "/", bearer(three)); got.verdict != "unusable_key" {
		t.Errorf("oct key of a fetched set: %s", got.body)
	}

	// Rotation.
	i.serve(http.StatusOK, keySet(first, second, secret))
	p.becomes(t, two, "")
	i.serve(http.StatusOK, keySet(second, secret))
	p.becomes(t, one, "unknown_key")

	// What is no key set leaves the one before in use.
	for _, bad := range []struct {
		status int
		body   string
		reason string
	}{
		{http.StatusInternalServerError, keySet(first), "the answer has status 500"},
		{http.StatusFound, keySet(first), "the answer has status 302"},
		{http.StatusOK, "", "the answer is empty"},
		{http.StatusOK, "<html>", "key set: is not a JSON object"},
		{http.StatusOK, strings.Replace(keySet(first), "]", "", 1), "key set: is not a JSON object"},
		{http.StatusOK, keySet(first) + strings.Repeat(" ", 512<<10), "the answer is longer than 512 KiB"},
	} {
		i.serve(bad.status, bad.body)
		p.log.wait(t, bad.reason)
		p.stays(t, i, two, "")
	}
	i.serve(http.StatusOK, keySet(first))
	p.becomes(t, one, "")

	text := p.log.String()
	if n := strings.Count(text, `kid "shared": oct keys of a fetched key set are not used`); n == 0 || n > 2*3 {
		t.Errorf("the rejected key was logged %d times; wanted once for each of 3 sets, in the worker and in the main thread", n)
	}
	for _, k := range []string{secret.jwk["k"], first.jwk["x"], one, two} {
		if strings.Contains(text, k) {
			t.Error("the log holds a key or a token")
		}
	}
}

// A cluster that Envoy does not know, or that has no endpoint, is no reason to
// crash: it may come.
func TestKeysFromNowhere(t *testing.T) {
	t.Parallel()
	s := newSigner(t, jwt.SigningMethodES256, "k")
	p := start(t, `{"rules":[
		{"path":"/unknown","policy":{"algorithms":["ES256"]},"keys":{"cluster":"unknown"}},
		{"path":"/empty","policy":{"algorithms":["ES256"]},"keys":{"cluster":"empty"}}]}`,
		deploy.Cluster{Name: "empty", Address: "no-such-host.invalid:80"})
	for _, wait := range []string{"1 s", "2 s"} {
		for _, name := range []string{"unknown", "empty"} {
			if got := p.get(t, "/"+name, bearer(s.token(t, nil))); got.verdict != "keys_unavailable" {
				t.Errorf("%s: %d %s", name, got.status, got.body)
			}
			p.log.wait(t, "keys from cluster "+name+": Envoy has no such cluster, or the cluster has no endpoint; trying again in "+wait)
		}
	}
}
