package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// check is one case: a token to be verified, or a key set to be loaded.
type check struct {
	name   string
	keySet bool // only the keys are looked at; want is the number of usable ones
	damage bool // every damaged signature must be refused

	policy, keys []byte
	token, now   string
	want         string
}

// What a check may want beside a verdict.
const (
	accept   = "accept"
	reject   = "reject"
	formed   = "well formed" // whatever the verdict, not one about the form
	unformed = "malformed or of an unsupported algorithm"
)

// unknown are registered algorithms for signatures that the core does not know
// yet.
var unknown = map[string]bool{
	"HS384": true, "HS512": true, "RS384": true, "RS512": true, "PS256": true, "PS384": true, "PS512": true,
	"ES384": true, "ES512": true, "ES256K": true, "Ed25519": true, "Ed448": true,
}

// outcome is how a check ended.
type outcome int

const (
	passed outcome = iota
	failed
	notYetSupported
)

// run puts the check to the engines and judges. What it returns as text says
// what was said.
func (c *check) run(ctx context.Context, engines []engine) (outcome, string) {
	said := make([]string, len(engines))
	for i, e := range engines {
		if c.keySet {
			said[i] = e.keys(ctx, c)
		} else {
			said[i] = e.verdict(ctx, c)
		}
	}
	text := strings.Join(said, " / ")
	for _, s := range said {
		if s != said[0] {
			return failed, "the engines disagree: " + text
		}
	}
	text = fmt.Sprintf("wants %s, got %s", c.want, said[0])
	switch {
	case c.keySet:
		return c.judgeKeys(said[0]), text
	case c.want == accept || c.want == reject:
		if unknown[c.algorithm()] {
			if said[0] == verdict.Valid.String() {
				return failed, text
			}
			return notYetSupported, text
		}
		return choose((c.want == accept) == (said[0] == verdict.Valid.String())), text
	case c.want == formed:
		return choose(said[0] != verdict.Malformed.String() && said[0] != verdict.TooLarge.String()), text
	case c.want == unformed:
		return choose(said[0] == verdict.Malformed.String() || said[0] == verdict.UnsupportedAlgorithm.String()), text
	}
	return choose(said[0] == c.want), text
}

// judgeKeys: no usable key may also be a set that does not load.
func (c *check) judgeKeys(said string) outcome {
	want, _ := strconv.Atoi(c.want)
	if later := notYet(c.keys); later > 0 && said == strconv.Itoa(want-later) {
		return notYetSupported
	}
	return choose(said == c.want || want == 0 && strings.HasPrefix(said, "key set:"))
}

func choose(good bool) outcome {
	if good {
		return passed
	}
	return failed
}

// algorithm is the header's alg, as far as it can be read.
func (c *check) algorithm() string {
	part, _, _ := strings.Cut(c.token, ".")
	octets, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(part, "="))
	var header struct{ Alg string }
	if err != nil || json.Unmarshal(octets, &header) != nil {
		return ""
	}
	return header.Alg
}

// line is the check in the batch format, or nothing for one that is not about a
// token or is an exception.
func (c *check) line() []byte {
	if _, excepted := exceptions[c.name]; c.keySet || c.damage || excepted {
		return nil
	}
	line := map[string]any{"id": c.name, "policy": json.RawMessage(c.policy), "keys": string(c.keys), "token": c.token, "now": json.Number(c.now)}
	switch {
	case c.want == unformed, c.want == formed, unknown[c.algorithm()]:
		line["expect"] = reject
	default:
		line["expect"] = c.want
	}
	return append(encode(line), '\n')
}
