package main_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/keys"
	"github.com/tallystick/tallystick/issuer/server/servertest"
)

// pair is the answer to a login.
type pair struct{ Refresh, Access string }

const (
	asJSON = "application/json"
	asForm = "application/x-www-form-urlencoded"
)

// login signs in and fails when it cannot.
func login(t testing.TB, i *servertest.Issuer, name, password string) (p pair) {
	t.Helper()
	body := url.Values{"username": {name}, "password": {password}}.Encode()
	res, text := i.Do("POST", "/api/token/", body, "Content-Type", asForm)
	if err := json.Unmarshal([]byte(text), &p); err != nil || res.StatusCode != http.StatusOK || p.Access == "" || p.Refresh == "" {
		t.Fatalf("login: %d %s", res.StatusCode, text)
	}
	return p
}

// want fails unless the answer is the status and the body.
func want(t testing.TB, what string, res *http.Response, text string, status int, body string) {
	t.Helper()
	if res.StatusCode != status || text != body {
		t.Errorf("%s:\n got %d %s\nwant %d %s", what, res.StatusCode, text, status, body)
	}
}

// The steps of "How to Use JWT Authentication with Django REST Framework", in
// both of its printings: each curl and HTTPie command in its order.
func TestTheTutorial(t *testing.T) {
	for _, algorithm := range keys.Algorithms {
		t.Run(algorithm, func(t *testing.T) {
			i := servertest.Start(t, func(c *config.Config) {
				if c.Algorithm = algorithm; algorithm == keys.HS256 {
					c.Secret = []byte("0123456789abcdef0123456789abcdef")
				}
			})
			i.AddUser("vitor", "tally-123")
			steps(t, i)
		})
	}
}

func steps(t *testing.T, i *servertest.Issuer) {
	const (
		hello   = `{"message":"Hello, World!"}`
		none    = `{"detail":"Authentication credentials were not provided."}`
		expired = `{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is expired"}]}`
	)
	get := func(what, path, access string, status int, body string) {
		t.Helper()
		var header []string
		if access != "" {
			header = []string{"Authorization", "Bearer " + access}
		}
		res, text := i.Do("GET", path, "", header...)
		want(t, what, res, text, status, body)
		if challenge := res.Header.Get("WWW-Authenticate"); (challenge == `Bearer realm="api"`) != (status == 401) {
			t.Errorf("%s: WWW-Authenticate %q", what, challenge)
		}
	}
	// http http://127.0.0.1:8000/hello/, before there is a token
	get("hello without a token", "/hello/", "", 401, none)

	// http post http://127.0.0.1:8000/api/token/ username=vitor password=123
	res, text := i.Do("POST", "/api/token/", `{"username": "vitor", "password": "tally-123"}`,
		"Content-Type", asJSON, "Accept", "application/json, */*;q=0.5", "User-Agent", "HTTPie/3.2.2")
	var p pair
	if err := json.Unmarshal([]byte(text), &p); err != nil || res.StatusCode != 200 || !strings.HasPrefix(text, `{"refresh":"`) {
		t.Fatalf("obtain: %d %s", res.StatusCode, text)
	}
	if got := res.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("a pair with Cache-Control %q", got)
	}
	// http http://127.0.0.1:8000/hello/ "Authorization: Bearer ..."
	for _, path := range []string{"/hello/", "/hello", "/api/hello/", "/api/hello"} {
		get("hello", path, p.Access, 200, hello)
	}
	// "You can use this access token for the next five minutes."
	i.Clock.Move(5*time.Minute - time.Second)
	get("hello in the last second", "/hello/", p.Access, 200, hello)
	i.Clock.Move(time.Second)
	get("hello after five minutes", "/hello/", p.Access, 401, expired)

	// http post http://127.0.0.1:8000/api/token/refresh/ refresh=...
	for contentType, body := range map[string]string{asJSON: `{"refresh": "` + p.Refresh + `"}`, asForm: "refresh=" + p.Refresh} {
		for _, path := range []string{"/api/token/refresh/", "/api/token/refresh"} {
			res, text := i.Do("POST", path, body, "Content-Type", contentType)
			var next pair
			if err := json.Unmarshal([]byte(text), &next); err != nil || res.StatusCode != 200 || next.Refresh != "" {
				t.Fatalf("refresh: %d %s", res.StatusCode, text)
			}
			get("hello after a refresh", "/hello/", next.Access, 200, hello)
		}
	}
	// "The refresh token is valid for the next 24 hours."
	i.Clock.Move(24*time.Hour - 5*time.Minute - time.Second)
	res, text = i.Do("POST", "/api/token/refresh/", "refresh="+p.Refresh, "Content-Type", asForm)
	if res.StatusCode != 200 {
		t.Errorf("refresh in the last second: %d %s", res.StatusCode, text)
	}
	i.Clock.Move(time.Second)
	res, text = i.Do("POST", "/api/token/refresh/", "refresh="+p.Refresh, "Content-Type", asForm)
	want(t, "refresh after 24 hours", res, text, 401, `{"detail":"Token is expired","code":"token_not_valid"}`)
	// "... the user will need to perform a full authentication again"
	get("hello after a new login", "/hello/", login(t, i, "vitor", "tally-123").Access, 200, hello)
}

func TestAUserWhoIsShutOutIsNotServed(t *testing.T) {
	i := servertest.Start(t, nil)
	i.AddUser("ana", "right")
	p := login(t, i, "ana", "right")
	i.Disable("ana")
	res, text := i.Do("POST", "/api/token/refresh/", "refresh="+p.Refresh, "Content-Type", asForm)
	want(t, "refresh", res, text, 401, `{"detail":"No active account found for the given token."}`)
	res, text = i.Do("GET", "/hello/", "", "Authorization", "Bearer "+p.Access)
	want(t, "hello", res, text, 401, `{"detail":"User is inactive","code":"user_inactive"}`)
	res, text = i.Do("POST", "/api/token/", "username=ana&password=right", "Content-Type", asForm)
	want(t, "login", res, text, 401, `{"detail":"No active account found with the given credentials"}`)
}
