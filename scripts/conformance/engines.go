package main

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tetratelabs/wazero"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/host"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// engine is a place where the core runs. Its answers are texts to compare: the
// name of a verdict or the number of usable keys, else an error.
type engine interface {
	verdict(ctx context.Context, c *check) string
	keys(ctx context.Context, c *check) string
}

// source is wasm/verify in this process.
type source struct{}

func (source) verdict(ctx context.Context, c *check) string {
	policy, err := verify.LoadPolicy(c.policy)
	if err != nil {
		return err.Error()
	}
	v := verify.New(policy, native.Answerer{})
	if keys, err := verify.LoadKeys(c.keys, verify.Handed); err == nil {
		v.SetKeys(keys)
	}
	return c.judge(ctx, v)
}

func (source) keys(_ context.Context, c *check) string {
	keys, err := verify.LoadKeys(c.keys, verify.Handed)
	if err != nil {
		return err.Error()
	}
	return strconv.Itoa(keys.Usable())
}

// module is core.wasm.
type module struct{ cache wazero.CompilationCache }

func (m module) open(ctx context.Context, policy []byte) (*host.Verifier, error) {
	return host.New(ctx, policy, host.Options{Instances: 1, Cache: m.cache, Answerer: native.Answerer{}})
}

func (m module) verdict(ctx context.Context, c *check) string {
	v, err := m.open(ctx, c.policy)
	if err != nil {
		return err.Error()
	}
	defer v.Close(ctx)
	if _, err := v.SetKeys(ctx, c.keys, abi.Handed); err != nil && !strings.HasPrefix(err.Error(), "key set: ") {
		return err.Error()
	}
	return c.judge(ctx, v)
}

func (m module) keys(ctx context.Context, c *check) string {
	v, err := m.open(ctx, policy{}.text())
	if err != nil {
		return err.Error()
	}
	defer v.Close(ctx)
	skipped, err := v.SetKeys(ctx, c.keys, abi.Handed)
	if err != nil {
		return err.Error()
	}
	all, err := verify.LoadKeys(c.keys, verify.Handed)
	if err != nil {
		return "only the module loads the set"
	}
	return strconv.Itoa(all.Usable() + len(all.Rejected()) - len(skipped))
}

// judge verifies the token, or all its damaged twins.
func (c *check) judge(ctx context.Context, v verdict.Verifier) string {
	now, err := parseClock(c.now)
	if err != nil {
		return err.Error()
	}
	if !c.damage {
		return verdictOf(v.Verify(ctx, c.token, now))
	}
	dot := strings.LastIndexByte(c.token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(c.token[dot+1:], "="))
	if err != nil {
		return "the signature is not base64url"
	}
	for _, damaged := range damages(signature) {
		token := c.token[:dot+1] + base64.RawURLEncoding.EncodeToString(damaged)
		if said := verdictOf(v.Verify(ctx, token, now)); said == verdict.Valid.String() {
			return said
		}
	}
	return "every one refused"
}

func verdictOf(result verdict.Result, err error) string {
	var code verdict.Code
	if err != nil && !errors.As(err, &code) {
		return err.Error()
	}
	return result.Code.String()
}

// damages are all signatures that differ in one bit, and all shorter ones.
func damages(signature []byte) (all [][]byte) {
	for bit := range 8 * len(signature) {
		flipped := append([]byte(nil), signature...)
		flipped[bit/8] ^= 1 << (bit % 8)
		all = append(all, flipped)
	}
	for n := 1; n < len(signature); n++ {
		all = append(all, signature[:n])
	}
	return all
}

func parseClock(text string) (verdict.Instant, error) {
	sec, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return verdict.Instant{}, fmt.Errorf("now: %s is not a 64-bit number of seconds", text)
	}
	return verdict.Instant{Sec: sec}, nil
}
