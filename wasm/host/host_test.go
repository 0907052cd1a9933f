package host_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tetratelabs/wazero"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/host"
	"github.com/tallystick/tallystick/wasm/module"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
)

const policyES = `{"algorithms":["ES256"]}`

var now = verdict.Instant{Sec: 1700000000}

// cache keeps what wazero compiled between the tests.
var cache = wazero.NewCompilationCache()

func open(t *testing.T, policy string, options host.Options) *host.Verifier {
	t.Helper()
	options.Cache = cache
	v, err := host.New(context.Background(), []byte(policy), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { v.Close(context.Background()) })
	return v
}

// named is a case of the corpus.
func named(t *testing.T, id string) testdata.Case {
	t.Helper()
	cases, err := testdata.Cases()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(cases, func(c testdata.Case) bool { return c.ID == id })
	if i < 0 {
		t.Fatalf("the corpus has no case %s", id)
	}
	return cases[i]
}

func setKeys(t *testing.T, v *host.Verifier, text []byte) {
	t.Helper()
	if skipped, err := v.SetKeys(context.Background(), text, abi.Handed); err != nil || len(skipped) != 0 {
		t.Fatal(skipped, err)
	}
}

// want verifies a token and holds the verdict against the one wanted.
func want(t *testing.T, v *host.Verifier, token string, code verdict.Code) {
	t.Helper()
	result, err := v.Verify(context.Background(), token, now)
	if result.Code != code || !errors.Is(err, result.Err()) {
		t.Errorf("got %v with error %v, want %v", result.Code, err, code)
	}
}

// wantFault verifies a token with a module that misbehaves: an error, and no
// verdict.
func wantFault(t *testing.T, v *host.Verifier, token, text string) {
	t.Helper()
	result, err := v.Verify(context.Background(), token, now)
	var code verdict.Code
	if result.Code != verdict.Unset || err == nil || errors.As(err, &code) || !strings.Contains(err.Error(), text) {
		t.Errorf("got %v with error %v, want no verdict and %q", result.Code, err, text)
	}
}

// TestModuleRefused: what is not one of our modules is told before it is used.
func TestModuleRefused(t *testing.T) {
	without := func(name string) []byte {
		f := newFake()
		delete(f.bodies, name)
		return f.bytes()
	}
	imports, shaped, blind, stopped := newFake(), newFake(), newFake(), newFake()
	imports.imports = true
	shaped.shapes[abi.ExportCheck] = shape{[]byte{i32}, []byte{i32}}
	blind.memory = false
	stopped.start = trap
	for _, test := range []struct {
		name, err string
		module    []byte
	}{
		{"no module", "does not compile", []byte("hello")},
		{"cut off", "does not compile", module.Core()[:1000]},
		{"empty", "does not compile", []byte{}},
		{"imports", "imports 1 things; it must import nothing", imports.bytes()},
		{"no check", "does not export tally_check", without(abi.ExportCheck)},
		{"no message", "does not export tally_message", without(abi.ExportMessage)},
		{"no settle", "has no tally_settle, so it needs Options.Answerer", without(abi.ExportSettle)},
		{"claims.wasm alone", "has no tally_settle, so it needs Options.Answerer", module.Claims()},
		{"another shape", "tally_check has 1 parameters and 1 results, not 3 and 1", shaped.bytes()},
		{"version 0", "speaks ABI version 0, this package version 1", newFake().with(abi.ExportVersion, constant(0)).bytes()},
		{"version 2", "speaks ABI version 2, this package version 1", newFake().with(abi.ExportVersion, constant(2)).bytes()},
		{"no memory", "does not export its memory", blind.bytes()},
		{"traps at start", "does not start", stopped.bytes()},
		{"traps on the version", "tally_abi ended with", newFake().with(abi.ExportVersion, trap).bytes()},
		{"traps on the policy", "tally_policy ended with", newFake().with(abi.ExportPolicy, trap).bytes()},
		{"no room", "has no room for", newFake().with(abi.ExportInput, constant(0)).bytes()},
		{"room outside of the memory", "has no room for", newFake().with(abi.ExportInput, constant(-8)).bytes()},
		{"message outside of the memory", "message lies outside", newFake().with(abi.ExportMessage, []byte{0x42, 0x7f}).bytes()},
	} {
		v, err := host.New(context.Background(), []byte(policyES), host.Options{Module: test.module})
		if err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%s: %v, want %s", test.name, err, test.err)
		}
		if v != nil {
			t.Errorf("%s: gives a verifier", test.name)
		}
	}
	if _, err := host.New(context.Background(), []byte(`{"algorithms":[]}`), host.Options{Cache: cache}); err == nil || err.Error() != "policy: algorithms: must not be empty" {
		t.Errorf("a wrong policy: %v", err)
	}
}

