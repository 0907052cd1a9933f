package middleware

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

const secret = "thirty-two octets of test secret"

var clock = time.Unix(1_700_000_000, 0)

func verifier(t *testing.T) *verify.Verifier {
	t.Helper()
	policy, err := verify.LoadPolicy([]byte(`{"algorithms":["HS256"],"claims":[{"claim":"scope","contains_all":["read"]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := verify.LoadKeys([]byte(`{"keys":[{"kty":"oct","k":"dGhpcnR5LXR3byBvY3RldHMgb2YgdGVzdCBzZWNyZXQ"}]}`), verify.Handed)
	if err != nil || keys.Usable() != 1 {
		t.Fatal(err, keys.Rejected())
	}
	v := verify.New(policy, native.Answerer{})
	v.SetKeys(keys)
	return v
}

func token(t *testing.T, claims jwt.MapClaims) string {
	t.Helper()
	text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func claims(more ...any) jwt.MapClaims {
	c := jwt.MapClaims{"exp": clock.Unix() + 60, "scope": "read write", "sub": "ada", "n": 7, "admin": true, "list": []string{"x"}, "evil": "a\r\nb"}
	for i := 0; i < len(more); i += 2 {
		c[more[i].(string)] = more[i+1]
	}
	return c
}

func TestAnswers(t *testing.T) {
	good := token(t, claims())
	tests := []struct {
		about     string
		headers   []string // values of Authorization
		status    int
		challenge string
		verdict   string
	}{
		{"valid", []string{"Bearer " + good}, 200, "", ""},
		{"scheme in another case", []string{"bEARER " + good}, 200, "", ""},
		{"spaces around", []string{"  Bearer   " + good + " "}, 200, "", ""},
		{"no header", nil, 401, `Bearer realm="api"`, "missing_token"},
		{"another scheme", []string{"Basic YTpi"}, 401, `Bearer realm="api"`, "missing_token"},
		{"scheme alone", []string{"Bearer"}, 401, `Bearer realm="api", error="invalid_token", error_description="malformed"`, "malformed"},
		{"two headers", []string{"Bearer " + good, "Bearer " + good}, 401, `Bearer realm="api", error="invalid_token", error_description="malformed"`, "malformed"},
		{"two in one", []string{"Bearer " + good + ", Bearer " + good}, 401, `Bearer realm="api", error="invalid_token", error_description="malformed"`, "malformed"},
		{"expired", []string{"Bearer " + token(t, claims("exp", clock.Unix()))}, 401, `Bearer realm="api", error="invalid_token", error_description="expired"`, "expired"},
		{"scope is missing", []string{"Bearer " + token(t, claims("scope", "write"))}, 403, `Bearer realm="api", error="insufficient_scope", error_description="claim_mismatch"`, "claim_mismatch"},
	}
	protect := New(verifier(t), Options{Realm: "api", Now: func() time.Time { return clock }})
	handler := protect(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		result, ok := FromContext(r.Context())
		c := result.Claims()
		sub, _ := c.String("sub")
		if !ok || sub != "ada" {
			t.Error("no claims in the context")
		}
	}))
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			for _, h := range test.headers {
				r.Header.Add("Authorization", h)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			if w.Code != test.status || w.Header().Get("WWW-Authenticate") != test.challenge {
				t.Errorf("%d %q, want %d %q", w.Code, w.Header().Get("WWW-Authenticate"), test.status, test.challenge)
			}
			var body struct{ Verdict string }
			if test.verdict != "" {
				if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
					t.Fatal(err)
				}
			}
			if body.Verdict != test.verdict {
				t.Errorf("verdict %q, want %q", body.Verdict, test.verdict)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	protect := New(verifier(t), Options{
		Now: func() time.Time { return clock },
		Headers: map[string][]string{
			"X-Sub": {"sub"}, "X-N": {"n"}, "X-Admin": {"admin"}, "X-List": {"list"}, "X-Evil": {"evil"}, "X-None": {"none"},
		},
	})
	want := map[string]string{"X-Sub": "ada", "X-N": "7", "X-Admin": "true", "X-List": "", "X-Evil": "", "X-None": ""}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+token(t, claims()))
	for name := range want {
		r.Header.Set(name, "forged")
	}
	r.Header.Set("X_Sub", "forged")
	r.Header["x_none"] = []string{"forged"}
	called := false
	protect(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		called = true
		for name, value := range want {
			if got := strings.Join(r.Header.Values(name), "|"); got != value {
				t.Errorf("%s: %q, want %q", name, got, value)
			}
		}
		for name, values := range r.Header {
			if slices.Contains(values, "forged") {
				t.Errorf("%s went through", name)
			}
		}
	})).ServeHTTP(httptest.NewRecorder(), r)
	if !called {
		t.Error("the handler was not reached")
	}
	if r.Header.Get("X-Sub") != "forged" {
		t.Error("the caller's request was changed")
	}
}

// broken is a verifier that cannot do its work.
type broken struct{ result verdict.Result }

func (b broken) Verify(context.Context, string, verdict.Instant) (verdict.Result, error) {
	return b.result, errors.New("the instance trapped")
}

// TestFailClosed: an error is a refusal, even beside a result that says valid,
// and the log has the reason but not the token.
func TestFailClosed(t *testing.T) {
	for _, b := range []broken{{}, {verdict.Result{Code: verdict.Valid}}} {
		var log bytes.Buffer
		protect := New(b, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Authorization", "Bearer s3cret")
		w := httptest.NewRecorder()
		protect(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("reached") })).ServeHTTP(w, r)
		body, _ := io.ReadAll(w.Body)
		if w.Code != 401 || !strings.Contains(string(body), `"unset"`) {
			t.Errorf("%d %s", w.Code, body)
		}
		if !strings.Contains(log.String(), "the instance trapped") || strings.Contains(log.String(), "s3cret") {
			t.Errorf("log: %s", log.String())
		}
	}
}

// TestKeysUnavailable: without keys the service is unavailable, and says so.
func TestKeysUnavailable(t *testing.T) {
	policy, err := verify.LoadPolicy([]byte(`{"algorithms":["HS256"]}`))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Set("Authorization", "Bearer "+token(t, claims()))
	w := httptest.NewRecorder()
	New(verify.New(policy, native.Answerer{}), Options{})(nil).ServeHTTP(w, r)
	if w.Code != 503 || w.Header().Get("Retry-After") != "1" || w.Header().Get("WWW-Authenticate") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
