package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// The example of RFC 7515 A.1, which ends at 1300819380.
const (
	rfcToken = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." +
		"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ." +
		"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	rfcKeys = `{"keys":[{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}]}`
)

// folder has policy.json, keys.json and some that are wrong.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"policy.json": `{"algorithms":["HS256"]}`,
		"wrong.json":  `{"algorithms":["HS256"],"audiences":[]}`,
		"keys.json":   rfcKeys,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCommandLine(t *testing.T) {
	dir := folder(t)
	tests := []struct {
		about  string
		args   string // DIR stands for the folder, TOKEN for the RFC's token
		in     string
		status int
		out    []string // what standard output must hold
		err    string   // what standard error must hold
	}{
		{"nothing", "", "", exitValid, []string{"Usage: tally", "verify", "inspect"}, ""},
		{"help of a command", "verify --help", "", exitValid, []string{"--policy", "--jwks", "--batch"}, ""},
		{"unknown command", "frobnicate", "", exitUsage, nil, "frobnicate"},
		{"valid", "verify --policy DIR/policy.json --jwks DIR/keys.json --now 1300819379 TOKEN", "", exitValid, []string{"valid: ", "\nclaims\n", `"iss": "joe"`, "expires", "2011-03-22T18:43:00Z (in 1s)"}, ""},
		{"valid, compiled", "verify --engine wasm --policy DIR/policy.json --jwks DIR/keys.json --now 1300819379 TOKEN", "", exitValid, []string{"valid: "}, ""},
		{"valid, compiled with native signatures", "verify --engine wasm-native-signatures --policy DIR/policy.json --jwks DIR/keys.json --now 1300819379 TOKEN", "", exitValid, []string{"valid: "}, ""},
		{"from standard input", "verify --policy DIR/policy.json --jwks DIR/keys.json --now 2011-03-22T18:42:59.5Z -", rfcToken + "\n", exitValid, []string{"valid: "}, ""},
		{"expired", "verify --policy DIR/policy.json --jwks DIR/keys.json TOKEN", "", exitRefused, []string{"expired: ", "claims, unverified"}, ""},
		{"malformed", "verify --policy DIR/policy.json --jwks DIR/keys.json x.y.z", "", exitRefused, []string{"malformed: "}, ""},
		{"no token", "verify --policy DIR/policy.json --jwks DIR/keys.json", "", exitUsage, nil, "no token: give one"},
		{"no policy", "verify TOKEN", "", exitUsage, nil, "no policy: give --policy"},
		{"no keys", "verify --policy DIR/policy.json TOKEN", "", exitUsage, nil, "no keys: give --jwks"},
		{"wrong policy", "verify --policy DIR/wrong.json --jwks DIR/keys.json TOKEN", "", exitUsage, nil, "wrong.json: policy: audiences: must not be empty"},
		{"wrong policy, compiled", "verify --engine wasm --policy DIR/wrong.json --jwks DIR/keys.json TOKEN", "", exitUsage, nil, "wrong.json: policy: audiences: must not be empty"},
		{"wrong keys", "verify --policy DIR/policy.json --jwks DIR/policy.json TOKEN", "", exitUsage, nil, `policy.json: key set: has no array "keys"`},
		{"wrong keys, compiled", "verify --engine wasm --policy DIR/policy.json --jwks DIR/policy.json TOKEN", "", exitUsage, nil, `policy.json: key set: has no array "keys"`},
		{"missing file", "verify --policy DIR/none.json --jwks DIR/keys.json TOKEN", "", exitUsage, nil, "none.json"},
		{"wrong time", "verify --policy DIR/policy.json --jwks DIR/keys.json --now noon TOKEN", "", exitUsage, nil, `--now: "noon"`},
		{"wrong engine", "verify --engine v8 TOKEN", "", exitUsage, nil, "--engine"},
		{"batch with a token", "verify --batch TOKEN", "", exitUsage, nil, "--batch takes token"},
		{"inspect", "inspect TOKEN", "", exitValid, []string{"header", `"alg": "HS256"`, "claims, unverified", "expired", "ago)"}, ""},
		{"inspect from standard input", "inspect -", rfcToken, exitValid, []string{`"alg": "HS256"`}, ""},
		{"inspect what is no token", "inspect a.b", "", exitRefused, []string{"malformed: "}, ""},
	}
	for _, test := range tests {
		t.Run(test.about, func(t *testing.T) {
			args := strings.Fields(strings.NewReplacer("DIR", dir, "TOKEN", rfcToken).Replace(test.args))
			var out, errs bytes.Buffer
			if got := run(args, strings.NewReader(test.in), &out, &errs); got != test.status {
				t.Errorf("exit status %d, want %d", got, test.status)
			}
			for _, want := range test.out {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, &out)
				}
			}
			if !strings.Contains(errs.String(), test.err) || test.err == "" && errs.Len() > 0 {
				t.Errorf("standard error: %s", &errs)
			}
		})
	}
}

