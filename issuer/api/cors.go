package api

import (
	"net/http"
	"slices"
	"strconv"
)

// CORS lets pages of other origins read answers (Fetch Standard §3.3). The
// zero value lets none.
type CORS struct {
	// Origins are compared to the byte, such as http://localhost:5173.
	Origins []string
	// Credentials lets these pages send cookies.
	Credentials bool
}

// preflightSeconds is how long a browser may remember a preflight's answer.
const preflightSeconds = 600

func (c CORS) wrap(next http.Handler) http.Handler {
	if len(c.Origins) == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if !slices.Contains(c.Origins, origin) {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Origin", origin)
		if c.Credentials {
			h.Set("Access-Control-Allow-Credentials", "true")
		}
		if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
			h.Set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
			h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, Accept, X-Requested-With, X-Request-Id")
			h.Set("Access-Control-Max-Age", strconv.Itoa(preflightSeconds))
			Note(r.Context(), "preflight")
			w.WriteHeader(http.StatusNoContent)
			return
		}
		h.Set("Access-Control-Expose-Headers", "Date, Retry-After, WWW-Authenticate")
		next.ServeHTTP(w, r)
	})
}
