package verify

import (
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/signature"
)

// LoadPolicy reads a policy document. An unknown member, an empty list, a value
// of another type: everything that is not a policy is a *PolicyError, never a
// surprise later.
func LoadPolicy(text []byte) (*Policy, error) {
	l := policyLoader{policy: Policy{
		maxAge: -1, requireExpiry: true, maxToken: defaultMaxToken, refresh: defaultRefresh,
	}}
	if !l.object("", text, policyMembers) {
		return nil, l.err
	}
	if l.policy.algorithms == 0 {
		l.fail("algorithms", "is missing: name the algorithms that tokens may use")
		return nil, l.err
	}
	return &l.policy, nil
}

// policyLoader holds the policy as it grows, and the first error.
type policyLoader struct {
	policy Policy
	rule   rule // the rule being read
	err    error
}

// member reads one member of a document.
type member struct {
	name string
	load func(l *policyLoader, path string, v json.Value)
}

var policyMembers = []member{
	{"issuer", func(l *policyLoader, path string, v json.Value) { l.policy.issuer = l.text(path, v) }},
	{"audiences", func(l *policyLoader, path string, v json.Value) { l.policy.audiences = l.texts(path, v) }},
	{"any_audience", func(l *policyLoader, path string, v json.Value) { l.policy.anyAudience = l.boolean(path, v) }},
	{"subjects", func(l *policyLoader, path string, v json.Value) { l.policy.subjects = l.texts(path, v) }},
	{"algorithms", loadAlgorithms},
	{"types", func(l *policyLoader, path string, v json.Value) { l.policy.types = l.texts(path, v) }},
	{"clock_skew_seconds", func(l *policyLoader, path string, v json.Value) { l.policy.skew = l.seconds(path, v) }},
	{"max_age_seconds", func(l *policyLoader, path string, v json.Value) { l.policy.maxAge = l.seconds(path, v) }},
	{"require", loadRequire},
	{"claims", loadClaims},
	{"revoked", func(l *policyLoader, path string, v json.Value) { l.policy.revoked = l.texts(path, v) }},
	{"require_expiry", func(l *policyLoader, path string, v json.Value) { l.policy.requireExpiry = l.boolean(path, v) }},
	{"max_token_bytes", loadMaxToken},
	{"refresh", func(l *policyLoader, path string, v json.Value) { l.object(path, v, refreshMembers) }},
}

var refreshMembers = []member{
	{"early_seconds", func(l *policyLoader, path string, v json.Value) { l.policy.refresh.early = l.seconds(path, v) }},
	{"early_fraction", loadFraction},
}

var ruleMembers = []member{
	{"claim", func(l *policyLoader, path string, v json.Value) { l.rule.path = l.claimPath(path, v) }},
	{"equals", loadEquals},
	{"contains_any", func(l *policyLoader, path string, v json.Value) { l.contains(path, v, containsAny) }},
	{"contains_all", func(l *policyLoader, path string, v json.Value) { l.contains(path, v, containsAll) }},
}

// fail keeps the first error.
func (l *policyLoader) fail(path, reason string) {
	if l.err == nil {
		l.err = &PolicyError{Path: path, Reason: reason}
	}
}

// object reads an object whose members are all known. It reports whether no
// error has been found.
func (l *policyLoader) object(path string, text []byte, members []member) bool {
	if json.Value(text).Kind() != json.Object && path != "" {
		l.fail(path, "must be an object")
		return false
	}
	var s json.Scanner
	s.Scan(text)
	for name, value, ok := s.Next(); ok; name, value, ok = s.Next() {
		l.member(path, name, value, members)
	}
	if !s.OK() {
		// What is wrong with the text comes before what is wrong with a member.
		l.err = nil
		l.fail(path, "is not a JSON object: its syntax is wrong, a name stands twice, or it is nested too deeply")
	}
	return l.err == nil
}

