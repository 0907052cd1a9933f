package plugin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"log"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/proxytest"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"
)

const (
	secret = "thirty-two octets of test secret"
	keys   = `{"keys":[{"kty":"oct","kid":"a","k":"dGhpcnR5LXR3byBvY3RldHMgb2YgdGVzdCBzZWNyZXQ"}]}`
	policy = `"policy":{"algorithms":["HS256"],"require_expiry":false}`
)

func token(claims string) string {
	input := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","kid":"a"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// start runs the plugin under the SDK's emulated host.
func start(t *testing.T, configuration string) (proxytest.HostEmulator, types.OnPluginStartStatus) {
	t.Helper()
	log.SetOutput(io.Discard) // the emulator tells every call
	host, reset := proxytest.NewHostEmulator(proxytest.NewEmulatorOption().
		WithVMContext(New()).WithPluginConfiguration([]byte(configuration)))
	t.Cleanup(reset)
	if host.StartVM() != types.OnVMStartStatusOK {
		t.Fatal("the machine does not start")
	}
	return host, host.StartPlugin()
}

func ask(host proxytest.HostEmulator, headers ...[2]string) (action types.Action, seen [][2]string, refused *proxytest.LocalHttpResponse) {
	id := host.InitializeHttpContext()
	action = host.CallOnRequestHeaders(id, append([][2]string{{":path", "/"}, {":method", "GET"}}, headers...), true)
	return action, host.GetCurrentRequestHeaders(id), host.GetSentLocalResponse(id)
}

func TestRequests(t *testing.T) {
	host, status := start(t, `{`+policy+`,"keys":{"inline":`+keys+`},"claim_headers":[{"claim":"sub","header":"x-sub"}]}`)
	if status != types.OnPluginStartStatusOK {
		t.Fatal(host.GetCriticalLogs())
	}
	good := [2]string{"authorization", "Bearer " + token(`{"sub":"ada"}`)}

	// No header that an upstream may take for the claim's gets through.
	action, seen, refused := ask(host, good, [2]string{"x-sub", "root"}, [2]string{"x_sub", "root"}, [2]string{"X-SUB", "root"}, [2]string{"x-su", "kept"})
	want := [][2]string{{":path", "/"}, {":method", "GET"}, {"x-su", "kept"}, {"x-sub", "ada"}}
	if action != types.ActionContinue || refused != nil || len(seen) != len(want) {
		t.Fatalf("%v, %v, %v", action, seen, refused)
	}
	for i := range want {
		if seen[i] != want[i] {
			t.Errorf("header %d is %q, want %q", i, seen[i], want[i])
		}
	}

	// Two credentials that nobody has joined.
	action, _, refused = ask(host, good, good)
	if action != types.ActionPause || refused == nil || refused.StatusCode != 401 || !strings.Contains(string(refused.Data), `"malformed"`) {
		t.Errorf("two credentials: %v, %+v", action, refused)
	}
	if n, err := host.GetCounterMetric("tallystick.verdict.malformed"); n != 1 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
}

func TestFetch(t *testing.T) {
	// The key is a shared secret, so the token stays unusable even with it: what
	// counts is which verdict is given when.
	host, status := start(t, `{`+policy+`,"keys":{"cluster":"issuer","refresh_seconds":3}}`)
	if status != types.OnPluginStartStatusOK {
		t.Fatal(host.GetCriticalLogs())
	}
	if host.GetTickPeriod() != 1000 {
		t.Errorf("tick period is %d ms", host.GetTickPeriod())
	}
	asked := func() []proxytest.HttpCalloutAttribute {
		return host.GetCalloutAttributesFromContext(proxytest.PluginContextID)
	}
	verdict := func(want string) {
		t.Helper()
		_, _, refused := ask(host, [2]string{"authorization", "Bearer " + token(`{}`)})
		if refused == nil || !strings.Contains(string(refused.Data), `"verdict":"`+want+`"`) {
			t.Errorf("%+v, want %s", refused, want)
		}
	}
	ticks := func(n int) {
		for range n {
			host.Tick()
		}
	}
	ok := [][2]string{{":status", "200"}}

	verdict("keys_unavailable")
	if len(asked()) != 1 {
		t.Fatalf("%d calls at the start, want 1", len(asked()))
	}
	ticks(9)
	if len(asked()) != 1 {
		t.Errorf("asked again before the first call had its answer")
	}

	// Failures: the next tries after 1, 2, 3 and 3 seconds.
	for i, wait := range []int{1, 2, 3, 3} {
		host.CallOnHttpCallResponse(asked()[i].CalloutID, nil, nil, nil)
		ticks(wait - 1)
		if len(asked()) != i+1 {
			t.Errorf("failure %d: asked again before %d s", i, wait)
		}
		ticks(1)
		if len(asked()) != i+2 {
			t.Fatalf("failure %d: not asked again after %d s", i, wait)
		}
	}
	verdict("keys_unavailable")

	host.CallOnHttpCallResponse(asked()[4].CalloutID, ok, nil, []byte(keys))
	verdict("unusable_key")
	warnings := len(host.GetWarnLogs())
	ticks(3)
	host.CallOnHttpCallResponse(asked()[5].CalloutID, ok, nil, []byte(keys))
	if len(host.GetWarnLogs()) != warnings {
		t.Errorf("the same set is reported again: %q", host.GetWarnLogs())
	}

	// What does not load leaves the set of before, and after a failure one second
	// is the wait again.
	ticks(3)
	host.CallOnHttpCallResponse(asked()[6].CalloutID, ok, nil, []byte(`{"keys":`))
	verdict("unusable_key")
	ticks(1)
	if len(asked()) != 8 {
		t.Errorf("%d calls, want 8", len(asked()))
	}
	host.CallOnHttpCallResponse(asked()[7].CalloutID, ok, nil, []byte(`{"keys":[]}`))
	verdict("unknown_key")
	for _, line := range append(host.GetWarnLogs(), host.GetInfoLogs()...) {
		if strings.Contains(line, "dGhpcnR5") {
			t.Errorf("key material in the log: %s", line)
		}
	}
}

// Without keys the filter comes back sooner than the refresh would.
func TestFetchWithoutKeys(t *testing.T) {
	host, _ := start(t, `{`+policy+`,"keys":{"cluster":"issuer","refresh_seconds":300}}`)
	var waits []int
	for len(waits) < 6 {
		calls := host.GetCalloutAttributesFromContext(proxytest.PluginContextID)
		host.CallOnHttpCallResponse(calls[len(calls)-1].CalloutID, nil, nil, nil)
		n := 0
		for len(host.GetCalloutAttributesFromContext(proxytest.PluginContextID)) == len(calls) {
			host.Tick()
			n++
		}
		waits = append(waits, n)
	}
	if want := []int{1, 2, 4, 8, 10, 10}; !slices.Equal(waits, want) {
		t.Errorf("waits %v s, want %v", waits, want)
	}
}

func TestStartRefused(t *testing.T) {
	host, status := start(t, `{`+policy+`,"keys":{"inline":`+keys+`},"rules":[{"path":"/a","polcy":{}}]}`)
	if status != types.OnPluginStartStatusFailed {
		t.Error("it starts")
	}
	if got := host.GetCriticalLogs(); len(got) != 1 || got[0] != "filter: rules[0].polcy: unknown member" {
		t.Errorf("%q", got)
	}
}
