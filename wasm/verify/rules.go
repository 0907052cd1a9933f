package verify

import (
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// checkRules runs every check that comes after the signature. It is only ever
// reached by a token whose signature holds.
func (v *Verification) checkRules(now verdict.Instant) verdict.Code {
	p, r := v.policy, &v.parts.registered
	switch {
	case !p.audienceFits(r.audience):
		return verdict.WrongAudience
	case p.subjects != nil && !among(r.subject, p.subjects):
		return verdict.WrongSubject
	}
	claims := json.Value(v.parts.claims)
	for _, path := range p.require {
		if !present(claims.Find(path)) {
			return verdict.MissingClaim
		}
	}
	for i := range p.rules {
		if code := p.rules[i].check(claims); code != verdict.Valid {
			return code
		}
	}
	if code := v.checkAge(now); code != verdict.Valid {
		return code
	}
	switch {
	case among(r.id, p.revoked):
		return verdict.Revoked
	case r.confirmation != nil:
		return verdict.ProofMissing
	}
	return verdict.Valid
}

// audienceFits: with audiences in the policy one of them must be in the token;
// without, a token for somebody is not for us unless the policy says so (RFC
// 7519 §4.1.3).
func (p *Policy) audienceFits(audience json.Value) bool {
	if p.audiences == nil {
		return audience == nil || p.anyAudience
	}
	if audience.Kind() == json.Text {
		return among(audience, p.audiences)
	}
	w := audience.Elements()
	for {
		e, more := w.Element()
		if !more {
			return false
		}
		if among(e, p.audiences) {
			return true
		}
	}
}

// among reports whether a value is one of the strings.
func among(v json.Value, list []string) bool {
	for _, s := range list {
		if v.Is(s) {
			return true
		}
	}
	return false
}

// present: a claim that is null says nothing.
func present(v json.Value) bool {
	return v.Kind() != json.Absent && v.Kind() != json.Null
}

// checkAge holds iat against the clock where the policy has a max age.
func (v *Verification) checkAge(now verdict.Instant) verdict.Code {
	born, p := v.parts.registered.born, v.policy
	switch {
	case p.maxAge < 0:
		return verdict.Valid
	case !born.set:
		return verdict.MissingClaim
	case now.Before(born.nextNano().Add(-p.skew)):
		return verdict.NotYetValid
	case !now.Before(born.after().Add(p.maxAge).Add(p.skew)):
		return verdict.TooOld
	}
	return verdict.Valid
}

func (r *rule) check(claims json.Value) verdict.Code {
	v := claims.Find(r.path)
	if !present(v) {
		return verdict.MissingClaim
	}
	if !r.holds(v) {
		return verdict.ClaimMismatch
	}
	return verdict.Valid
}

func (r *rule) holds(v json.Value) bool {
	switch r.operator {
	case equals:
		return same(v, r.equals)
	case containsAny:
		for _, want := range r.list {
			if contains(v, want) {
				return true
			}
		}
		return false
	case containsAll:
		for _, want := range r.list {
			if !contains(v, want) {
				return false
			}
		}
		return true
	}
	return false
}

// same compares a claim with a scalar of the policy: strings by their
// characters, numbers by their value.
func same(v, want json.Value) bool {
	switch want.Kind() {
	case json.Text:
		s, _ := v.String()
		t, _ := want.String()
		return v.Kind() == json.Text && s.Equal(t)
	case json.Number:
		return json.EqualNumber(v, want)
	}
	return v.Kind() == want.Kind()
}

// contains looks for a string in an array of strings, or for a word in a string
// of words with spaces between them, as scope is (RFC 6749 §3.3).
func contains(v json.Value, want string) bool {
	if s, isText := v.String(); isText {
		return hasWord(s.Plain(), want)
	}
	w := v.Elements()
	for {
		e, more := w.Element()
		if !more {
			return false
		}
		if e.Is(want) {
			return true
		}
	}
}

func hasWord(text []byte, want string) bool {
	for start := 0; start <= len(text); {
		end := start
		for end < len(text) && text[end] != ' ' {
			end++
		}
		if json.SameText(text[start:end], want) {
			return true
		}
		start = end + 1
	}
	return false
}