// TestTrap: a trap is a refusal, and the next verification works, however often.
func TestTrap(t *testing.T) {
	// Tokens of three bytes trap.
	body := slices.Concat([]byte{0x20, 0}, constant(3), []byte{0x46, 0x04, 0x40}, trap, []byte{0x0b}, constant(11))
	v := open(t, policyES, host.Options{Module: newFake().with(abi.ExportCheck, body).bytes(), Instances: 2})
	for range 20 {
		wantFault(t, v, "abc", "tally_check ended with")
		want(t, v, "abcd", verdict.Expired)
	}
}

// TestFalseAnswers: a module that contradicts itself is not believed.
func TestFalseAnswers(t *testing.T) {
	outside := abi.Slice{Ptr: 1 << 30, Len: 10}
	for _, test := range []struct {
		name, err string
		said      int
		record    abi.Record
	}{
		{"valid, the record says expired", "answered 1 with a record that says 11", 1, abi.Record{Code: 11}},
		{"expired, the record says valid", "answered 11 with a record that says 1", 11, abi.Record{Code: 1}},
		{"no verdict", "answered 0", 0, abi.Record{}},
		{"a number that nobody knows", "answered 99", 99, abi.Record{Code: 99}},
		{"below zero", "answered 4294967295", -1, abi.Record{Code: 1<<32 - 1}},
		{"claims outside of the memory", "outside of its memory", 1, abi.Record{Code: 1, Claims: outside}},
		{"header outside of the memory", "outside of its memory", 1, abi.Record{Code: 1, Header: outside}},
		{"settled without a verdict", "answered 21", 21, abi.Record{Code: 21, Ticket: 1}},
	} {
		f := newFake().with(abi.ExportCheck, constant(test.said)).with(abi.ExportSettle, constant(test.said))
		f.record = test.record
		v := open(t, policyES, host.Options{Module: f.bytes()})
		wantFault(t, v, "token", test.err)
	}
	// A question that points outside.
	for _, record := range []abi.Record{
		{Code: 21, Ticket: 1, Input: outside},
		{Code: 21, Ticket: 1, Signature: outside},
		{Code: 21, Ticket: 1, KeyA: outside},
	} {
		f := newFake().with(abi.ExportCheck, constant(21))
		f.record = record
		v := open(t, policyES, host.Options{Module: f.bytes(), Answerer: native.Answerer{}})
		setKeys(t, v, []byte(`{"keys":[]}`))
		wantFault(t, v, "token", "outside of its memory")
	}
}

// TestTimeout: an endless verification ends, and the next one works.
func TestTimeout(t *testing.T) {
	body := slices.Concat([]byte{0x20, 0}, constant(3), []byte{0x46, 0x04, 0x40}, forever, []byte{0x0b}, constant(11))
	v := open(t, policyES, host.Options{Module: newFake().with(abi.ExportCheck, body).bytes(), Instances: 1, Timeout: 50 * time.Millisecond})
	for range 3 {
		began := time.Now()
		wantFault(t, v, "abc", "deadline exceeded")
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("the time-out of 50 ms took %v", took)
		}
		want(t, v, "abcd", verdict.Expired)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if result, err := v.Verify(ctx, "abc", now); result.Code != verdict.Unset || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller's own deadline: %v, %v", result.Code, err)
	}
	want(t, v, "abcd", verdict.Expired)
}

// TestNoInstanceFree: waiting for an instance ends with the caller's context.
func TestNoInstanceFree(t *testing.T) {
	v := open(t, policyES, host.Options{Module: newFake().with(abi.ExportCheck, forever).bytes(), Instances: 1, Timeout: 2 * time.Second})
	busy, stop := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { v.Verify(busy, "token", now) })
	defer wait.Wait()
	defer stop()
	time.Sleep(50 * time.Millisecond) // so that the other one has the instance
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := v.Verify(ctx, "token", now); err == nil || !strings.Contains(err.Error(), "no instance was free") || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestMemoryBound: a module gets as much memory as the options say.
func TestMemoryBound(t *testing.T) {
	// Grows until it may not, then says valid if it has more than 16 pages.
	body := slices.Concat(
		[]byte{0x03, 0x40}, constant(1), []byte{0x40, 0x00}, constant(-1), []byte{0x47, 0x0d, 0x00, 0x0b},
		[]byte{0x3f, 0x00}, constant(16), []byte{0x4b, 0x04, i32}, constant(1), []byte{0x05}, constant(11), []byte{0x0b})
	v := open(t, policyES, host.Options{Module: newFake().with(abi.ExportCheck, body).bytes(), MaxMemory: 1 << 20})
	want(t, v, "token", verdict.Expired)

	// The real module with little memory: a token for which there is no room is
	// a fault, and the next one is verified.
	c := named(t, "valid/es256")
	small := open(t, `{"algorithms":["ES256"],"max_token_bytes":1048576}`, host.Options{MaxMemory: 1 << 20, Instances: 1})
	setKeys(t, small, c.Keys)
	want(t, small, c.Token, verdict.Valid)
	wantFault(t, small, strings.Repeat("A", abi.MaxInput), "host: ")
	want(t, small, c.Token, verdict.Valid)
}

