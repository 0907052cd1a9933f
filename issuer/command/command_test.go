package command

import (
	"bytes"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/issuer/config"
)

// result is what a command line did.
type result struct {
	exit           int
	stdout, stderr string
}

// do runs a command line in a folder of its own to the end.
func do(t *testing.T, environ []string, stdin string, args ...string) result {
	t.Helper()
	file := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(file, []byte(stdin), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var stdout, stderr bytes.Buffer
	exit := run(t.Context(), args, environ, in, &stdout, &stderr)
	return result{exit, stdout.String(), stderr.String()}
}

func TestUsers(t *testing.T) {
	db := filepath.Join(t.TempDir(), "x.db")
	env := []string{"TALLYSTICK_DATABASE=" + db}
	for _, c := range []struct {
		name, stdin string
		env         string
		args        []string
		exit        int
		says        string
	}{
		{"list nobody", "", "", []string{"user", "list"}, 0, `^ID  NAME  STATE  SINCE\n$`},
		{"add by stdin", "tally-demo\n", "", []string{"user", "add", "demo", "--password-stdin"}, 0, `^added user demo with id 1\n$`},
		{"add by environment", "", "TALLYSTICK_PASSWORD=pass word", []string{"user", "add", "ana"}, 0, `^added user ana with id 2\n$`},
		{"add twice", "x", "", []string{"user", "add", "demo", "--password-stdin"}, 1, `^issuer: user "demo": a user with this name exists already\n$`},
		{"add without a password", "x", "", []string{"user", "add", "eve"}, 1, `standard input is not a terminal; give --password-stdin`},
		{"add with an empty password", "\n", "", []string{"user", "add", "eve", "--password-stdin"}, 1, `^issuer: the password is empty\n$`},
		{"add with a bad name", "x", "", []string{"user", "add", "a b", "--password-stdin"}, 1, `^issuer: user name "a b": it must have`},
		{"add nobody", "", "", []string{"user", "add"}, 1, `expected "<name>"`},
		{"a password as an argument", "", "", []string{"user", "add", "eve", "secret"}, 1, `unexpected argument secret`},
		{"password", "other", "", []string{"user", "password", "ana", "--password-stdin"}, 0, `^user ana has a new password\n$`},
		{"password of nobody", "other", "", []string{"user", "password", "eve", "--password-stdin"}, 1, `^issuer: user "eve": no such user\n$`},
		{"disable", "", "", []string{"user", "disable", "ana"}, 0, `^user ana is shut out\n$`},
		{"list", "", "", []string{"user", "list"}, 0, `\n2   ana   disabled  \S+Z\n1   demo  active    \S+Z\n$`},
		{"enable", "", "", []string{"user", "enable", "ana"}, 0, `^user ana may sign in\n$`},
		{"enable nobody", "", "", []string{"user", "enable", "eve"}, 1, `no such user`},
	} {
		r := do(t, append(env[:1:1], c.env), c.stdin, c.args...)
		text := r.stdout
		if c.exit != 0 {
			text = r.stderr
		}
		if r.exit != c.exit || !regexp.MustCompile(c.says).MatchString(text) {
			t.Errorf("%s: exit %d\nstdout: %s\nstderr: %s\nwant exit %d and %s", c.name, r.exit, r.stdout, r.stderr, c.exit, c.says)
		}
	}
}

func TestHelpIsForStrangers(t *testing.T) {
	r := do(t, nil, "", "--help")
	for _, s := range []string{"user add NAME", "127.0.0.1:8000", "tallystick.db", "TALLYSTICK_SECRET", "config members", "--config", "--set"} {
		if r.exit != 0 || !strings.Contains(r.stdout, s) {
			t.Errorf("--help: exit %d, without %q", r.exit, s)
		}
	}
	if r := do(t, nil, "", "user", "add", "--help"); r.exit != 0 || !strings.Contains(r.stdout, "--password-stdin") {
		t.Errorf("user add --help: exit %d\n%s", r.exit, r.stdout)
	}
	r = do(t, nil, "", "config", "members")
	for _, s := range config.Settings(&config.Config{}) {
		if !strings.Contains(r.stdout, s.Path) || !strings.Contains(r.stdout, s.Env) || s.Help == "" {
			t.Errorf("config members: %s is missing or not explained", s.Path)
		}
	}
}

func TestConfigCheck(t *testing.T) {
	r := do(t, []string{"TALLYSTICK_CORS_ORIGINS=http://a:1, http://b:2", "TALLYSTICK_TYPO=1", "TALLYSTICK_KEY=" + strings.Repeat("5e", 32)}, "", "config", "check", "--set", "access_seconds=30", "--set", "audience=a,b")
	var got config.Config
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil || r.exit != 0 {
		t.Fatalf("exit %d, %v\n%s%s", r.exit, err, r.stdout, r.stderr)
	}
	if got.AccessSeconds != 30 || len(got.CORS.Origins) != 2 || got.CORS.Origins[1] != "http://b:2" || len(got.Audience) != 2 || got.Algorithm != "ES256" {
		t.Errorf("%+v", got)
	}
	if !strings.Contains(r.stderr, "TALLYSTICK_TYPO is not a setting") || strings.Contains(r.stdout+r.stderr, "5e5e") {
		t.Errorf("%s", r.stderr)
	}
	// What is printed is a configuration file.
	file := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(file, []byte(r.stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	if again := do(t, nil, "", "-c", file, "config", "check"); again.stdout != r.stdout {
		t.Errorf("read back: %s%s", again.stdout, again.stderr)
	}
}

// Whatever is wrong is one sentence on stderr and exit status 1, and nothing
// is made or changed.
func TestWhatIsWrongIsSaid(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	unmade := filepath.Join(dir, "unmade.db")
	sealed := filepath.Join(dir, "sealed.db")
	start(t, []string{"TALLYSTICK_KEY=" + strings.Repeat("5e", 32)}, "--database", sealed).stop(t)
	text := write("text.db", strings.Repeat("not a database. ", 300))

	for _, c := range []struct {
		name string
		env  []string
		args []string
		says string
	}{
		{"an unknown member", nil, []string{"-c", write("1.json", `{"listen": "127.0.0.1:0", "cors": {"origin": []}}`)}, `1.json: cors.origin: there is no such member`},
		{"a wrong type", nil, []string{"-c", write("2.json", `{"cors": {"origins": ["http://a", 5]}}`)}, `cors.origins[1]: must be a string, not the number 5`},
		{"a broken file", nil, []string{"-c", write("3.json", "{\n\"listen\": \"x\",\n}")}, `3.json: line 3: not JSON`},
		{"no such file", nil, []string{"-c", filepath.Join(dir, "none.json")}, `none.json: cannot be read: no such file or directory`},
		{"a wrong value", nil, []string{"-c", write("4.json", `{"algorithm": "none"}`)}, `algorithm (from file `},
		{"a wrong variable", []string{"TALLYSTICK_ACCESS_SECONDS=5m"}, nil, `environment TALLYSTICK_ACCESS_SECONDS: must be a whole number`},
		{"a wrong flag", nil, []string{"--set", "access_second=5"}, `command line: access_second: there is no such setting`},
		{"no such flag", nil, []string{"--port", "80"}, `unknown flag --port`},
		{"no such command", nil, []string{"server"}, `unexpected argument server`},
		{"a port that is taken", nil, []string{"--listen", taken.Addr().String()}, `listen: ` + taken.Addr().String() + ` is in use by another program`},
		{"HS256 without a secret", nil, []string{"--set", "algorithm=HS256"}, `needs a secret: set TALLYSTICK_SECRET or secret_file`},
		{"a short secret", []string{"TALLYSTICK_SECRET=0123456789"}, []string{"--set", "algorithm=HS256"}, `the secret has 10 bytes; HS256 needs at least 32`},
		{"Django's placeholder", []string{"TALLYSTICK_SECRET=django-insecure-0123456789abcdef0123456789abcdef"}, []string{"--set", "algorithm=HS256"}, `the secret begins with django-insecure-`},
		{"a secret without use", []string{"TALLYSTICK_SECRET=0123456789abcdef0123456789abcdef"}, nil, `has no use for the secret`},
		{"a secret file that is not there", nil, []string{"--set", "secret_file=" + filepath.Join(dir, "none")}, `secret_file: open`},
		{"a bad key of the database", []string{"TALLYSTICK_KEY=0123"}, nil, `the key of the database must be 32 bytes`},
		{"sealed keys without a key", nil, []string{"--database", sealed}, `are sealed: set TALLYSTICK_KEY or key_file`},
		{"sealed keys with another key", []string{"TALLYSTICK_KEY=" + strings.Repeat("6f", 32)}, []string{"--database", sealed}, `sealed with another key`},
		{"a folder that is not there", nil, []string{"--database", filepath.Join(dir, "none", "x.db")}, `none does not exist`},
		{"not a database", nil, []string{"--database", text}, `is not an SQLite database`},
	} {
		args := c.args
		if !strings.Contains(strings.Join(args, " "), "--listen") {
			args = append([]string{"--listen", "127.0.0.1:0"}, args...)
		}
		if !strings.Contains(strings.Join(args, " "), "--database") {
			args = append([]string{"--database", unmade}, args...)
		}
		r := do(t, c.env, "", args...)
		var sentence []string // the log is JSON, one object a line
		for line := range strings.Lines(r.stderr) {
			if !strings.HasPrefix(line, "{") {
				sentence = append(sentence, line)
			}
		}
		if r.exit != 1 || len(sentence) != 1 || !strings.HasPrefix(sentence[0], "issuer: ") || !strings.Contains(sentence[0], c.says) {
			t.Errorf("%s: exit %d\n%s\nwant one sentence with %q", c.name, r.exit, r.stderr, c.says)
		}
		if strings.Contains(r.stderr, "0123456789") {
			t.Errorf("%s: the secret is told: %s", c.name, r.stderr)
		}
	}
	if _, err := os.Stat(unmade); err == nil {
		t.Error("a database was made although nothing could be served")
	}
	if got, _ := os.ReadFile(text); len(got) != 16*300 {
		t.Error("a file that is no database was changed")
	}
}

func TestTheHintCanBeCopied(t *testing.T) {
	for arg0, want := range map[string]string{
		"issuer": "issuer", "./bin/issuer": "./bin/issuer", "/tmp/go-build123/b001/exe/issuer": "go run ./issuer",
	} {
		if got := program(arg0); got != want {
			t.Errorf("%s: %s, want %s", arg0, got, want)
		}
	}
	for path, want := range map[string]string{
		"/srv/tallystick.db": "/srv/tallystick.db", "/my files/x.db": "'/my files/x.db'", "/it's.db": `'/it'\''s.db'`, "/$HOME.db": "'/$HOME.db'",
	} {
		if got := quoted(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}
