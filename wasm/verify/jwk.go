package verify

import (
	"github.com/tallystick/tallystick/wasm/document"
	"github.com/tallystick/tallystick/wasm/internal/base64url"
	"github.com/tallystick/tallystick/wasm/internal/curve"
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/signature"
)

// Sizes of RSA keys in bits (RFC 7518 §3.3; the upper bound is our own, since
// one forged token buys a verification).
const (
	minRSA = 2048
	maxRSA = 8192
)

// jwk is one JSON Web Key, its members as they stand in the text.
type jwk struct {
	kty, crv, alg, use json.String
	kid                json.String
	ops                json.Value
	n, e, x, y, k      json.String
	kind               signature.Kind
}

// read takes the members apart. A reason that is not empty refuses the key;
// what was read before stays, so that a token that asks for the key is told
// unusable_key.
func (j *jwk) read(v json.Value) (reason string) {
	if v.Kind() != json.Object {
		return "is not an object"
	}
	texts := [...]struct {
		name string
		to   *json.String
	}{
		{"kid", &j.kid}, {"kty", &j.kty}, {"alg", &j.alg}, {"use", &j.use},
		{"crv", &j.crv}, {"n", &j.n}, {"e", &j.e}, {"x", &j.x}, {"y", &j.y}, {"k", &j.k},
	}
	// These four mean something to every key; what the others must be depends on
	// kty, and a member that means nothing to it is ignored (RFC 7517 §4).
	const common = 4
	var s json.Scanner
	s.Scan(v)
	for name, value, ok := s.Next(); ok; name, value, ok = s.Next() {
		if name.Is("key_ops") {
			j.ops = value
			continue
		}
		for i, t := range texts {
			if !name.Is(t.name) {
				continue
			}
			text, isText := value.String()
			if !isText && i < common {
				reason = t.name + " is not a string"
			}
			*t.to = text
		}
	}
	j.kind = j.kindOf()
	if !s.OK() {
		return "has a member twice, or an object inside that is too large"
	}
	return reason
}

// kindOf is by the key type alone for all but OKP keys of other curves, so that
// an EC key of another curve is still found as the EC key that it is.
func (j *jwk) kindOf() signature.Kind {
	switch {
	case j.kty.Is("oct"):
		return signature.Oct
	case j.kty.Is("RSA"):
		return signature.RSA
	case j.kty.Is("EC"):
		return signature.P256
	case j.kty.Is("OKP"):
		return signature.Ed25519
	}
	return signature.NoKind
}

// fill checks the key and puts it into the entry, or says why not.
func (e *entry) fill(j *jwk, index int, origin Origin) (reason string) {
	if j.kty == nil {
		return "kty is missing"
	}
	if j.use != nil && !j.use.Is("sig") {
		return "use is not sig"
	}
	if reason := checkOps(j.ops); reason != "" {
		return reason
	}
	if j.alg != nil {
		e.bound = true
		e.alg = algorithmNamed(j.alg)
		if e.alg == signature.None {
			return "alg is not one that the core knows"
		}
		if e.alg.Properties().Kind != j.kind {
			return "alg does not go with kty"
		}
	}
	key := &signature.Key{Kind: j.kind, Index: index}
	switch j.kind {
	case signature.Oct:
		if origin == Fetched {
			return "oct keys of a fetched key set are not used"
		}
		reason = fillOct(key, j)
	case signature.RSA:
		reason = fillRSA(key, j)
	case signature.P256:
		reason = fillEC(key, j)
	case signature.Ed25519:
		reason = fillOKP(key, j)
	default:
		reason = "kty is not one that the core knows"
	}
	if reason == "" && e.bound && len(key.A) < e.alg.Properties().MinKey {
		reason = "k is shorter than the hash of its alg"
	}
	if reason == "" {
		e.key = key
	}
	return reason
}

