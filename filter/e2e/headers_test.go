package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

func TestClaimHeaders(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodHS256, "k")
	p := start(t, `{
		"policy": {"algorithms":["HS256"]},
		"keys": {"inline":`+keySet(s)+`},
		"claim_headers": [
			{"claim": "user_id", "header": "X-User-Id"},
			{"claim": ["realm", "name"], "header": "x-realm"},
			{"claim": "admin", "header": "x-admin"}
		],
		"rules": [{"prefix": "/open", "public": true}]
	}`)
	deep := map[string]string{"name": "main hall"}
	tests := []struct {
		about  string
		claims jwt.MapClaims
		want   map[string]string // "" is absent
	}{
		{"string, number, boolean", jwt.MapClaims{"user_id": 7, "realm": deep, "admin": true}, map[string]string{"X-User-Id": "7", "X-Realm": "main hall", "X-Admin": "true"}},
		{"absent", jwt.MapClaims{}, map[string]string{"X-User-Id": "", "X-Realm": "", "X-Admin": ""}},
		{"null", jwt.MapClaims{"user_id": nil}, map[string]string{"X-User-Id": ""}},
		{"array", jwt.MapClaims{"user_id": []string{"a"}}, map[string]string{"X-User-Id": ""}},
		{"object", jwt.MapClaims{"user_id": deep}, map[string]string{"X-User-Id": ""}},
		{"line break", jwt.MapClaims{"user_id": "a\r\nx-admin: true"}, map[string]string{"X-User-Id": "", "X-Admin": ""}},
		{"not ASCII", jwt.MapClaims{"user_id": "Zoë"}, map[string]string{"X-User-Id": ""}},
		{"space before", jwt.MapClaims{"user_id": " ada"}, map[string]string{"X-User-Id": ""}},
		{"fraction", jwt.MapClaims{"user_id": 1.5}, map[string]string{"X-User-Id": "1.5"}},
	}
	spoofed := []string{"X-User-Id: root", "X-User-Id: admin", "x-realm: root", "X-ADMIN: true", "X_User_Id: root", "x_user_id: root", "X-Other: kept"}
	check := func(about string, seen http.Header, want map[string]string) {
		t.Helper()
		for name, value := range want {
			if got := seen[name]; value == "" && got != nil || value != "" && (len(got) != 1 || got[0] != value) {
				t.Errorf("%s: upstream saw %s %q, want %q", about, name, got, value)
			}
		}
		for name := range seen {
			if strings.Contains(name, "_") {
				t.Errorf("%s: upstream saw %v", about, seen)
			}
		}
		if seen.Get("X-Other") != "kept" {
			t.Errorf("%s: upstream saw %v", about, seen)
		}
	}
	for _, test := range tests {
		token := bearer(s.token(t, test.claims))
		got := p.get(t, "/", append(spoofed, token)...)
		check(test.about, got.seen, test.want)
		if got.seen["Authorization"] != nil {
			t.Errorf("%s: upstream saw the token", test.about)
		}
	}
	nothing := map[string]string{"X-User-Id": "", "X-Realm": "", "X-Admin": ""}
	check("public", p.get(t, "/open", append(spoofed, "Authorization: Basic YTpi")...).seen, nothing)
}

func TestForwardToken(t *testing.T) {
	s := newSigner(t, jwt.SigningMethodHS256, "k")
	p := start(t, `{"forward_token":true,"policy":{"algorithms":["HS256"]},"keys":{"inline":`+keySet(s)+`}}`)
	token := s.token(t, nil)
	if got := p.get(t, "/", bearer(token)).seen.Get("Authorization"); got != "Bearer "+token {
		t.Errorf("upstream saw %q", got)
	}
}
