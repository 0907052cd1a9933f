package main_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/server/servertest"
)

func TestKeySetIsCacheable(t *testing.T) {
	i := servertest.Start(t, nil)
	res, text := i.Do("GET", "/.well-known/jwks.json", "")
	etag := res.Header.Get("ETag")
	if res.StatusCode != 200 || etag == "" || res.Header.Get("Cache-Control") != "public, max-age=300" ||
		res.Header.Get("Content-Type") != "application/jwk-set+json" || !strings.HasPrefix(text, `{"keys":[{"kty":"EC",`) {
		t.Errorf("%d %v %s", res.StatusCode, res.Header, text)
	}
	for tag, status := range map[string]int{etag: 304, "W/" + etag: 304, `"x", ` + etag: 304, "*": 304, `"x"`: 200, "": 200} {
		res, again := i.Do("GET", "/.well-known/jwks.json", "", "If-None-Match", tag)
		if res.StatusCode != status || (status == 200) != (again == text) || res.Header.Get("ETag") != etag {
			t.Errorf("If-None-Match %s: %d %s", tag, res.StatusCode, again)
		}
	}
	res, _ = i.Do("HEAD", "/.well-known/jwks.json", "")
	if res.StatusCode != 200 || res.ContentLength != int64(len(text)) {
		t.Errorf("HEAD: %d, %d bytes", res.StatusCode, res.ContentLength)
	}
	res, text = i.Do("POST", "/.well-known/jwks.json", "")
	want(t, "POST", res, text, 405, `{"detail":"Method \"POST\" not allowed."}`)
	if res.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("Allow: %q", res.Header.Get("Allow"))
	}
}

func TestASharedSecretIsNotPublished(t *testing.T) {
	i := servertest.Start(t, func(c *config.Config) { c.Algorithm, c.Secret = "HS256", []byte("0123456789abcdef0123456789abcdef") })
	res, text := i.Do("GET", "/.well-known/jwks.json", "")
	want(t, "jwks", res, text, 200, `{"keys":[]}`)
}

func TestHealth(t *testing.T) {
	i := servertest.Start(t, nil)
	res, text := i.Do("GET", "/healthz", "")
	want(t, "live", res, text, 200, `{"status":"ok"}`)
	res, text = i.Do("GET", "/readyz", "")
	want(t, "ready", res, text, 200, `{"status":"ready"}`)
	if err := i.Store().Close(); err != nil {
		t.Fatal(err)
	}
	res, text = i.Do("GET", "/readyz", "")
	want(t, "ready without a database", res, text, 503, `{"status":"database unavailable"}`)
	res, text = i.Do("GET", "/healthz", "")
	want(t, "live without a database", res, text, 200, `{"status":"ok"}`)
	// The database's own words are for the log, not for clients.
	res, text = i.Do("POST", "/api/token/", "username=a&password=b", "Content-Type", asForm)
	want(t, "login without a database", res, text, 500, `{"detail":"A server error occurred."}`)
	if !strings.Contains(i.Log.String(), "database is closed") {
		t.Error("the log does not say what is wrong")
	}
}

