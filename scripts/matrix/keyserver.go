package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// keyServer serves key sets to Envoy, each text under one path.
type keyServer struct {
	listener net.Listener
	server   *http.Server

	mu    sync.Mutex
	paths map[string]string // by text
	texts map[string]string // by path
}

func newKeyServer() (*keyServer, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &keyServer{listener: l, paths: map[string]string{}, texts: map[string]string{}}
	s.server = &http.Server{Handler: s}
	go s.server.Serve(l)
	return s, nil
}

func (s *keyServer) address() string { return s.listener.Addr().String() }

func (s *keyServer) close() error { return s.server.Shutdown(context.Background()) }

// serve gives the path of a text from now on.
func (s *keyServer) serve(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	path, ok := s.paths[text]
	if !ok {
		path = "/k/" + strconv.Itoa(len(s.paths))
		s.paths[text], s.texts[path] = path, text
	}
	return path
}

// forget drops all texts, when their Envoy is gone.
func (s *keyServer) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.paths)
	clear(s.texts)
}

func (s *keyServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	text, ok := s.texts[r.URL.Path]
	s.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	io.WriteString(w, text)
}