// checkOps says what is wrong with key_ops, if it is there: it is a list of
// different strings with "verify" among them (RFC 7517 §4.3).
func checkOps(ops json.Value) (reason string) {
	if ops.Kind() == json.Absent {
		return ""
	}
	var seen [16]json.String // twice as many as there are operations
	found, n := false, 0
	for w := ops.Elements(); ; n++ {
		v, more := w.Element()
		if !more {
			break
		}
		op, isText := v.String()
		if !isText || n == len(seen) {
			return "key_ops is not a short list of strings"
		}
		for _, other := range seen[:n] {
			if op.Equal(other) {
				return "key_ops has a value twice"
			}
		}
		seen[n] = op
		found = found || op.Is("verify")
	}
	if !found {
		return "key_ops does not hold verify"
	}
	return ""
}

func fillOct(key *signature.Key, j *jwk) string {
	var ok bool
	if key.A, ok = octets(j.k); !ok {
		return "k is missing or is not base64url"
	}
	const shortest = 32
	if len(key.A) < shortest {
		return "k has " + document.Decimal(int64(8*len(key.A))) + " bits, at least 256 are needed"
	}
	return ""
}

func fillRSA(key *signature.Key, j *jwk) string {
	n, okN := octets(j.n)
	e, okE := octets(j.e)
	switch {
	case !okN:
		return "n is missing or is not base64url"
	case !okE:
		return "e is missing or is not base64url"
	case n[0] == 0:
		return "n begins with a zero octet"
	case e[0] == 0:
		return "e begins with a zero octet"
	}
	switch size := bitLen(n); {
	case size < minRSA:
		return "RSA modulus has " + document.Decimal(int64(size)) + " bits, at least " + document.Decimal(minRSA) + " are needed"
	case size > maxRSA:
		return "RSA modulus has " + document.Decimal(int64(size)) + " bits, at most " + document.Decimal(maxRSA) + " are taken"
	case n[len(n)-1]&1 == 0:
		return "RSA modulus is even"
	case e[len(e)-1]&1 == 0:
		return "RSA exponent is even"
	case len(e) == 1 && e[0] == 1:
		return "RSA exponent is 1"
	case bitLen(e) > 31:
		return "RSA exponent is above 2^31 - 1"
	}
	key.A, key.B = n, e
	return ""
}

func fillEC(key *signature.Key, j *jwk) string {
	if reason := checkCurve(j.crv, "P-256"); reason != "" {
		return reason
	}
	x, okX := octets(j.x)
	y, okY := octets(j.y)
	switch {
	case !okX || !okY:
		return "x or y is missing or is not base64url"
	case len(x) != 32 || len(y) != 32:
		return "x and y must have 32 octets each"
	case !curve.P256(x, y):
		return "x and y are not a point of P-256"
	}
	key.A, key.B = x, y
	return ""
}

func fillOKP(key *signature.Key, j *jwk) string {
	if reason := checkCurve(j.crv, "Ed25519"); reason != "" {
		return reason
	}
	x, ok := octets(j.x)
	switch {
	case !ok:
		return "x is missing or is not base64url"
	case !curve.Ed25519(x):
		return "x is not the canonical encoding of a point of Ed25519 of full order"
	}
	key.A = x
	return ""
}

func checkCurve(crv json.String, want string) (reason string) {
	switch {
	case crv == nil:
		return "crv is missing"
	case !crv.Is(want):
		return "crv is not one that the core knows"
	}
	return ""
}

// octets decodes a member; an empty one is as good as none.
func octets(text json.String) ([]byte, bool) {
	decoded, ok := base64url.Append(nil, text.Append(nil))
	return decoded, ok && len(decoded) > 0
}

// bitLen is the number of bits of a number without leading zero octets.
func bitLen(octets []byte) int {
	n := 8 * (len(octets) - 1)
	for b := octets[0]; b > 0; b >>= 1 {
		n++
	}
	return n
}
