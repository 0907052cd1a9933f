package middleware

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// Options are the choices of a service. The zero value is sound.
type Options struct {
	// Realm names the protected space in WWW-Authenticate, if it is not empty. It
	// must be plain text without quotes or backslashes.
	Realm string

	// Headers passes claims on as request headers, by header name. Whatever the
	// client sent under these names, with hyphens or underscores, is removed first,
	// also when the claim is absent. Claims that are strings, numbers or booleans are passed on.
	Headers map[string][]string

	// Now is the clock; time.Now if nil.
	Now func() time.Time

	// Log is told why a verifier could not do its work; slog.Default() if nil. It
	// is never given a token.
	Log *slog.Logger
}

// New returns a wrapper that lets only requests with a valid Bearer token
// through.
func New(verifier verdict.Verifier, options Options) func(http.Handler) http.Handler {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	return func(next http.Handler) http.Handler {
		return &guarded{verifier, options, next}
	}
}

// guarded is a handler behind a verifier.
type guarded struct {
	verifier verdict.Verifier
	options  Options
	next     http.Handler
}

func (g *guarded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	token, code := bearer(r.Header)
	if code != verdict.Valid {
		refuse(w, code, g.options.Realm)
		return
	}
	result, err := g.verifier.Verify(r.Context(), token, verdict.At(g.options.Now()))
	if result.Code != verdict.Valid || err != nil {
		if !errors.As(err, new(verdict.Code)) {
			g.options.Log.ErrorContext(r.Context(), "no verdict was reached", "error", err)
			result.Code = verdict.Unset
		}
		refuse(w, result.Code, g.options.Realm)
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), contextKey{}, result))
	if len(g.options.Headers) > 0 {
		r.Header = r.Header.Clone()
		passOn(r.Header, g.options.Headers, result.Claims())
	}
	g.next.ServeHTTP(w, r)
}

// contextKey is where the result of a request is kept.
type contextKey struct{}

// FromContext returns the result for the request whose context it is, and false
// if the request did not come through the middleware.
func FromContext(ctx context.Context) (verdict.Result, bool) {
	result, ok := ctx.Value(contextKey{}).(verdict.Result)
	return result, ok
}

// bearer takes the token from the one Authorization header that there may be
// (RFC 6750 §2.1). "Bearer" alone is an empty token; several credentials are
// malformed, since nobody can say which was meant.
func bearer(h http.Header) (token string, code verdict.Code) {
	values := h.Values("Authorization")
	switch len(values) {
	case 0:
		return "", verdict.MissingToken
	case 1:
	default:
		return "", verdict.Malformed
	}
	scheme, token, _ := strings.Cut(strings.Trim(values[0], " \t"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", verdict.MissingToken
	}
	return strings.TrimLeft(token, " "), verdict.Valid
}

// refuse answers for the verdict.
func refuse(w http.ResponseWriter, code verdict.Code, realm string) {
	h := w.Header()
	if challenge := code.Authenticate(realm); challenge != "" {
		h.Set("WWW-Authenticate", challenge)
	}
	if code.Status() == http.StatusServiceUnavailable {
		h.Set("Retry-After", "1")
	}
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(code.Status())
	w.Write(code.Body())
}

// passOn replaces the headers by claims.
func passOn(h http.Header, headers map[string][]string, claims verdict.Claims) {
	for sent := range h {
		for name := range headers {
			if passesFor(sent, name) {
				delete(h, sent)
			}
		}
	}
	for name, path := range headers {
		if value, ok := headerValue(claims, path); ok {
			h.Set(name, value)
		}
	}
}

// passesFor reports whether an upstream could take one header for the other: CGI
// and WSGI do not tell underscores from hyphens.
func passesFor(sent, name string) bool {
	return strings.EqualFold(strings.ReplaceAll(sent, "_", "-"), strings.ReplaceAll(name, "_", "-"))
}

// headerValue is the text of a string, or the JSON text of a number or a
// boolean. Text that a header cannot carry is left out.
func headerValue(claims verdict.Claims, path []string) (string, bool) {
	text, isText := claims.String(path...)
	if !isText {
		raw := claims.Raw(path...)
		if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || raw[0] == 'n' {
			return "", false
		}
		text = string(raw)
	}
	for i := range len(text) {
		if text[i] < 0x20 || text[i] >= 0x7f {
			return "", false
		}
	}
	return text, true
}
