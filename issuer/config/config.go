package config

import (
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Config says how the issuer runs. A member's path in a file is its name, with
// a dot before the members of an object; its environment variable is the path
// in capitals behind TALLYSTICK_, such as TALLYSTICK_CORS_ORIGINS.
type Config struct {
	Listen         string   `json:"listen" default:"127.0.0.1:8000" help:"address and port to listen on"`
	Database       string   `json:"database" default:"tallystick.db" help:"SQLite file; made when it is missing"`
	Algorithm      string   `json:"algorithm" default:"ES256" help:"signs access tokens: ES256, EdDSA, RS256, or HS256 with a shared secret"`
	Issuer         string   `json:"issuer" help:"claim iss; empty leaves it out"`
	Audience       []string `json:"audience" help:"claim aud; empty leaves it out"`
	AccessSeconds  int      `json:"access_seconds" default:"300" help:"life of an access token"`
	RefreshSeconds int      `json:"refresh_seconds" default:"86400" help:"life of a refresh token"`
	UserID         string   `json:"user_id" default:"string" help:"claim user_id as string (simplejwt from 5.5.1) or integer (before)"`
	SecretFile     string   `json:"secret_file" help:"file with the HS256 secret; or give it in TALLYSTICK_SECRET"`
	KeyFile        string   `json:"key_file" help:"file with the key that seals signing keys in the database; or give it in TALLYSTICK_KEY"`
	CORS           CORS     `json:"cors"`
	Limits         Limits   `json:"limits"`
	Log            Log      `json:"log"`

	// Secret and Key are the texts behind SecretFile and KeyFile, or of the
	// environment variables in their place; nil when not given.
	Secret []byte `json:"-"`
	Key    []byte `json:"-"`
	// Ignored are variables of the environment that look like settings and
	// are none.
	Ignored []string `json:"-"`

	from map[string]string // path to where its value came from
}

// CORS says which pages of other origins may call.
type CORS struct {
	Origins     []string `json:"origins" help:"origins that may call from a page, such as http://localhost:5173; compared exactly"`
	Credentials bool     `json:"credentials" default:"false" help:"lets these pages send cookies"`
}

// Limits bound what a client can make the issuer do.
type Limits struct {
	BodyBytes      int `json:"body_bytes" default:"65536" help:"longest request body"`
	PasswordHashes int `json:"password_hashes" default:"0" help:"passwords hashed at once, 19 MiB each; 0: one less than there are cores"`
	StopSeconds    int `json:"stop_seconds" default:"10" help:"how long requests in flight may go on after SIGTERM"`
}

// Log says what is logged.
type Log struct {
	Level string `json:"level" default:"info" help:"debug, info, warn or error"`
}

// AccessLife is AccessSeconds as a duration.
func (c *Config) AccessLife() time.Duration { return time.Duration(c.AccessSeconds) * time.Second }

// RefreshLife is RefreshSeconds as a duration.
func (c *Config) RefreshLife() time.Duration { return time.Duration(c.RefreshSeconds) * time.Second }

// Hashes is how many passwords are hashed at once.
func (c *Config) Hashes() int {
	if c.Limits.PasswordHashes > 0 {
		return c.Limits.PasswordHashes
	}
	return max(1, runtime.GOMAXPROCS(0)-1)
}

// Load fills a Config and checks it. File is the path of a JSON file, or
// empty; environ is as os.Environ has it; flags maps paths to texts.
func Load(file string, environ []string, flags map[string]string) (*Config, error) {
	c := &Config{from: map[string]string{}}
	all := settings(c)
	for _, s := range all {
		if err := s.parse(s.Default); err != nil {
			return nil, fmt.Errorf("default of %s: %w", s.Path, err)
		}
	}
	env := variables(environ)
	if file == "" {
		file = env["CONFIG"]
	}
	if file != "" {
		if err := c.readFile(file, all); err != nil {
			return nil, fmt.Errorf("configuration file %s: %w", file, err)
		}
	}
	if err := c.readEnv(env, all); err != nil {
		return nil, err
	}
	if err := c.readFlags(flags, all); err != nil {
		return nil, err
	}
	if err := c.readSecrets(env); err != nil {
		return nil, err
	}
	return c, c.check()
}

// variables returns the environment's TALLYSTICK_ variables without that.
func variables(environ []string) map[string]string {
	env := map[string]string{}
	for _, e := range environ {
		if name, value, ok := strings.Cut(e, "="); ok && strings.HasPrefix(name, "TALLYSTICK_") {
			env[strings.TrimPrefix(name, "TALLYSTICK_")] = value
		}
	}
	return env
}

func (c *Config) readEnv(env map[string]string, all []Setting) error {
	known := map[string]bool{"CONFIG": true, "SECRET": true, "KEY": true, "PASSWORD": true}
	for _, s := range all {
		name := strings.TrimPrefix(s.Env, "TALLYSTICK_")
		known[name] = true
		text, ok := env[name]
		if !ok {
			continue
		}
		c.from[s.Path] = "environment " + s.Env
		if err := s.parse(text); err != nil {
			return fmt.Errorf("environment %s: %w", s.Env, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(env)) {
		if !known[name] {
			c.Ignored = append(c.Ignored, "TALLYSTICK_"+name)
		}
	}
	return nil
}

func (c *Config) readFlags(flags map[string]string, all []Setting) error {
	for _, path := range slices.Sorted(maps.Keys(flags)) {
		i := slices.IndexFunc(all, func(s Setting) bool { return s.Path == path })
		if i < 0 {
			return fmt.Errorf("command line: %s: there is no such setting; `issuer config members` lists them", path)
		}
		c.from[path] = "command line"
		if err := all[i].parse(flags[path]); err != nil {
			return fmt.Errorf("command line: %s: %w", path, err)
		}
	}
	return nil
}

// readSecrets reads the secrets from their variables or files. No error
// repeats any part of them.
func (c *Config) readSecrets(env map[string]string) error {
	for _, s := range []struct {
		name, path, file string
		to               *[]byte
	}{
		{"SECRET", "secret_file", c.SecretFile, &c.Secret},
		{"KEY", "key_file", c.KeyFile, &c.Key},
	} {
		text, given := env[s.name]
		switch {
		case given && s.file != "":
			return fmt.Errorf("TALLYSTICK_%s and %s are both set; leave one out", s.name, s.path)
		case given:
			*s.to = []byte(text)
		case s.file != "":
			content, err := os.ReadFile(s.file)
			if err != nil {
				return fmt.Errorf("%s: %w", s.path, err)
			}
			*s.to = content
		}
	}
	return nil
}

// rule is what must hold for a member.
type rule struct {
	path string
	ok   bool
	want string
}

func (c *Config) check() error {
	origin := slices.IndexFunc(c.CORS.Origins, func(o string) bool { return !isOrigin(o) })
	rules := []rule{
		{"listen", isAddress(c.Listen), "must be an address and a port, such as 127.0.0.1:8000"},
		{"database", c.Database != "", "must name a file"},
		{"algorithm", slices.Contains([]string{"ES256", "EdDSA", "RS256", "HS256"}, c.Algorithm), "must be ES256, EdDSA, RS256 or HS256"},
		{"issuer", isClaim(c.Issuer), "must not have control characters or white space around it"},
		{"audience", !slices.ContainsFunc(c.Audience, func(a string) bool { return a == "" || !isClaim(a) }), "must have no empty element, no control characters and no white space around one"},
		{"access_seconds", c.AccessSeconds >= 1 && c.AccessSeconds <= year, "must be between 1 and 31536000 (a year)"},
		{"refresh_seconds", c.RefreshSeconds >= c.AccessSeconds && c.RefreshSeconds <= 10*year, "must be between access_seconds and 315360000 (ten years)"},
		{"user_id", c.UserID == "string" || c.UserID == "integer", "must be string or integer"},
		{"cors.origins", origin < 0, "must hold origins such as https://app.example or http://localhost:5173: scheme, host and port in lower case, no path, no *"},
		{"cors.credentials", !c.CORS.Credentials || len(c.CORS.Origins) > 0, "needs cors.origins"},
		{"limits.body_bytes", c.Limits.BodyBytes >= 1024 && c.Limits.BodyBytes <= 16<<20, "must be between 1024 and 16777216"},
		{"limits.password_hashes", c.Limits.PasswordHashes >= 0 && c.Limits.PasswordHashes <= 256, "must be between 0 and 256"},
		{"limits.stop_seconds", c.Limits.StopSeconds >= 0 && c.Limits.StopSeconds <= 300, "must be between 0 and 300"},
		{"log.level", slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level), "must be debug, info, warn or error"},
		{"algorithm", c.Algorithm != "HS256" || c.Secret != nil, "is HS256, which needs a secret: set TALLYSTICK_SECRET or secret_file"},
		{"algorithm", c.Algorithm == "HS256" || c.Secret == nil, "is " + c.Algorithm + ", which has no use for the secret that is set; take TALLYSTICK_SECRET or secret_file away"},
	}
	for _, r := range rules {
		if r.ok {
			continue
		}
		where := ""
		if from := c.from[r.path]; from != "" {
			where = " (from " + from + ")"
		}
		return fmt.Errorf("configuration: %s%s: %s", r.path, where, r.want)
	}
	return nil
}

const year = 365 * 24 * 60 * 60

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	n, err := strconv.ParseUint(port, 10, 16)
	return err == nil && strconv.FormatUint(n, 10) == port
}

func isClaim(s string) bool {
	return strings.TrimSpace(s) == s && !strings.ContainsFunc(s, unicode.IsControl)
}

func isOrigin(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		s == u.Scheme+"://"+strings.ToLower(u.Host) && !strings.HasSuffix(s, ":") && !strings.Contains(s, "*")
}