// TestLongTokens: what the module has no place for is too large, as every policy
// would say.
func TestLongTokens(t *testing.T) {
	v := open(t, `{"algorithms":["ES256"],"max_token_bytes":1048576}`, host.Options{})
	want(t, v, strings.Repeat("A", abi.MaxInput), verdict.Malformed)
	want(t, v, strings.Repeat("A", abi.MaxInput+1), verdict.TooLarge)
	want(t, v, strings.Repeat(".", 10*abi.MaxInput), verdict.TooLarge)
	want(t, v, "", verdict.Malformed)
}

// TestSwapKeys: keys are swapped while eight goroutines verify. Each of them
// sees one set or the other, and after the last swap only the last.
func TestSwapKeys(t *testing.T) {
	es, ed := named(t, "valid/es256"), named(t, "valid/eddsa")
	v := open(t, `{"algorithms":["ES256","EdDSA"]}`, host.Options{Instances: 3, Answerer: native.Answerer{}})
	setKeys(t, v, es.Keys)
	done := make(chan struct{})
	var wait sync.WaitGroup
	for i := range 8 {
		token := []string{es.Token, ed.Token}[i%2]
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				result, err := v.Verify(context.Background(), token, now)
				if result.Code != verdict.Valid && result.Code != verdict.UnknownKey || !errors.Is(err, result.Err()) {
					t.Errorf("got %v with error %v", result.Code, err)
					return
				}
			}
		})
	}
	for range 50 {
		setKeys(t, v, ed.Keys)
		setKeys(t, v, es.Keys)
	}
	setKeys(t, v, ed.Keys)
	for range 10 {
		want(t, v, ed.Token, verdict.Valid)
		want(t, v, es.Token, verdict.UnknownKey)
	}
	close(done)
	wait.Wait()
}

// TestKeysStay: a text that is refused leaves the keys of before; without any
// there is no verdict on a signature.
func TestKeysStay(t *testing.T) {
	c := named(t, "valid/es256")
	v := open(t, policyES, host.Options{Instances: 2})
	want(t, v, c.Token, verdict.KeysUnavailable)
	setKeys(t, v, c.Keys)
	for _, text := range []string{"", "null", `{"keys":1}`, strings.Repeat(" ", abi.MaxInput+1)} {
		if _, err := v.SetKeys(context.Background(), []byte(text), abi.Handed); err == nil {
			t.Errorf("%.20q: is taken", text)
		}
	}
	for range 4 {
		want(t, v, c.Token, verdict.Valid)
	}
	skipped, err := v.SetKeys(context.Background(), []byte(`{"keys":[1,{"kid":"a"}]}`), abi.Fetched)
	if err != nil || !slices.Equal(skipped, []string{"keys[0]: is not an object", `keys[1]: kid "a": kty is missing`}) {
		t.Errorf("%q, %v", skipped, err)
	}
	want(t, v, c.Token, verdict.UnknownKey)
}

func TestResult(t *testing.T) {
	c := named(t, "valid/es256")
	v := open(t, policyES, host.Options{})
	setKeys(t, v, c.Keys)
	result, err := v.Verify(context.Background(), c.Token, now)
	if err != nil {
		t.Fatal(err)
	}
	if sub, ok := result.Claims().String("sub"); !ok || sub != "u1" {
		t.Errorf("sub is %q", sub)
	}
	if until := (verdict.Instant{Sec: 1700000300}); result.Until != until || result.From != verdict.Always {
		t.Errorf("holds from %v until %v", result.From, result.Until)
	}
	result, err = v.Verify(context.Background(), c.Token, result.Until)
	if !errors.Is(err, verdict.Expired) || len(result.Claims().JSON()) != 0 || len(result.Unverified().JSON()) == 0 {
		t.Errorf("at its end: %v with claims %s", err, result.Claims().JSON())
	}
}

func TestDecide(t *testing.T) {
	v := open(t, `{"algorithms":["ES256"],"refresh":{"early_seconds":10}}`, host.Options{})
	for _, test := range []struct {
		expires, life, refresh, now int64
		want                        host.Decision
	}{
		{1000, 300, 2000, 989, host.Decision{Action: 1, Reason: 1, RefreshAt: 990}},
		{1000, 300, 2000, 990, host.Decision{Action: 2, Reason: 2, RefreshAt: 990}},
		{1000, 300, 2000, 1000, host.Decision{Action: 2, Reason: 3, RefreshAt: 990}},
		{1000, 300, 0, 999, host.Decision{Action: 1, Reason: 4, RefreshAt: 990}},
		{1000, 300, 0, 1000, host.Decision{Action: 3, Reason: 5, RefreshAt: 990}},
		{1000, 300, 1000, 1000, host.Decision{Action: 3, Reason: 6, RefreshAt: 990}},
	} {
		got, err := v.Decide(context.Background(), test.expires, test.life, test.refresh, test.now)
		if err != nil || got != test.want {
			t.Errorf("%+v: %+v, %v", test, got, err)
		}
	}
}

func TestClosed(t *testing.T) {
	c := named(t, "valid/es256")
	v, err := host.New(context.Background(), []byte(policyES), host.Options{Cache: cache})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantFault(t, v, c.Token, "host: ")
}
