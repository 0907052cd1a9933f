package e2e

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// raw sends bytes as they are and returns the status of the answer.
func (p *proxy) raw(t *testing.T, request string) int {
	t.Helper()
	c, err := net.Dial("tcp", p.Address("in"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("%q: %v", request, err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// Requests that no browser sends: none gets past the filter by its form, and
// none harms it.
func TestOddRequests(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodHS256, "k")
	p := start(t, `{"policy":{"algorithms":["HS256"]},"keys":{"inline":`+keySet(s)+`},"rules":[{"prefix":"/public","public":true}]}`)
	token := s.token(t, nil)
	const host = "Host: a\r\n"
	tests := []struct {
		line, headers string
		status        int
	}{
		{"GET /public HTTP/1.1", host, 200},
		{"GET http://a/public HTTP/1.1", host, 200},
		{"GET http://a/public/../api HTTP/1.1", host, 401},
		{"GET /public/../api HTTP/1.1", host, 401},
		{"GET /public/%2e%2e/api HTTP/1.1", host, 401},
		{"GET /public%2f..%2fapi HTTP/1.1", host, 400},
		{`GET /public\..\api HTTP/1.1`, host, 401},
		{"GET /public/%zz HTTP/1.1", host, 400},
		{"GET //public HTTP/1.1", host, 200}, // one slash by then, for the upstream too
		{"GET /public#/../api HTTP/1.1", host, 400},
		{"OPTIONS * HTTP/1.1", host, 404},
		{"GET /api HTTP/1.1", host + "authorization: Bearer \xff\xfe\r\n", 401},
		{"GET /api HTTP/1.1", host + "Authorization:\r\n", 401},
		{"GET /api HTTP/1.1", host + "Authorization: Bearer\r\n  " + token + "\r\n", 200}, // one line by then
		{"GET /api HTTP/1.1", host + "Authorization: Bearer " + token + "\x00\r\n", 400},
		{"GET /api HTTP/1.1", host + strings.Repeat("X-Many: 1\r\n", 90), 401},
		{"POST /api HTTP/1.1", host + "Content-Length: 5\r\n", 401},
		{"DELETE /api HTTP/1.1", host, 401},
	}
	for _, test := range tests {
		if got := p.raw(t, test.line+"\r\n"+test.headers+"Connection: close\r\n\r\n"); got != test.status {
			t.Errorf("%q %.80q: %d, want %d", test.line, test.headers, got, test.status)
		}
		if got := p.get(t, "/api", bearer(token)); got.status != http.StatusOK {
			t.Fatalf("%q %.80q: a good request after it is answered %d %s", test.line, test.headers, got.status, got.body)
		}
	}
}
