package verify

import (
	"github.com/tallystick/tallystick/wasm/document"
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/signature"
)

// LoadPolicy reads a policy document. An unknown member, an empty list, a value
// of another type: everything that is not a policy is a *PolicyError, never a
// surprise later.
func LoadPolicy(text []byte) (*Policy, error) {
	if len(text) > maxPolicyText {
		return nil, &PolicyError{Reason: "is longer than " + document.Decimal(maxPolicyText) + " bytes"}
	}
	l := policyLoader{policy: Policy{
		maxAge: -1, requireExpiry: true, maxToken: defaultMaxToken, refresh: defaultRefresh,
	}}
	if document.Object(&l.Reader, &l, "", text, policyMembers) && l.policy.algorithms == 0 {
		l.Fail("algorithms", "is missing: name the algorithms that tokens may use")
	}
	if fault := l.Fault(); fault != nil {
		return nil, &PolicyError{Path: fault.Path, Reason: fault.Reason}
	}
	return &l.policy, nil
}

// policyLoader holds the policy as it grows.
type policyLoader struct {
	document.Reader
	policy Policy
	rule   rule // the rule being read
}

var policyMembers = []document.Member[*policyLoader]{
	{Name: "issuer", Load: func(l *policyLoader, path string, v json.Value) { l.policy.issuer = l.Text(path, v) }},
	{Name: "audiences", Load: func(l *policyLoader, path string, v json.Value) { l.policy.audiences = l.Texts(path, v) }},
	{Name: "any_audience", Load: func(l *policyLoader, path string, v json.Value) { l.policy.anyAudience = l.Boolean(path, v) }},
	{Name: "subjects", Load: func(l *policyLoader, path string, v json.Value) { l.policy.subjects = l.Texts(path, v) }},
	{Name: "algorithms", Load: loadAlgorithms},
	{Name: "types", Load: func(l *policyLoader, path string, v json.Value) { l.policy.types = l.Texts(path, v) }},
	{Name: "clock_skew_seconds", Load: func(l *policyLoader, path string, v json.Value) { l.policy.skew = l.seconds(path, v) }},
	{Name: "max_age_seconds", Load: func(l *policyLoader, path string, v json.Value) { l.policy.maxAge = l.seconds(path, v) }},
	{Name: "require", Load: loadRequire},
	{Name: "claims", Load: loadClaims},
	{Name: "revoked", Load: func(l *policyLoader, path string, v json.Value) { l.policy.revoked = l.Texts(path, v) }},
	{Name: "require_expiry", Load: func(l *policyLoader, path string, v json.Value) { l.policy.requireExpiry = l.Boolean(path, v) }},
	{Name: "max_token_bytes", Load: loadMaxToken},
	{Name: "refresh", Load: func(l *policyLoader, path string, v json.Value) {
		document.Object(&l.Reader, l, path, v, refreshMembers)
	}},
}

var refreshMembers = []document.Member[*policyLoader]{
	{Name: "early_seconds", Load: func(l *policyLoader, path string, v json.Value) { l.policy.refresh.early = l.seconds(path, v) }},
	{Name: "early_fraction", Load: loadFraction},
}

var ruleMembers = []document.Member[*policyLoader]{
	{Name: "claim", Load: func(l *policyLoader, path string, v json.Value) { l.rule.path = l.Claim(path, v) }},
	{Name: "equals", Load: loadEquals},
	{Name: "contains_any", Load: func(l *policyLoader, path string, v json.Value) { l.contains(path, v, containsAny) }},
	{Name: "contains_all", Load: func(l *policyLoader, path string, v json.Value) { l.contains(path, v, containsAll) }},
}

func (l *policyLoader) seconds(path string, v json.Value) int64 {
	return l.Whole(path, v, 0, maxSeconds-1)
}

func loadMaxToken(l *policyLoader, path string, v json.Value) {
	l.policy.maxToken = int(l.Whole(path, v, 1, maxMaxToken))
}

func loadFraction(l *policyLoader, path string, v json.Value) {
	d, ok := v.Decimal()
	if !ok || d.Whole > 1 || d.Whole == 1 && (d.Nano != 0 || d.More) {
		l.Fail(path, "must be a number from 0 to 1")
		return
	}
	l.policy.refresh.fraction = uint32(d.Whole)*1e9 + d.Nano
}

func loadAlgorithms(l *policyLoader, path string, v json.Value) {
	l.Each(path, v, func(path string, v json.Value) {
		name, _ := v.String()
		a := algorithmNamed(name)
		if a == signature.None {
			l.Fail(path, "must be the name of an algorithm that the core knows, such as ES256")
			return
		}
		l.policy.algorithms = l.policy.algorithms.Add(a)
	})
}

func loadRequire(l *policyLoader, path string, v json.Value) {
	l.Each(path, v, func(path string, v json.Value) {
		l.policy.require = append(l.policy.require, l.Claim(path, v))
	})
}

func loadClaims(l *policyLoader, path string, v json.Value) {
	l.Each(path, v, func(path string, v json.Value) {
		l.rule = rule{}
		if !document.Object(&l.Reader, l, path, v, ruleMembers) {
			return
		}
		if l.rule.path == nil {
			l.Fail(path+".claim", "is missing: name a claim")
		}
		if l.rule.operator == 0 {
			l.Fail(path, "needs one of equals, contains_any and contains_all")
		}
		l.policy.rules = append(l.policy.rules, l.rule)
	})
}

func (l *policyLoader) operator(path string, o operator) {
	if l.rule.operator != 0 {
		l.Fail(path, "a rule has one of equals, contains_any and contains_all; write another rule for the same claim")
	}
	l.rule.operator = o
}

func loadEquals(l *policyLoader, path string, v json.Value) {
	l.operator(path, equals)
	switch v.Kind() {
	case json.Text, json.Number, json.True, json.False:
		l.rule.equals = append([]byte(nil), v...)
	default:
		l.Fail(path, "must be a string, a number, true or false")
	}
}

func (l *policyLoader) contains(path string, v json.Value, o operator) {
	l.operator(path, o)
	l.rule.list = l.Texts(path, v)
}
