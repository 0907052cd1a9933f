package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// verifyCommand is "tally verify".
type verifyCommand struct {
	Token  string `arg:"" optional:"" help:"The token, or - for standard input."`
	Policy string `help:"File with the policy (JSON)." placeholder:"FILE" type:"existingfile"`
	JWKS   string `name:"jwks" help:"File with the key set (JWK set)." placeholder:"FILE" type:"existingfile"`
	Now    string `help:"The clock, as seconds since 1970 or RFC 3339; the system's if left out." placeholder:"TIME"`
	Engine string `help:"What verifies: ${enum}." enum:"native,wasm,wasm-native-signatures" default:"native"`
	Batch  bool   `help:"Read a case a line from standard input (JSON with policy, keys, token, now) and write a verdict a line."`
}

// Help is shown under the flags.
func (verifyCommand) Help() string {
	return `The policy says which tokens are good, for example
  {"issuer": "https://issuer.example", "audiences": ["api"], "algorithms": ["ES256"]}
and the key set holds the issuer's public keys.`
}

// Run gives the verdict.
func (c *verifyCommand) Run(s *streams) error {
	engine := engines[c.Engine]()
	if c.Batch {
		if c.Token != "" || c.Policy != "" || c.JWKS != "" || c.Now != "" {
			return errors.New("--batch takes token, policy, keys and now from each line, so none of them may be given beside it")
		}
		return batch(context.Background(), engine, s.in, s.out)
	}
	q, err := c.question(s)
	if err != nil {
		return err
	}
	keysErr, err := engine.open(context.Background(), q)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Policy, err)
	}
	if keysErr != nil {
		return fmt.Errorf("%s: %w", c.JWKS, keysErr)
	}
	result, err := engine.verify(context.Background(), q)
	var code verdict.Code
	if err != nil && !errors.As(err, &code) {
		return err
	}
	return show(s, q.now, result)
}

func (c *verifyCommand) question(s *streams) (*question, error) {
	switch {
	case c.Token == "":
		return nil, errors.New("no token: give one as the last argument, or - to read it from standard input")
	case c.Policy == "":
		return nil, errors.New(`no policy: give --policy FILE; the smallest is {"algorithms": ["ES256"]}`)
	case c.JWKS == "":
		return nil, errors.New("no keys: give --jwks FILE with the issuer's key set")
	}
	q := &question{now: verdict.At(time.Now())}
	var err error
	if q.policy, err = os.ReadFile(c.Policy); err != nil {
		return nil, err
	}
	if q.keys, err = os.ReadFile(c.JWKS); err != nil {
		return nil, err
	}
	if c.Now != "" {
		if q.now, err = parseTime(c.Now); err != nil {
			return nil, fmt.Errorf("--now: %w", err)
		}
	}
	q.token, err = s.token(c.Token)
	return q, err
}

// show prints a result for a person.
func show(s *streams, now verdict.Instant, r verdict.Result) error {
	fmt.Fprintf(s.out, "%s: %s\n", r.Code, r.Code.Meaning())
	claims := r.Unverified()
	if len(claims.JSON()) > 0 {
		if r.Code == verdict.Valid {
			fmt.Fprintln(s.out, "\nclaims")
		} else {
			fmt.Fprintln(s.out, "\nclaims, unverified")
		}
		fmt.Fprintln(s.out, indent(claims.JSON()))
		showTimes(s.out, claims, now)
	}
	if r.Code != verdict.Valid {
		return errRefused
	}
	return nil
}
