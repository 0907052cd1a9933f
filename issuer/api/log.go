package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/tallystick/tallystick/issuer/api/drf"
)

// note is what a handler adds to the log line of its request.
type note struct {
	reason string
	err    error
}

type noteKey struct{}

// Note says in a word why a request ends as it does. The word is one of a
// fixed set; nothing that a client sent may be in it.
func Note(ctx context.Context, reason string) {
	if n, ok := ctx.Value(noteKey{}).(*note); ok {
		n.reason = reason
	}
}

// logged writes one line for each request. The line holds the path of the
// route, never the one that was asked for, no header but the request's
// identifier, and no body: none of these can bring a secret into the log.
func logged(log *slog.Logger, find func(string) (Route, bool), next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		id := requestID(r.Header.Get("X-Request-Id"))
		w.Header().Set("X-Request-Id", id)
		n := &note{}
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				n.reason = "panic"
				log.Error("panic", "request_id", id, "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					drf.Detail(http.StatusInternalServerError, "A server error occurred.").Send(rec)
				}
			}
			line(log, r, find, rec.status, id, n, time.Since(start))
		}()
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), noteKey{}, n)))
	})
}

func line(log *slog.Logger, r *http.Request, find func(string) (Route, bool), status int, id string, n *note, took time.Duration) {
	route, _ := find(r.URL.Path)
	level, reason := slog.LevelInfo, n.reason
	if reason == "" {
		reason = "ok"
	}
	if status == 0 {
		status = http.StatusOK
	}
	peer, _, _ := net.SplitHostPort(r.RemoteAddr)
	attrs := []slog.Attr{
		slog.String("request_id", id),
		slog.String("method", method(r.Method)),
		slog.String("route", route.Path),
		slog.Int("status", status),
		slog.Float64("duration_ms", float64(took.Microseconds())/1000),
		slog.String("reason", reason),
		slog.String("peer", peer),
	}
	if n.err != nil {
		level = slog.LevelError
		attrs = append(attrs, slog.String("error", n.err.Error()))
	}
	log.LogAttrs(r.Context(), level, "request", attrs...)
}

// method names the usual methods; a client may make up others.
func method(m string) string {
	switch m {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return m
	}
	return "other"
}

// requestID keeps an identifier that a proxy has given when it looks like one.
// What a client could smuggle in is bounded to 64 plain characters, and a
// token, which has dots and is longer, is not kept.
func requestID(given string) string {
	plain := len(given) >= 8 && len(given) <= 64
	for i := 0; plain && i < len(given); i++ {
		b := given[i]
		plain = 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '-'
	}
	if plain {
		return given
	}
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails; it ends the program instead
	return hex.EncodeToString(b[:])
}

// recorder remembers the status that was sent.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController and http.MaxBytesReader through.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
