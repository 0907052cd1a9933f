package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// userHeader is where filter and proxy hand on the user of a verified token.
const userHeader = "X-Tallystick-User-Id"

// serveSite serves the API behind the filter and the page, on a port of its own,
// until the listener is closed. The API checks nothing: it trusts the header,
// which nobody but the filter can set.
func serveSite(page string, log io.Writer) (net.Listener, error) {
	if _, err := os.Stat(filepath.Join(page, "index.html")); err != nil {
		return nil, fmt.Errorf("the page has not been built: %w", err)
	}
	mux := http.NewServeMux()
	for _, path := range []string{"GET /api/hello", "GET /api/hello/{$}", "GET /hello", "GET /hello/{$}"} {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) { hello(w, r, log) })
	}
	mux.Handle("GET /", http.FileServer(http.Dir(page)))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(l)
	return l, nil
}

// hello is the protected view of the tutorials. It shows which user it was
// handed, in a header and on the console.
func hello(w http.ResponseWriter, r *http.Request, log io.Writer) {
	user := r.Header.Get(userHeader)
	fmt.Fprintf(log, "api: %s %s for user %q\n", r.Method, r.URL.Path, user)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Upstream-Saw-User-Id", user)
	io.WriteString(w, `{"message":"Hello, World!"}`)
}
