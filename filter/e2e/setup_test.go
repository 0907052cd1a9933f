package e2e

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/filter/deploy"
)

const program = "../../.tools/bin/envoy"

// signer signs tokens with one key and publishes it.
type signer struct {
	kid    string
	method jwt.SigningMethod
	key    any // private
	jwk    map[string]string
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func newSigner(t testing.TB, method jwt.SigningMethod, kid string) *signer {
	t.Helper()
	s := &signer{kid: kid, method: method}
	switch method {
	case jwt.SigningMethodHS256:
		secret := make([]byte, 32)
		rand.Read(secret)
		s.key, s.jwk = secret, map[string]string{"kty": "oct", "k": b64(secret)}
	case jwt.SigningMethodRS256:
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		s.key, s.jwk = key, map[string]string{"kty": "RSA", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes())}
	case jwt.SigningMethodES256:
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		s.key, s.jwk = key, map[string]string{"kty": "EC", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])}
	case jwt.SigningMethodEdDSA:
		public, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.key, s.jwk = crypto.Signer(private), map[string]string{"kty": "OKP", "crv": "Ed25519", "x": b64(public)}
	default:
		t.Fatalf("no signer for %v", method)
	}
	s.jwk["kid"] = kid
	return s
}

// token signs claims; an exp in the future is added if there is none.
func (s *signer) token(t testing.TB, claims jwt.MapClaims) string {
	t.Helper()
	all := jwt.MapClaims{"exp": time.Now().Unix() + 3600}
	for name, value := range claims {
		all[name] = value
	}
	token := jwt.NewWithClaims(s.method, all)
	token.Header["kid"] = s.kid
	text, err := token.SignedString(s.key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func keySet(signers ...*signer) string {
	keys := []any{}
	for _, s := range signers {
		keys = append(keys, s.jwk)
	}
	text, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		panic(err)
	}
	return string(text)
}

// quoted is text as a JSON string.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// newUpstream answers every request with the headers that it saw, as JSON.
func newUpstream(t testing.TB) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(r.Header)
	}))
	t.Cleanup(s.Close)
	return s.Listener.Addr().String()
}

// log collects what Envoy writes.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// wait waits until the log has the text.
func (l *log) wait(t testing.TB, text string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if strings.Contains(l.String(), text) {
			return
		}
	}
	t.Fatalf("the log never says %q:\n%s", text, l)
}

// proxy is an Envoy with the filter.
type proxy struct {
	*deploy.Process
	url string
	log *log
}

// start runs an Envoy with the filter's configuration before an upstream;
// clusters are more that the configuration names.
func start(t testing.TB, configuration string, clusters ...deploy.Cluster) *proxy {
	t.Helper()
	p, err := try(t, configuration, clusters...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p
}

func try(t testing.TB, configuration string, clusters ...deploy.Cluster) (*proxy, error) {
	t.Helper()
	wasm, err := filepath.Abs("../filter.wasm")
	if err != nil {
		t.Fatal(err)
	}
	config, err := deploy.Envoy(deploy.Options{
		Listeners: []deploy.Listener{{
			Name: "in", Address: "127.0.0.1:0",
			Filter: &deploy.Filter{Wasm: wasm, Configuration: []byte(configuration)},
			Routes: []deploy.Route{{Prefix: "/", Cluster: "upstream"}},
		}},
		Clusters: append(clusters, deploy.Cluster{Name: "upstream", Address: newUpstream(t)}),
	})
	if err != nil {
		t.Fatal(err)
	}
	l := &log{}
	process, err := deploy.Start(context.Background(), deploy.Command{Program: program, Config: config, Level: "info", Log: l})
	if err != nil {
		return nil, err
	}
	return &proxy{process, "http://" + process.Address("in"), l}, nil
}

// answer is what a client sees.
type answer struct {
	status  int
	header  http.Header
	body    string
	verdict string      // of a refusal
	seen    http.Header // by the upstream, if it was asked
}

// get sends a request with headers, each "name: value", and no others.
func (p *proxy) get(t testing.TB, path string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header[name] = append(r.Header[name], value)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{status: response.StatusCode, header: response.Header, body: string(body)}
	if a.status == http.StatusOK {
		err = json.Unmarshal(body, &a.seen)
	} else if strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		var refusal struct{ Verdict string }
		err = json.Unmarshal(body, &refusal)
		a.verdict = refusal.Verdict
	}
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return a
}

func bearer(token string) string { return "Authorization: Bearer " + token }

// counter is a metric of the filter.
func (p *proxy) counter(t testing.TB, name string) (n int) {
	t.Helper()
	text, err := p.Ask(context.Background(), "/stats?filter="+name+"$")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if _, value, ok := strings.Cut(line, ": "); ok {
			if _, err := fmt.Sscan(value, &n); err != nil {
				t.Fatal(err)
			}
		}
	}
	return n
}