func TestLimits(t *testing.T) {
	i := servertest.Start(t, nil)
	big := strings.Repeat("a", 1<<20)
	tooLarge := `{"detail":"Request body is too large: the limit is 65536 bytes."}`
	res, text := i.Do("POST", "/api/token/refresh/", "refresh="+big, "Content-Type", asForm)
	want(t, "a token of 1 MB in a form", res, text, 413, tooLarge)
	res, text = i.Do("POST", "/api/token/refresh/", `{"refresh":"`+strings.Repeat("a", 60000)+`"}`, "Content-Type", asJSON)
	want(t, "a token of 60 kB", res, text, 401, `{"detail":"Token is invalid","code":"token_not_valid"}`)
	res, text = i.Do("GET", "/hello/", "", "Authorization", "Bearer "+strings.Repeat("a", 20000))
	want(t, "a token of 20 kB in a header", res, text, 401, `{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is invalid"}]}`)
	res, text = i.Do("GET", "/hello/", "", "Authorization", "Bearer "+big)
	want(t, "a token of 1 MB in a header", res, text, 431, "431 Request Header Fields Too Large")
	res, text = i.Do("POST", "/nothing/here", "x")
	want(t, "no such path", res, text, 404, `{"detail":"Not found."}`)
	res, _ = i.Do("POST", "//api/token//", "username=a", "Content-Type", asForm)
	if res.StatusCode != 404 {
		t.Errorf("a path that is not clean: %d, want 404 and no redirect", res.StatusCode)
	}

	// A body of unknown length is cut off when it is read.
	req, err := http.NewRequest("POST", i.Base+"/api/token/", io.MultiReader(strings.NewReader("username="), strings.NewReader(big)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", asForm)
	res, err = http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	chunked, _ := io.ReadAll(res.Body)
	want(t, "1 MB in chunks", res, string(chunked), 413, tooLarge)
}

// A client that sends its header or its body too slowly is let go.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	i := servertest.Start(t, nil)
	for _, c := range []struct{ name, sent, answer string }{
		{"header", "POST /api/token/ HTTP/1.1\r\nHost: x\r\n", ""},
		{"body", "POST /api/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{", "HTTP/1.1 408 "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			conn, err := net.Dial("tcp", i.Address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprint(conn, c.sent)
			_ = conn.SetReadDeadline(time.Now().Add(25 * time.Second))
			text, err := io.ReadAll(conn)
			if err != nil {
				t.Fatalf("the connection is still open: %v", err)
			}
			if !strings.HasPrefix(string(text), c.answer) {
				t.Errorf("answered %q, want %q", text, c.answer)
			}
		})
	}
}

func TestCORS(t *testing.T) {
	const page = "http://localhost:5173"
	listed := servertest.Start(t, func(c *config.Config) { c.CORS.Origins = []string{page, "https://app.example"} })
	cookies := servertest.Start(t, func(c *config.Config) { c.CORS.Origins, c.CORS.Credentials = []string{page}, true })
	none := servertest.Start(t, nil)
	for _, c := range []struct {
		name, origin string
		i            *servertest.Issuer
		allowed      bool
	}{
		{"listed", page, listed, true}, {"listed too", "https://app.example", listed, true}, {"with cookies", page, cookies, true},
		{"another port", "http://localhost:5174", listed, false}, {"another scheme", "https://localhost:5173", listed, false},
		{"longer", page + "0", listed, false}, {"a subdomain", "https://x.app.example", listed, false}, {"null", "null", listed, false},
		{"other case", "HTTP://localhost:5173", listed, false}, {"none listed", page, none, false},
	} {
		res, _ := c.i.Do("OPTIONS", "/api/token/", "", "Origin", c.origin, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "content-type")
		if ok := res.Header.Get("Access-Control-Allow-Origin") == c.origin; ok != c.allowed || c.allowed && (res.StatusCode != 204 || !strings.Contains(res.Header.Get("Access-Control-Allow-Headers"), "Authorization") || !strings.Contains(res.Header.Get("Access-Control-Allow-Methods"), "POST")) {
			t.Errorf("%s: preflight: %d %v", c.name, res.StatusCode, res.Header)
		}
		// Refusals can be read by the page as well: it needs their status.
		res, _ = c.i.Do("GET", "/hello/", "", "Origin", c.origin)
		if ok := res.Header.Get("Access-Control-Allow-Origin") == c.origin; ok != c.allowed || res.StatusCode != 401 ||
			c.allowed && res.Header.Get("Access-Control-Expose-Headers") != "Date, Retry-After, WWW-Authenticate" {
			t.Errorf("%s: request: %d %v", c.name, res.StatusCode, res.Header)
		}
		if c.i != none && res.Header.Get("Vary") != "Origin" {
			t.Errorf("%s: Vary %q", c.name, res.Header.Get("Vary"))
		}
		if got := res.Header.Get("Access-Control-Allow-Credentials"); (got == "true") != (c.i == cookies && c.allowed) {
			t.Errorf("%s: Access-Control-Allow-Credentials %q", c.name, got)
		}
		if !c.allowed {
			for name := range res.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("%s: %s is set", c.name, name)
				}
			}
		}
	}
}

func TestRequestIdentifiers(t *testing.T) {
	i := servertest.Start(t, nil)
	for given, kept := range map[string]bool{
		"3f1c2d4e-0000-4000-8000-1234567890ab": true, "": false, "short": false, strings.Repeat("a", 65): false,
		"eyJhbGciOiJIUzI1NiJ9.e30.c2ln": false, `a"b,"c":"dddd`: false,
	} {
		res, _ := i.Do("GET", "/healthz", "", "X-Request-Id", given)
		if got := res.Header.Get("X-Request-Id"); (got == given) != kept || got == "" {
			t.Errorf("%q became %q", given, got)
		}
	}
}

// Stopping lets a login that has begun be answered, and takes no more.
func TestStopFinishesWhatHasBegun(t *testing.T) {
	i := servertest.Start(t, func(c *config.Config) { c.Limits.StopSeconds = 10 })
	i.AddUser("ana", "right")
	conn, err := net.Dial("tcp", i.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	body := `{"username":"ana","password":"right"}`
	fmt.Fprintf(conn, "POST /api/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:10])
	if _, text := i.Do("GET", "/healthz", ""); text != `{"status":"ok"}` { // the login has begun by now
		t.Fatal(text)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- i.Stop() }()
	for { // until no connection is taken any more
		c, err := net.Dial("tcp", i.Address)
		if err != nil {
			break
		}
		_ = c.Close()
		time.Sleep(time.Millisecond)
	}
	fmt.Fprint(conn, body[10:])
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !strings.Contains(string(text), `"access":"`) {
		t.Errorf("the login that had begun: %d %s", res.StatusCode, text)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
	if !strings.Contains(i.Log.String(), `"msg":"stopped"`) {
		t.Error("the log does not say that it stopped")
	}
}
