package config

import (
	"github.com/tallystick/tallystick/wasm/json"
	"github.com/tallystick/tallystick/wasm/verify"
)

// Limits and defaults.
const (
	maxRules       = 4096
	maxRefresh     = 24 * 60 * 60
	defaultRefresh = 300
	minTimeout     = 100
	maxTimeout     = 60_000
	defaultTimeout = 5000
	defaultPath    = "/.well-known/jwks.json"
)

// Load reads a configuration. Whatever is not one is an *Error that says where.
func Load(text []byte) (*Config, error) {
	var l loader
	if l.object("", text, members) {
		l.resolve()
	}
	if l.err != nil {
		return nil, l.err
	}
	for i := range l.config.Sources {
		l.config.Sources[i].text = "" // only add needed it
	}
	return &l.config, nil
}

// loader holds the configuration as it grows, and the first error.
type loader struct {
	config Config
	top    draft
	rules  []draft
	rule   *draft  // the rule being read, or top
	source *Source // the source being read
	header *Header // the header being read
	err    error
}

// draft is a rule before the defaults are known.
type draft struct {
	at      string // its place in the document
	path    string
	prefix  bool
	public  bool
	policy  *verify.Policy
	source  int
	hasKeys bool
}

// member reads one member of an object.
type member struct {
	name string
	load func(l *loader, path string, v json.Value)
}

var members = []member{
	{"realm", loadRealm},
	{"policy", loadPolicy},
	{"keys", loadKeys},
	{"claim_headers", loadHeaders},
	{"forward_token", func(l *loader, path string, v json.Value) { l.config.ForwardToken = l.boolean(path, v) }},
	{"rules", loadRules},
}

var ruleMembers = []member{
	{"path", func(l *loader, path string, v json.Value) { l.pattern(path, v, false) }},
	{"prefix", func(l *loader, path string, v json.Value) { l.pattern(path, v, true) }},
	{"public", func(l *loader, path string, v json.Value) { l.rule.public = l.boolean(path, v) }},
	{"policy", loadPolicy},
	{"keys", loadKeys},
}

var keysMembers = []member{
	{"inline", loadInline},
	{"cluster", func(l *loader, path string, v json.Value) { l.source.Cluster = l.text(path, v) }},
	{"path", loadKeysPath},
	{"authority", func(l *loader, path string, v json.Value) { l.source.Authority = l.visible(path, v) }},
	{"refresh_seconds", func(l *loader, path string, v json.Value) { l.source.Refresh = l.whole(path, v, 1, maxRefresh) }},
	{"timeout_ms", func(l *loader, path string, v json.Value) {
		l.source.Timeout = l.whole(path, v, minTimeout, maxTimeout)
	}},
}

var headerMembers = []member{
	{"claim", func(l *loader, path string, v json.Value) { l.header.Claim = l.claim(path, v) }},
	{"header", loadHeaderName},
}

// loadRealm: the value stands between quotes in a header.
func loadRealm(l *loader, path string, v json.Value) {
	l.config.Realm = l.text(path, v)
	for i := range len(l.config.Realm) {
		if c := l.config.Realm[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			l.fail(path, "must be plain ASCII text without quotes and backslashes")
		}
	}
}

func loadPolicy(l *loader, path string, v json.Value) {
	if v.Kind() != json.Object {
		l.fail(path, "must be an object: the policy of the core")
		return
	}
	policy, err := verify.LoadPolicy(v)
	if err != nil {
		l.policyError(path, err)
		return
	}
	l.current().policy = policy
}

// policyError puts the core's error in its place in the document.
func (l *loader) policyError(path string, err error) {
	if e, ok := err.(*verify.PolicyError); ok {
		if e.Path != "" {
			path = join(path, e.Path)
		}
		l.fail(path, e.Reason)
		return
	}
	l.fail(path, err.Error())
}

// current is the rule whose members are being read.
func (l *loader) current() *draft {
	if l.rule != nil {
		return l.rule
	}
	return &l.top
}