func (l *policyLoader) member(path string, name json.String, value json.Value, members []member) {
	for i := range members {
		if name.Is(members[i].name) {
			members[i].load(l, join(path, members[i].name), value)
			return
		}
	}
	l.fail(join(path, name.Text()), "unknown member")
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

func (l *policyLoader) text(path string, v json.Value) string {
	s, ok := v.String()
	if !ok {
		l.fail(path, "must be a string")
		return ""
	}
	if len(s) == 0 {
		l.fail(path, "must not be empty")
	}
	return s.Text()
}

func (l *policyLoader) texts(path string, v json.Value) []string {
	var list []string
	l.each(path, v, func(path string, v json.Value) { list = append(list, l.text(path, v)) })
	return list
}

// each goes through an array that must not be empty.
func (l *policyLoader) each(path string, v json.Value, visit func(path string, v json.Value)) {
	if v.Kind() != json.Array {
		l.fail(path, "must be an array")
		return
	}
	i := int64(0)
	for w := v.Elements(); ; i++ {
		e, ok := w.Element()
		if !ok {
			break
		}
		visit(path+"["+decimal(i)+"]", e)
	}
	if i == 0 {
		l.fail(path, "must not be empty")
	}
}

func (l *policyLoader) boolean(path string, v json.Value) bool {
	if k := v.Kind(); k != json.True && k != json.False {
		l.fail(path, "must be true or false")
	}
	return v.Kind() == json.True
}

// whole reads a whole number from least up to most.
func (l *policyLoader) whole(path string, v json.Value, least, most int64) int64 {
	d, ok := v.Decimal()
	if !ok || d.Nano != 0 || d.More || d.Whole < least || d.Whole > most {
		l.fail(path, "must be a whole number from "+decimal(least)+" to "+decimal(most))
		return 0
	}
	return d.Whole
}

func (l *policyLoader) seconds(path string, v json.Value) int64 {
	return l.whole(path, v, 0, maxSeconds-1)
}

func loadMaxToken(l *policyLoader, path string, v json.Value) {
	l.policy.maxToken = int(l.whole(path, v, 1, maxMaxToken))
}

func loadFraction(l *policyLoader, path string, v json.Value) {
	d, ok := v.Decimal()
	if !ok || d.Whole > 1 || d.Whole == 1 && (d.Nano != 0 || d.More) {
		l.fail(path, "must be a number from 0 to 1")
		return
	}
	l.policy.refresh.fraction = uint32(d.Whole)*1e9 + d.Nano
}

func loadAlgorithms(l *policyLoader, path string, v json.Value) {
	l.each(path, v, func(path string, v json.Value) {
		name, _ := v.String()
		a := algorithmNamed(name)
		if a == signature.None {
			l.fail(path, "must be the name of an algorithm that the core knows, such as ES256")
			return
		}
		l.policy.algorithms = l.policy.algorithms.Add(a)
	})
}

func loadRequire(l *policyLoader, path string, v json.Value) {
	l.each(path, v, func(path string, v json.Value) {
		l.policy.require = append(l.policy.require, l.claimPath(path, v))
	})
}

func loadClaims(l *policyLoader, path string, v json.Value) {
	l.each(path, v, func(path string, v json.Value) {
		l.rule = rule{}
		if !l.object(path, v, ruleMembers) {
			return
		}
		if l.rule.path == nil {
			l.fail(path+".claim", "is missing: name a claim")
		}
		if l.rule.operator == 0 {
			l.fail(path, "needs one of equals, contains_any and contains_all")
		}
		l.policy.rules = append(l.policy.rules, l.rule)
	})
}

// claimPath reads the name of a claim, or the names that lead to a nested one.
func (l *policyLoader) claimPath(path string, v json.Value) []string {
	if v.Kind() != json.Array {
		if v.Kind() != json.Text {
			l.fail(path, "must be a claim's name, or an array of names for a nested claim")
			return nil
		}
		return []string{l.text(path, v)}
	}
	names := l.texts(path, v)
	if len(names) > maxPath {
		l.fail(path, "must not have more than "+decimal(maxPath)+" names")
	}
	return names
}

func (l *policyLoader) operator(path string, o operator) {
	if l.rule.operator != 0 {
		l.fail(path, "a rule has one of equals, contains_any and contains_all; write another rule for the same claim")
	}
	l.rule.operator = o
}

func loadEquals(l *policyLoader, path string, v json.Value) {
	l.operator(path, equals)
	switch v.Kind() {
	case json.Text, json.Number, json.True, json.False:
		l.rule.equals = append([]byte(nil), v...)
	default:
		l.fail(path, "must be a string, a number, true or false")
	}
}

func (l *policyLoader) contains(path string, v json.Value, o operator) {
	l.operator(path, o)
	l.rule.list = l.texts(path, v)
}

// decimal writes a number that is not negative.
func decimal(n int64) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + string(rune('0'+n%10))
}
