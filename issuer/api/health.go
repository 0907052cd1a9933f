package api

import (
	"context"
	"net/http"
	"time"

	"github.com/tallystick/tallystick/issuer/api/drf"
)

// pingPatience is how long the database may take to prove that it is there.
const pingPatience = 2 * time.Second

// Health returns /healthz, which says that the process lives, and /readyz,
// which says that it can serve: 503 when ping fails.
func Health(ping func(context.Context) error) []Route {
	say := func(w http.ResponseWriter, status int, text string) {
		w.Header().Set("Cache-Control", "no-store")
		(&drf.Answer{Status: status, Body: drf.Object{{Name: "status", Value: text}}}).Send(w)
	}
	live := func(w http.ResponseWriter, _ *http.Request) { say(w, http.StatusOK, "ok") }
	ready := func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), pingPatience)
		defer cancel()
		if err := ping(ctx); err != nil {
			if n, ok := r.Context().Value(noteKey{}).(*note); ok {
				n.reason, n.err = "database", err
			}
			say(w, http.StatusServiceUnavailable, "database unavailable")
			return
		}
		say(w, http.StatusOK, "ready")
	}
	return []Route{
		{Path: "/healthz", Handler: drf.View{Name: "Live", Get: live}},
		{Path: "/readyz", Handler: drf.View{Name: "Ready", Get: ready}},
	}
}
