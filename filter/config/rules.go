package config

import "github.com/tallystick/tallystick/wasm/document"

// resolve gives every rule its policy and keys, and puts the rules in the order
// in which they are found.
func (l *loader) resolve() {
	c := &l.config
	if l.top.policy != nil {
		c.fallback = l.complete("", &l.top)
	}
	if l.top.policy == nil && l.rules == nil {
		l.Fail("policy", "is missing: say which tokens are good, or give rules")
	}
	for i := range l.rules {
		d := &l.rules[i]
		r := l.complete(d.at, d)
		if l.Fault() != nil {
			return
		}
		if d.prefix {
			c.prefixes = append(c.prefixes, *r)
		} else {
			c.exact = append(c.exact, *r)
		}
	}
	sort(c.exact, func(a, b *Rule) bool { return a.path < b.path })
	sort(c.prefixes, func(a, b *Rule) bool {
		return len(a.path) > len(b.path) || len(a.path) == len(b.path) && a.path < b.path
	})
	l.once("path", c.exact)
	l.once("prefix", c.prefixes)
}

// complete makes a rule of a draft.
func (l *loader) complete(at string, d *draft) *Rule {
	r := &Rule{Public: d.public, Policy: d.policy, Source: d.source, path: d.path}
	if d != &l.top && d.path == "" {
		l.Fail(at, "needs path or prefix")
	}
	if d.public {
		if d.policy != nil || d.hasKeys {
			l.Fail(at, "is public, so policy and keys mean nothing")
		}
		return r
	}
	if r.Policy == nil {
		r.Policy = l.top.policy
	}
	if r.Policy == nil {
		l.Fail(document.Join(at, "policy"), "is missing, here and at the top")
	}
	if !d.hasKeys {
		r.Source = l.top.source
	}
	if !d.hasKeys && !l.top.hasKeys {
		reason := "is missing, here and at the top"
		if at == "" {
			reason = "is missing: say where the keys come from"
		}
		l.Fail(document.Join(at, "keys"), reason)
	}
	return r
}

// once refuses two rules for the same path; the rules are sorted.
func (l *loader) once(kind string, rules []Rule) {
	for i := 1; i < len(rules); i++ {
		if rules[i].path == rules[i-1].path {
			l.Fail("rules", kind+" "+rules[i].path+" stands twice")
		}
	}
}

// sort is a heap sort: package sort would be a good part of the module.
func sort(rules []Rule, less func(a, b *Rule) bool) {
	down := func(root, n int) {
		for {
			child := 2*root + 1
			if child >= n {
				return
			}
			if child+1 < n && less(&rules[child], &rules[child+1]) {
				child++
			}
			if !less(&rules[root], &rules[child]) {
				return
			}
			rules[root], rules[child] = rules[child], rules[root]
			root = child
		}
	}
	for i := len(rules)/2 - 1; i >= 0; i-- {
		down(i, len(rules))
	}
	for n := len(rules) - 1; n > 0; n-- {
		rules[0], rules[n] = rules[n], rules[0]
		down(0, n)
	}
}

// Match is what is found for a path.
type Match int

const (
	Found   Match = iota + 1
	NoRule        // no rule names the path, and there is no policy at the top
	Unclean       // an upstream may read the path in another way
)

// Match returns the rule for a request's path, which may have a query. buf is
// used for escapes and may be nil.
func (c *Config) Match(path, buf []byte) (*Rule, Match) {
	if len(c.exact) > 0 || len(c.prefixes) > 0 {
		decoded, ok := decode(buf[:0], path)
		if !ok || !clean(decoded) {
			return nil, Unclean
		}
		if r := c.find(decoded); r != nil {
			return r, Found
		}
	}
	if c.fallback == nil {
		return nil, NoRule
	}
	return c.fallback, Found
}

func (c *Config) find(path []byte) *Rule {
	low, high := 0, len(c.exact)
	for low < high {
		mid := (low + high) / 2
		switch order := compare(c.exact[mid].path, path); {
		case order == 0:
			return &c.exact[mid]
		case order < 0:
			low = mid + 1
		default:
			high = mid
		}
	}
	for i := range c.prefixes {
		if leads(c.prefixes[i].path, path) {
			return &c.prefixes[i]
		}
	}
	return nil
}

// leads reports whether the prefix is the beginning of the path, by whole
// segments.
func leads(prefix string, path []byte) bool {
	if len(path) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if path[i] != prefix[i] {
			return false
		}
	}
	return len(path) == len(prefix) || prefix[len(prefix)-1] == '/' || path[len(prefix)] == '/'
}

func compare(a string, b []byte) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return int(a[i]) - int(b[i])
		}
	}
	return len(a) - len(b)
}
