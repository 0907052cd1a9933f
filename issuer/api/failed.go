package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/api/drf"
)

// Failed answers an error that is nobody's mistake but the server's: 503 while
// it is overloaded, 500 otherwise. The log has the error, the client does not.
func Failed(w http.ResponseWriter, r *http.Request, err error) *drf.Answer {
	switch {
	case errors.Is(err, account.ErrBusy):
		Note(r.Context(), "busy")
		w.Header().Set("Retry-After", "1")
		return drf.Detail(http.StatusServiceUnavailable, "Too many sign-ins at once. Try again in a moment.")
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		Note(r.Context(), "client_left")
		return drf.Detail(http.StatusServiceUnavailable, "The request was given up.")
	}
	if n, ok := r.Context().Value(noteKey{}).(*note); ok {
		n.reason, n.err = "failed", err
	}
	return drf.Detail(http.StatusInternalServerError, "A server error occurred.")
}
