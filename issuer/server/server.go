package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/api"
	"github.com/tallystick/tallystick/issuer/api/simplejwt"
	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/discovery"
	"github.com/tallystick/tallystick/issuer/keys"
	"github.com/tallystick/tallystick/issuer/session"
	"github.com/tallystick/tallystick/issuer/store"
	"github.com/tallystick/tallystick/issuer/store/sqlite"
	"github.com/tallystick/tallystick/issuer/token"
)

// The times that a client has, against those who send or read slowly.
const (
	headerPatience = 5 * time.Second
	bodyPatience   = 10 * time.Second
	answerPatience = 30 * time.Second
	idlePatience   = 60 * time.Second
)

// headerBytes bounds the request line and headers. A token that fits into it
// is judged; a longer one is answered 431.
const headerBytes = 32 << 10

// Server is an issuer. Close it when it is not needed any more.
type Server struct {
	cfg     *config.Config
	log     *slog.Logger
	store   store.Store
	handler http.Handler
}

// New opens the database that cfg names and puts the issuer together. Its
// errors are sentences for the operator.
func New(ctx context.Context, cfg *config.Config, log *slog.Logger, now func() time.Time) (*Server, error) {
	sealer, err := Sealer(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.Algorithm == keys.HS256 { // before a database is made
		if _, err := Secret(cfg); err != nil {
			return nil, err
		}
	}
	db, err := sqlite.Open(ctx, cfg.Database)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, log: log, store: db}
	if err := s.assemble(ctx, sealer, now); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Sealer returns what seals the signing keys of cfg; nil when they are not.
func Sealer(cfg *config.Config) (*keys.Sealer, error) {
	if cfg.Key == nil {
		return nil, nil
	}
	return keys.NewSealer(string(cfg.Key))
}

// Secret returns the keys of an HS256 configuration.
func Secret(cfg *config.Config) (keys.Set, error) {
	set, err := keys.FromSecret(cfg.Secret)
	if err != nil {
		return keys.Set{}, fmt.Errorf("configuration: %w", err)
	}
	return set, nil
}

func (s *Server) assemble(ctx context.Context, sealer *keys.Sealer, now func() time.Time) error {
	set, err := s.keys(ctx, sealer, now())
	if err != nil {
		return err
	}
	profile := token.Profile{
		AccessLife: s.cfg.AccessLife(), RefreshLife: s.cfg.RefreshLife(),
		Issuer: s.cfg.Issuer, Audience: s.cfg.Audience, NumericUserID: s.cfg.UserID == "integer",
	}
	sessions := session.New(
		account.New(s.store, s.cfg.Hashes()),
		token.NewMinter(set, profile, now),
		token.NewParser(set, profile, now),
	)
	public, err := set.Published()
	if err != nil {
		return err
	}
	jwks, err := discovery.JWKS(public)
	if err != nil {
		return err
	}
	routes := append(simplejwt.Routes(sessions), api.Health(s.store.Ping)...)
	routes = append(routes, api.Route{Path: discovery.JWKSPath, Handler: api.Get(jwks)})
	s.handler = api.New(api.Options{
		BodyBytes: int64(s.cfg.Limits.BodyBytes),
		CORS:      api.CORS{Origins: s.cfg.CORS.Origins, Credentials: s.cfg.CORS.Credentials},
		Log:       s.log,
	}, routes)
	return nil
}

func (s *Server) keys(ctx context.Context, sealer *keys.Sealer, now time.Time) (keys.Set, error) {
	if s.cfg.Algorithm == keys.HS256 {
		return Secret(s.cfg)
	}
	if sealer == nil {
		s.log.Warn("signing keys are kept in the clear, in a file that only its owner can read; set TALLYSTICK_KEY or key_file to seal them",
			"database", s.cfg.Database)
	}
	return keys.Open(ctx, s.store, s.cfg.Algorithm, sealer, now)
}

// Handler answers requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Store is the open database.
func (s *Server) Store() store.Store { return s.store }

// Close closes the database.
func (s *Server) Close() error { return s.store.Close() }

// Serve answers on l until ctx ends; then it takes no more connections, gives
// the requests in flight the configured time, and returns nil when all were
// answered.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	h := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerPatience,
		ReadTimeout:       bodyPatience,
		WriteTimeout:      answerPatience,
		IdleTimeout:       idlePatience,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	s.log.Info("serving", "address", l.Addr().String())
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	s.log.Info("stopping; requests in flight are being finished", "seconds", s.cfg.Limits.StopSeconds)
	limit, cancel := context.WithTimeout(context.Background(), time.Duration(s.cfg.Limits.StopSeconds)*time.Second)
	defer cancel()
	if err := h.Shutdown(limit); err != nil {
		return errors.Join(fmt.Errorf("stopped with requests in flight after %d s", s.cfg.Limits.StopSeconds), h.Close())
	}
	s.log.Info("stopped")
	return nil
}