func loadKeys(l *loader, path string, v json.Value) {
	s := Source{}
	l.source = &s
	if !l.object(path, v, keysMembers) {
		return
	}
	switch fetched := s.Path != "" || s.Authority != "" || s.Refresh != 0 || s.Timeout != 0; {
	case s.Inline == nil && s.Cluster == "":
		l.fail(path, "needs inline or cluster")
	case s.Inline != nil && (s.Cluster != "" || fetched):
		l.fail(path, "has inline keys, so cluster, path, authority, refresh_seconds and timeout_ms mean nothing")
	case s.Inline == nil:
		s.fill()
	}
	d := l.current()
	d.source, d.hasKeys = l.config.add(s), true
}

// fill sets what a fetched source leaves out.
func (s *Source) fill() {
	if s.Path == "" {
		s.Path = defaultPath
	}
	if s.Authority == "" {
		s.Authority = s.Cluster
	}
	if s.Refresh == 0 {
		s.Refresh = defaultRefresh
	}
	if s.Timeout == 0 {
		s.Timeout = defaultTimeout
	}
}

// add returns the place of the source, which is a new one if no other is the
// same.
func (c *Config) add(s Source) int {
	for i := range c.Sources {
		if c.Sources[i].same(&s) {
			return i
		}
	}
	c.Sources = append(c.Sources, s)
	return len(c.Sources) - 1
}

func (s *Source) same(t *Source) bool {
	return s.text == t.text && s.Cluster == t.Cluster && s.Path == t.Path && s.Authority == t.Authority &&
		s.Refresh == t.Refresh && s.Timeout == t.Timeout
}

// loadInline takes the set as an object, or as text as it would come over the
// network.
func loadInline(l *loader, path string, v json.Value) {
	text := []byte(v)
	switch v.Kind() {
	case json.Text:
		s, _ := v.String()
		text = s.Append(nil)
	case json.Object:
	default:
		l.fail(path, "must be a JWK set, as an object or as text")
		return
	}
	keys, err := verify.LoadKeys(text, verify.Handed)
	if err != nil {
		reason := err.Error()
		if e, ok := err.(*verify.KeyError); ok {
			reason = e.Reason
		}
		l.fail(path, reason)
		return
	}
	l.source.Inline, l.source.text = keys, string(text)
}

func loadKeysPath(l *loader, path string, v json.Value) {
	l.source.Path = l.visible(path, v)
	if l.err == nil && l.source.Path[0] != '/' {
		l.fail(path, "must begin with a slash")
	}
}

func loadHeaders(l *loader, path string, v json.Value) {
	l.each(path, v, func(path string, v json.Value) {
		h := Header{}
		l.header = &h
		if !l.object(path, v, headerMembers) {
			return
		}
		switch {
		case h.Claim == nil:
			l.fail(join(path, "claim"), "is missing: name a claim")
		case h.Name == "":
			l.fail(join(path, "header"), "is missing: name a header")
		}
		for _, other := range l.config.Headers {
			if other.Name == h.Name {
				l.fail(join(path, "header"), "stands twice: "+h.Name)
			}
		}
		l.config.Headers = append(l.config.Headers, h)
	})
}

func loadHeaderName(l *loader, path string, v json.Value) {
	name, reason := headerName(l.text(path, v))
	if reason != "" {
		l.fail(path, reason)
	}
	l.header.Name = name
}

func loadRules(l *loader, path string, v json.Value) {
	l.each(path, v, func(path string, v json.Value) {
		if len(l.rules) == maxRules {
			l.fail(path, "is one rule too many: there may be "+decimal(maxRules))
			return
		}
		d := draft{at: path}
		l.rule = &d
		l.object(path, v, ruleMembers)
		l.rule = nil
		l.rules = append(l.rules, d)
	})
}

// pattern reads the path of a rule.
func (l *loader) pattern(path string, v json.Value, prefix bool) {
	if l.rule.path != "" {
		l.fail(path, "a rule has one of path and prefix")
	}
	l.rule.path, l.rule.prefix = l.text(path, v), prefix
	if l.err == nil && !clean([]byte(l.rule.path)) {
		l.fail(path, "must begin with a slash, and have no empty segment, dot segment, backslash, semicolon or control character")
	}
}
