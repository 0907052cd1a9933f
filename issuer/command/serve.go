package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/server"
)

type serve struct{}

func (serve) Run(w *world) (err error) {
	cfg, err := w.settings()
	if err != nil {
		return err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(cfg.Log.Level)); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(w.stderr, &slog.HandlerOptions{Level: level}))
	for _, name := range cfg.Ignored {
		log.Warn("not a setting; ignored", "variable", name)
	}
	// The port first: without it nothing should be made or changed.
	l, err := listen(w.ctx, cfg.Listen)
	if err != nil {
		return err
	}
	defer l.Close()
	s, err := server.New(w.ctx, cfg, log, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	users, err := s.Store().CountUsers(w.ctx)
	if err != nil {
		return err
	}
	greet(w, cfg, l.Addr(), users)
	return s.Serve(w.ctx, l)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listen: %s is in use by another program; stop that, or choose another address with --listen", address)
	case err != nil:
		return nil, fmt.Errorf("listen: %s: %w", address, err)
	}
	return l, nil
}

// greet says what is being served and what to do next.
func greet(w *world, cfg *config.Config, at net.Addr, users int) {
	base := "http://" + at.String()
	file, err := filepath.Abs(cfg.Database)
	if err != nil {
		file = cfg.Database
	}
	fmt.Fprintf(w.stdout, `Tallystick issuer
  sign in    POST %[1]s/api/token/           username, password
  refresh    POST %[1]s/api/token/refresh/   refresh
  protected  GET  %[1]s/hello/               Authorization: Bearer ACCESS
  keys       GET  %[1]s/.well-known/jwks.json
  tokens     %[2]s; access %[3]s, refresh %[4]s
  database   %[5]s (users: %[6]d)
`, base, cfg.Algorithm, cfg.AccessLife(), cfg.RefreshLife(), file, users)
	if users == 0 {
		fmt.Fprintf(w.stdout, "No user exists yet. Add one with: %s user add NAME --database %s\n", program(os.Args[0]), quoted(file))
	}
	fmt.Fprintln(w.stdout, "Ctrl-C stops. The log follows on standard error, one JSON object a line.")
}

// program is how the issuer was called, such that it can be called again.
func program(arg0 string) string {
	if strings.Contains(filepath.ToSlash(arg0), "/go-build") {
		return "go run ./issuer"
	}
	return arg0
}

// quoted is path as a shell takes it for one word.
func quoted(path string) string {
	if strings.ContainsFunc(path, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("/._-+@", r)
	}) {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}
