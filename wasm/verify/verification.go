package verify

import (
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// Verification is one token on its way to a verdict. It can be used again, one
// token after the other, and then allocates nothing; the pieces that it hands
// out are good until the next Begin or Read. It is for one goroutine.
//
// The zero value is ready.
type Verification struct {
	policy *Policy
	keys   *KeySet
	parts  parts

	from, until verdict.Instant
	question    signature.Question
	tries       [maxTries]*signature.Key
	left        int // keys still to be tried
	asking      bool
	code        verdict.Code
}

// Begin runs every check that comes before the signature. It returns
// SignatureNeeded if all of them pass, and then Question holds what is to be
// answered; anything else is the verdict. keys may be nil: none are known. The
// token must not change until the verdict is there.
func (v *Verification) Begin(policy *Policy, keys *KeySet, token []byte, now verdict.Instant) verdict.Code {
	v.policy, v.keys = policy, keys
	v.asking, v.left = false, 0
	v.code = v.begin(token, now)
	return v.code
}

// Read only says whether a token is well formed: SignatureNeeded, Malformed or
// TooLarge. Header, claims and times are then those that the token states.
func (v *Verification) Read(policy *Policy, token []byte) verdict.Code {
	v.policy, v.keys = policy, nil
	v.asking, v.left = false, 0
	v.code = v.read(token)
	return v.code
}

// Answer goes on with the answer to the question, and with the clock, which may
// have moved. It returns SignatureNeeded again if another key is to be tried.
// Without an open question it returns Unset.
func (v *Verification) Answer(holds bool, now verdict.Instant) verdict.Code {
	if !v.asking {
		return verdict.Unset
	}
	v.asking = false
	switch code := v.checkTime(now); {
	case code != verdict.Valid:
		v.code = code
	case holds:
		v.code = v.checkRules(now)
	default:
		v.code = v.ask()
	}
	return v.code
}

// Settle answers every question with the answerer.
func (v *Verification) Settle(a signature.Answerer, now verdict.Instant) verdict.Code {
	code := verdict.Unset
	for v.asking {
		code = v.Answer(a.Holds(&v.question), now)
	}
	return code
}

// Question is what is to be answered while the code is SignatureNeeded, else
// nil.
func (v *Verification) Question() *signature.Question {
	if !v.asking {
		return nil
	}
	return &v.question
}

// Code is where the verification stands.
func (v *Verification) Code() verdict.Code { return v.code }

// Header returns the decoded JOSE header of a well-formed token, else nil.
func (v *Verification) Header() []byte { return v.parts.header }

// Claims returns the decoded claims of a well-formed token, else nil. Until the
// code is Valid nobody has vouched for them.
func (v *Verification) Claims() []byte { return v.parts.claims }

// Bounds returns the times between which a Valid holds.
func (v *Verification) Bounds() (from, until verdict.Instant) { return v.from, v.until }

// Times returns iat and exp in whole seconds, rounded down, or -1 for one that
// the token does not have.
func (v *Verification) Times() (issuedAt, expiresAt int64) {
	return v.parts.registered.born.seconds(), v.parts.registered.expiry.seconds()
}

// Result returns the verdict with what goes with it.
func (v *Verification) Result() verdict.Result {
	return verdict.NewResult(v.code, v.from, v.until, v.parts.header, v.parts.claims)
}

func (v *Verification) read(token []byte) verdict.Code {
	v.from, v.until = verdict.Always, verdict.Never
	most := defaultMaxToken
	if v.policy != nil {
		most = v.policy.maxToken
	}
	if len(token) > most {
		v.parts.forget()
		return verdict.TooLarge
	}
	if !v.parts.parse(token) {
		return verdict.Malformed
	}
	return verdict.SignatureNeeded
}

func (p *parts) forget() { *p = parts{buf: p.buf} }

func (v *Verification) begin(token []byte, now verdict.Instant) verdict.Code {
	if v.policy == nil {
		v.parts.forget()
		return verdict.Unset
	}
	if code := v.read(token); code != verdict.SignatureNeeded {
		return code
	}
	v.bound()
	algorithm := algorithmNamed(v.parts.jose.alg)
	switch {
	case algorithm == signature.None:
		return verdict.UnsupportedAlgorithm
	case !v.policy.algorithms.Has(algorithm):
		return verdict.AlgorithmNotAllowed
	case v.parts.jose.critical:
		return verdict.UnsupportedCritical
	case !v.typeFits():
		return verdict.WrongType
	case v.policy.issuer != "" && !v.parts.registered.issuer.Is(v.policy.issuer):
		return verdict.WrongIssuer
	}
	if code := v.chooseKeys(algorithm); code != verdict.Valid {
		return code
	}
	if code := v.checkTime(now); code != verdict.Valid {
		return code
	}
	return v.ask()
}

// bound sets the times between which the verdict will hold.
func (v *Verification) bound() {
	r, p := &v.parts.registered, v.policy
	if r.expiry.set {
		v.until = r.expiry.nextNano().Add(p.skew)
	}
	if r.start.set {
		v.from = r.start.nextNano().Add(-p.skew)
	}
	if p.maxAge < 0 || !r.born.set {
		return
	}
	if born := r.born.nextNano().Add(-p.skew); v.from.Before(born) {
		v.from = born
	}
	if end := r.born.after().Add(p.maxAge).Add(p.skew); end.Before(v.until) {
		v.until = end
	}
}

// checkTime holds exp and nbf against the clock; Valid stands for no objection.
func (v *Verification) checkTime(now verdict.Instant) verdict.Code {
	r, skew := &v.parts.registered, v.policy.skew
	switch {
	case !r.expiry.set && v.policy.requireExpiry:
		return verdict.MissingClaim
	case r.expiry.set && !now.Before(r.expiry.nextNano().Add(skew)):
		return verdict.Expired
	case r.start.set && now.Before(r.start.nextNano().Add(-skew)):
		return verdict.NotYetValid
	}
	return verdict.Valid
}

// typeFits compares media types (RFC 7515 §4.1.9): without regard to case, and
// "application/" may be left out.
func (v *Verification) typeFits() bool {
	if len(v.policy.types) == 0 {
		return true
	}
	if v.parts.jose.typ == nil {
		return false
	}
	for _, t := range v.policy.types {
		if sameType(v.parts.jose.typ, t) {
			return true
		}
	}
	return false
}

// chooseKeys finds the keys to be tried; Valid stands for one at least.
func (v *Verification) chooseKeys(a signature.Algorithm) verdict.Code {
	v.question = signature.Question{Algorithm: a, Input: v.parts.input, Signature: v.parts.signature}
	if v.keys == nil {
		return verdict.KeysUnavailable
	}
	if v.parts.jose.kid == nil {
		v.left = copy(v.tries[:], v.keys.fitting[a])
		switch {
		case v.left > 0:
			return verdict.Valid
		case v.keys.hasKind(a.Properties().Kind):
			return verdict.UnusableKey
		}
		return verdict.UnknownKey
	}
	named := v.keys.named(v.parts.jose.kid.Plain())
	for i := range named {
		if v.left < maxTries && named[i].fits(a) {
			v.tries[v.left] = named[i].key
			v.left++
		}
	}
	switch {
	case v.left > 0:
		return verdict.Valid
	case len(named) > 0:
		return verdict.UnusableKey
	}
	return verdict.UnknownKey
}

// ask puts the next key into the question. A key whose signatures have another
// shape is not asked about: under it the signature does not hold.
func (v *Verification) ask() verdict.Code {
	for v.left > 0 {
		key := v.tries[0]
		copy(v.tries[:], v.tries[1:v.left])
		v.left--
		if shapely(v.question.Algorithm, key, v.parts.signature) {
			v.question.Key = key
			v.asking = true
			return verdict.SignatureNeeded
		}
	}
	return verdict.BadSignature
}

// sameType compares a typ header with a type of the policy.
func sameType(typ json.String, want string) bool {
	return sameFold(withoutApplication(typ.Plain()), withoutApplication([]byte(want)))
}

// withoutApplication cuts "application/" from a media type that has no other
// slash.
func withoutApplication(t []byte) []byte {
	const prefix = "application/"
	if len(t) <= len(prefix) || !sameFold(t[:len(prefix)], []byte(prefix)) {
		return t
	}
	for _, c := range t[len(prefix):] {
		if c == '/' {
			return t
		}
	}
	return t[len(prefix):]
}

// sameFold compares ASCII without regard to case.
func sameFold(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