func TestBatch(t *testing.T) {
	line := func(id, policy, keys, token, now string) string {
		text, err := json.Marshal(map[string]any{"keys": keys, "token": token})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"id":%s,"policy":%s,"now":%s,"expect":"ignored",%s`, id, policy, now, text[1:])
	}
	const policy = `{"algorithms":["HS256"]}`
	in := strings.Join([]string{
		line(`"a"`, policy, rfcKeys, rfcToken, "1300819379"),
		line(`"b"`, policy, rfcKeys, rfcToken, "1300819379.999999999"),
		line(`"c"`, policy, rfcKeys, rfcToken, "1300819380"),
		"",
		line(`7`, `{"algorithms":["HS256"],"audiences":[]}`, rfcKeys, rfcToken, "1300819379"),
		line(`"d"`, policy, "damaged", rfcToken, "1300819379"),
		line(`"e"`, policy, `{"keys":[]}`, rfcToken, "1300819379"),
		line(`"f"`, policy, rfcKeys, strings.Repeat("x", 2<<20), "1300819379"),
		line(`"g"`, policy, rfcKeys, rfcToken, `"noon"`),
		"nonsense",
		line(`"h"`, policy, rfcKeys, rfcToken, "1300819379"),
	}, "\n")
	want := `{"id":"a","verdict":"valid","code":1}
{"id":"b","verdict":"valid","code":1}
{"id":"c","verdict":"expired","code":11}
{"id":7,"error":"policy: audiences: must not be empty"}
{"id":"d","verdict":"keys_unavailable","code":20}
{"id":"e","verdict":"unknown_key","code":8}
{"id":"f","verdict":"too_large","code":3}
{"id":"g","error":"line: json: invalid number literal, trying to unmarshal \"\\\"noon\\\"\" into Number"}
{"id":null,"error":"line: invalid character 'o' in literal null (expecting 'u')"}
{"id":"h","verdict":"valid","code":1}
`
	for name := range engines {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run([]string{"verify", "--batch", "--engine", name}, strings.NewReader(in), &out, &errs); status != 0 {
				t.Fatalf("exit status %d: %s", status, &errs)
			}
			if out.String() != want {
				t.Errorf("got\n%s\nwant\n%s", &out, want)
			}
		})
	}
}

func TestParseTime(t *testing.T) {
	tests := []struct {
		text string
		want verdict.Instant
		ok   bool
	}{
		{"1700000000", verdict.Instant{Sec: 1700000000}, true},
		{"1700000000.5", verdict.Instant{Sec: 1700000000, Nano: 500_000_000}, true},
		{"1700000000.000000001", verdict.Instant{Sec: 1700000000, Nano: 1}, true},
		{"0", verdict.Instant{}, true},
		{"-5", verdict.Instant{Sec: -5}, true},
		{"2023-11-14T22:13:20Z", verdict.At(time.Unix(1700000000, 0)), true},
		{"1700000000.0000000001", verdict.Instant{}, false},
		{"-5.5", verdict.Instant{}, false},
		{"1.-5", verdict.Instant{}, false},
		{"1e9", verdict.Instant{}, false},
		{"9223372036854775808", verdict.Instant{}, false},
		{"", verdict.Instant{}, false},
		{"noon", verdict.Instant{}, false},
	}
	for _, test := range tests {
		got, err := parseTime(test.text)
		if (err == nil) != test.ok || got != test.want {
			t.Errorf("%q: %v, %v", test.text, got, err)
		}
	}
}

func TestSpan(t *testing.T) {
	for seconds, want := range map[int64]string{0: "0s", 59: "59s", 60: "1m 0s", 3725: "1h 2m", 90000: "1d 1h", 400 * 86400: "1y 35d"} {
		if got := span(seconds); got != want {
			t.Errorf("%d: %q, want %q", seconds, got, want)
		}
	}
}
