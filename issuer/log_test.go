package main_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/server/servertest"
)

// A run in which everything that is secret passes through, at the most
// talkative level: none of it is in the log, and the log says what happened.
func TestTheLogHasNoSecrets(t *testing.T) {
	for _, shared := range []bool{false, true} {
		const secret, password, wrong = "k1-0123456789abcdef0123456789abcdef", "pass-right-7f3a", "pass-wrong-91cc"
		i := servertest.Start(t, func(c *config.Config) {
			c.CORS.Origins = []string{"http://localhost:5173"}
			if shared {
				c.Algorithm, c.Secret = "HS256", []byte(secret)
			} else {
				c.Key = []byte(strings.Repeat("5e", 32))
			}
		})
		i.AddUser("ana-name", password)
		secrets := []string{secret, strings.Repeat("5e", 32), password, wrong, "ana-name", "query-secret", "path-secret", "origin-secret", "agent-secret", "argon2"}
		p := login(t, i, "ana-name", password)
		for _, token := range []string{p.Access, p.Refresh} {
			secrets = append(secrets, strings.Split(token, ".")...)
		}
		post := func(body, contentType string) {
			for _, path := range []string{"/api/token/", "/api/token/refresh/"} {
				i.Do("POST", path, body, "Content-Type", contentType)
			}
		}
		post("username=ana-name&password="+wrong, asForm)
		post("refresh="+p.Refresh, asForm)
		post(`{"username":"ana-name","password":"`+password, asJSON) // not JSON
		post(`{"refresh":"`+p.Access+`"}`, asJSON)
		post(`{"refresh":"`+p.Refresh+`x"}`, asJSON)
		post(password, "text/"+password)
		post(password, "multipart/form-data; boundary="+password)
		i.Do("GET", "/hello/?token=query-secret", "", "Authorization", "Bearer "+p.Access, "Origin", "http://origin-secret", "User-Agent", "agent-secret")
		i.Do("GET", "/hello/", "", "Authorization", "Bearer "+p.Refresh, "X-Request-Id", p.Access)
		i.Do("GET", "/hello/", "", "Authorization", "Basic "+password)
		i.Do("GET", "/hello/path-secret", "")
		i.Do("QUERY-SECRET", "/hello/", "")
		i.Clock.Move(48 * time.Hour)
		i.Do("GET", "/hello/", "", "Authorization", "Bearer "+p.Access)
		post("refresh="+p.Refresh, asForm)
		if err := i.Stop(); err != nil {
			t.Fatal(err)
		}

		log := i.Log.String()
		for _, s := range secrets {
			if strings.Contains(strings.ToLower(log), strings.ToLower(s)) {
				t.Errorf("%q is in the log", s)
			}
		}
		var reasons []string
		for line := range strings.Lines(log) {
			var entry struct{ Msg, Reason, Route, Method string }
			if err := json.Unmarshal([]byte(line), &entry); err != nil {
				t.Fatalf("not JSON: %s", line)
			}
			if entry.Msg == "request" {
				reasons = append(reasons, entry.Reason)
			}
		}
		for _, r := range []string{"ok", "wrong_password", "bad_body", "bad_fields", "token_invalid", "token_expired", "token_wrong_type", "no_credentials", "no_route"} {
			if !slices.Contains(reasons, r) {
				t.Errorf("no request ended with the reason %s: %q", r, reasons)
			}
		}
	}
}

// Users sign in and refresh at once, in a crowd: every answer is right and
// belongs to who asked.
func TestACrowd(t *testing.T) {
	i := servertest.Start(t, nil)
	const users, each = 6, 40
	type result struct {
		user int
		err  error
	}
	results := make(chan result)
	ids := make([]string, users)
	for u := range users {
		ids[u] = i.AddUser(fmt.Sprint("user", u), fmt.Sprint("password", u))
	}
	for u := range users {
		go func() { results <- result{u, crowd(i, u, ids[u], each)} }()
	}
	for range users {
		if r := <-results; r.err != nil {
			t.Errorf("user %d: %v", r.user, r.err)
		}
	}
}

func crowd(i *servertest.Issuer, u int, id string, each int) error {
	res, text := i.Do("POST", "/api/token/", fmt.Sprintf("username=user%d&password=password%d", u, u), "Content-Type", asForm)
	var p pair
	if err := json.Unmarshal([]byte(text), &p); err != nil || res.StatusCode != 200 {
		return fmt.Errorf("login: %d %s", res.StatusCode, text)
	}
	failed := make(chan error)
	for range each {
		go func() { failed <- refreshOnce(i, p.Refresh, id) }()
	}
	var first error
	for range each {
		if err := <-failed; first == nil {
			first = err
		}
	}
	return first
}

func refreshOnce(i *servertest.Issuer, refresh, id string) error {
	res, text := i.Do("POST", "/api/token/refresh/", "refresh="+refresh, "Content-Type", asForm)
	var next pair
	if err := json.Unmarshal([]byte(text), &next); err != nil || res.StatusCode != 200 {
		return fmt.Errorf("refresh: %d %s", res.StatusCode, text)
	}
	if got := userOf(next.Access); got != id {
		return fmt.Errorf("got an access token of user %q, want %q", got, id)
	}
	res, text = i.Do("GET", "/hello/", "", "Authorization", "Bearer "+next.Access)
	if res.StatusCode != 200 {
		return fmt.Errorf("hello: %d %s", res.StatusCode, text)
	}
	return nil
}
