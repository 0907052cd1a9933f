package api

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/tallystick/tallystick/issuer/api/drf"
)

// Route is a path and who answers it, whatever the method.
type Route struct {
	// Path is answered with and without its trailing slash. There is no
	// redirect from one to the other: it would lose a body.
	Path    string
	Handler http.Handler
	// Sensitive answers carry tokens or speak of credentials: no cache may
	// keep them.
	Sensitive bool
}

// Options are the shared limits and habits of an API.
type Options struct {
	// BodyBytes is the most that a request body may have.
	BodyBytes int64
	CORS      CORS
	Log       *slog.Logger
}

// New returns a handler for routes.
func New(o Options, routes []Route) http.Handler {
	table := make(map[string]Route, len(routes))
	for _, r := range routes {
		table[canonical(r.Path)] = r
	}
	find := func(path string) (Route, bool) {
		r, ok := table[canonical(path)]
		return r, ok
	}
	var h http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		route, found := find(r.URL.Path)
		if !found {
			Note(r.Context(), "no_route")
			drf.Detail(http.StatusNotFound, "Not found.").Send(w)
			return
		}
		if route.Sensitive {
			w.Header().Set("Cache-Control", "no-store")
		}
		route.Handler.ServeHTTP(w, r)
	})
	h = limit(o.BodyBytes, h)
	h = o.CORS.wrap(h)
	return logged(o.Log, find, h)
}

// canonical is the path without one trailing slash.
func canonical(path string) string { return strings.TrimSuffix(path, "/") }

// limit refuses a body above n bytes: at once when its length is announced,
// otherwise when it is read.
func limit(n int64, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength > n {
			Note(r.Context(), "body_too_large")
			w.Header().Set("Connection", "close")
			drf.TooLarge(n).Send(w)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, n)
		next.ServeHTTP(w, r)
	})
}

// Get answers GET and HEAD by h, and other methods with 405.
func Get(h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			drf.Detail(http.StatusMethodNotAllowed, fmt.Sprintf(`Method "%s" not allowed.`, r.Method)).Send(w)
			return
		}
		h(w, r)
	})
}
