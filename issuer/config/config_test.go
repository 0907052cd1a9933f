package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDefaults(t *testing.T) {
	c, err := Load("", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8000" || c.Database != "tallystick.db" || c.Algorithm != "ES256" || c.AccessSeconds != 300 ||
		c.RefreshSeconds != 86400 || c.UserID != "string" || c.Limits.BodyBytes != 65536 || len(c.CORS.Origins) != 0 || c.Issuer != "" {
		t.Errorf("%+v", c)
	}
	if c.Hashes() < 1 {
		t.Errorf("%d hashes at once", c.Hashes())
	}
}

// Flags are above the environment, that above the file, that above defaults.
func TestOrder(t *testing.T) {
	path := file(t, `{"listen": "127.0.0.1:1", "issuer": "file", "access_seconds": 10, "refresh_seconds": 20}`)
	c, err := Load("", []string{"TALLYSTICK_CONFIG=" + path, "TALLYSTICK_ISSUER=env", "TALLYSTICK_ACCESS_SECONDS=11"}, map[string]string{"access_seconds": "12"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:1" || c.Issuer != "env" || c.AccessSeconds != 12 || c.RefreshSeconds != 20 || c.Algorithm != "ES256" {
		t.Errorf("%+v", c)
	}
	if c, err = Load(path, []string{"TALLYSTICK_CONFIG=/none"}, nil); err != nil || c.Issuer != "file" {
		t.Errorf("a file named by flag: %+v, %v", c, err)
	}
}

func TestFiles(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{`{}`, ""},
		{`{"cors": {}, "limits": {"body_bytes": 2048}, "log": {"level": "debug"}, "audience": ["a"]}`, ""},
		{``, "line 1: not JSON: the text ends too early"},
		{`{"listen": "127.0.0.1:1"`, "the text ends too early"},
		{`[]`, "the file: must be an object, not a list"},
		{`5`, "the file: must be an object, not the number 5"},
		{`{} {}`, "something follows"},
		{`{"Listen": "127.0.0.1:1"}`, "Listen: there is no such member"},
		{`{"limits": {"bytes": 1}}`, "limits.bytes: there is no such member"},
		{`{"limits.body_bytes": 2048}`, "limits.body_bytes: there is no such member"},
		{`{"limits": 5}`, "limits: must be an object, not the number 5"},
		{`{"listen": 5}`, "listen: must be a string, not the number 5"},
		{`{"listen": null}`, "listen: must be a string, not null"},
		{`{"listen": {}}`, "listen: must be a string, not an object"},
		{`{"access_seconds": "5"}`, "access_seconds: must be a whole number, not a string"},
		{`{"access_seconds": 5.5}`, "access_seconds: must be a whole number, not the number 5.5"},
		{`{"access_seconds": 1e99}`, "access_seconds: must be a whole number"},
		{`{"audience": "a"}`, "audience: must be a list of strings, not a string"},
		{`{"audience": [["a"]]}`, "audience[0]: must be a string, not a list"},
		{`{"cors": {"credentials": 1}}`, "cors.credentials: must be true or false, not the number 1"},
		{`{"listen": "127.0.0.1:1", "listen": "127.0.0.1:2"}`, "listen: is there twice"},
		{`{"cors": {"origins": [], "origins": []}}`, "cors.origins: is there twice"},
		{`{"secret": "0123456789abcdef0123456789abcdef"}`, "secret: there is no such member"},
	} {
		path := file(t, c.text)
		_, err := Load(path, nil, nil)
		if (err == nil) != (c.says == "") || err != nil && (!strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path)) {
			t.Errorf("%s: %v; want %q", c.text, err, c.says)
		}
	}
}

func TestRules(t *testing.T) {
	for _, c := range []struct {
		set  string
		good bool
	}{
		{"listen=:8000", true}, {"listen=[::1]:0", true}, {"listen=localhost:80", true}, {"listen=8000", false}, {"listen=x:http", false}, {"listen=x:65536", false}, {"listen=x:-1", false},
		{"database=", false},
		{"algorithm=EdDSA", true}, {"algorithm=RS256", true}, {"algorithm=es256", false}, {"algorithm=none", false}, {"algorithm=HS256", false},
		{"issuer=https://issuer.example", true}, {"issuer=my app", true}, {"issuer= x", false}, {"issuer=a\nb", false},
		{"audience=a,b", true}, {"audience=", true}, {"audience=a,,b", false}, {"audience=,", false},
		{"access_seconds=1", true}, {"access_seconds=0", false}, {"access_seconds=-5", false}, {"access_seconds=86401", false},
		{"refresh_seconds=300", true}, {"refresh_seconds=299", false},
		{"user_id=integer", true}, {"user_id=int", false},
		{"cors.origins=http://localhost:5173", true}, {"cors.origins=https://a.example,http://[::1]:80", true},
		{"cors.origins=*", false}, {"cors.origins=null", false}, {"cors.origins=http://a/", false}, {"cors.origins=http://A", false}, {"cors.origins=a.example", false},
		{"cors.origins=ftp://a", false}, {"cors.origins=http://a:", false}, {"cors.origins=http://u@a", false}, {"cors.origins=http://*.a", false}, {"cors.origins=http://", false},
		{"cors.credentials=true", false}, {"cors.credentials=yes", false},
		{"limits.body_bytes=1023", false}, {"limits.body_bytes=1024", true}, {"limits.password_hashes=-1", false}, {"limits.stop_seconds=301", false},
		{"log.level=warn", true}, {"log.level=loud", false},
	} {
		path, value, _ := strings.Cut(c.set, "=")
		_, err := Load("", nil, map[string]string{path: value})
		if (err == nil) != c.good || err != nil && !strings.Contains(err.Error(), path) {
			t.Errorf("%q: %v", c.set, err)
		}
	}
}

func TestSecrets(t *testing.T) {
	path := file(t, "0123456789abcdef0123456789abcdef\n")
	c, err := Load("", nil, map[string]string{"algorithm": "HS256", "secret_file": path})
	if err != nil || string(c.Secret) != "0123456789abcdef0123456789abcdef\n" {
		t.Errorf("%q, %v", c.Secret, err)
	}
	if _, err := Load("", []string{"TALLYSTICK_SECRET=x"}, map[string]string{"algorithm": "HS256", "secret_file": path}); err == nil || !strings.Contains(err.Error(), "both set") {
		t.Errorf("both: %v", err)
	}
	if c, err = Load("", []string{"TALLYSTICK_KEY=abc"}, nil); err != nil || string(c.Key) != "abc" || c.Secret != nil {
		t.Errorf("%q, %v", c.Key, err)
	}
	if c, err = Load("", []string{"TALLYSTICK_LISTNE=x", "TALLYSTICK_PASSWORD=x", "OTHER=x"}, nil); err != nil || strings.Join(c.Ignored, " ") != "TALLYSTICK_LISTNE" {
		t.Errorf("ignored: %q, %v", c.Ignored, err)
	}
}

func TestTextIsTheInverseOfParse(t *testing.T) {
	c, err := Load("", nil, map[string]string{"audience": "a,b", "cors.origins": "http://a", "cors.credentials": "true", "access_seconds": "7"})
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]string{}
	for _, s := range Settings(c) {
		flags[s.Path] = s.Text()
	}
	again, err := Load("", nil, flags)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range Settings(again) {
		if want := Settings(c)[i].Text(); s.Text() != want {
			t.Errorf("%s: %q, want %q", s.Path, s.Text(), want)
		}
	}
}
