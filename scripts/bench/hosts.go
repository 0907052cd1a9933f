package main

import (
	"context"
	"fmt"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/host"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/signature/native"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// check verifies the subject's token once and says what went wrong.
type check func() error

// goHosts are the hosts that run in this process.
var goHosts = []struct {
	name string
	open func(s *subject) (check, error)
}{
	{"golang-jwt", golangJWT},
	{"native", nativeCore},
	{"wazero + Go crypto", func(s *subject) (check, error) { return wazeroCore(s, native.Answerer{}) }},
	{"wazero alone", func(s *subject) (check, error) { return wazeroCore(s, nil) }},
}

func golangJWT(s *subject) (check, error) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{s.Algorithm}), jwt.WithIssuer("https://issuer.example"),
		jwt.WithAudience("api"), jwt.WithExpirationRequired())
	key := func(*jwt.Token) (any, error) { return s.public, nil }
	return func() error {
		_, err := parser.ParseWithClaims(s.Token, &jwt.RegisteredClaims{}, key)
		return err
	}, nil
}

func nativeCore(s *subject) (check, error) {
	policy, err := verify.LoadPolicy([]byte(s.Policy))
	if err != nil {
		return nil, err
	}
	keys, err := verify.LoadKeys([]byte(s.Keys), verify.Handed)
	if err != nil {
		return nil, err
	}
	v := verify.New(policy, native.Answerer{})
	v.SetKeys(keys)
	return verifierCheck(s, v), nil
}

func wazeroCore(s *subject, answerer signature.Answerer) (check, error) {
	v, err := host.New(context.Background(), []byte(s.Policy), host.Options{Answerer: answerer, Instances: 1})
	if err != nil {
		return nil, err
	}
	if skipped, err := v.SetKeys(context.Background(), []byte(s.Keys), abi.Handed); err != nil || len(skipped) > 0 {
		return nil, fmt.Errorf("%v %v", skipped, err)
	}
	return verifierCheck(s, v), nil
}

func verifierCheck(s *subject, v verdict.Verifier) check {
	now := verdict.Instant{Sec: s.Now}
	return func() error {
		_, err := v.Verify(context.Background(), s.Token, now)
		return err
	}
}
