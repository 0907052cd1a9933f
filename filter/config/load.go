package config

import (
	"github.com/tallystick/tallystick/wasm/document"
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
	if document.Object(&l.Reader, &l, "", text, members) {
		l.resolve()
	}
	if fault := l.Fault(); fault != nil {
		return nil, &Error{Path: fault.Path, Reason: fault.Reason}
	}
	for i := range l.config.Sources {
		l.config.Sources[i].text = "" // only add needed it
	}
	return &l.config, nil
}

// loader holds the configuration as it grows.
type loader struct {
	document.Reader
	config Config
	top    draft
	rules  []draft
	rule   *draft  // the rule being read, or top
	source *Source // the source being read
	header *Header // the header being read
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

var members = []document.Member[*loader]{
	{Name: "realm", Load: loadRealm},
	{Name: "policy", Load: loadPolicy},
	{Name: "keys", Load: loadKeys},
	{Name: "claim_headers", Load: loadHeaders},
	{Name: "forward_token", Load: func(l *loader, path string, v json.Value) { l.config.ForwardToken = l.Boolean(path, v) }},
	{Name: "rules", Load: loadRules},
}

var ruleMembers = []document.Member[*loader]{
	{Name: "path", Load: func(l *loader, path string, v json.Value) { l.pattern(path, v, false) }},
	{Name: "prefix", Load: func(l *loader, path string, v json.Value) { l.pattern(path, v, true) }},
	{Name: "public", Load: func(l *loader, path string, v json.Value) { l.rule.public = l.Boolean(path, v) }},
	{Name: "policy", Load: loadPolicy},
	{Name: "keys", Load: loadKeys},
}

var keysMembers = []document.Member[*loader]{
	{Name: "inline", Load: loadInline},
	{Name: "cluster", Load: func(l *loader, path string, v json.Value) { l.source.Cluster = l.Text(path, v) }},
	{Name: "path", Load: loadKeysPath},
	{Name: "authority", Load: func(l *loader, path string, v json.Value) { l.source.Authority = l.visible(path, v) }},
	{Name: "refresh_seconds", Load: func(l *loader, path string, v json.Value) { l.source.Refresh = int(l.Whole(path, v, 1, maxRefresh)) }},
	{Name: "timeout_ms", Load: func(l *loader, path string, v json.Value) {
		l.source.Timeout = int(l.Whole(path, v, minTimeout, maxTimeout))
	}},
}

var headerMembers = []document.Member[*loader]{
	{Name: "claim", Load: func(l *loader, path string, v json.Value) { l.header.Claim = l.Claim(path, v) }},
	{Name: "header", Load: loadHeaderName},
}

// loadRealm: the value stands between quotes in a header.
func loadRealm(l *loader, path string, v json.Value) {
	l.config.Realm = l.Text(path, v)
	for i := range len(l.config.Realm) {
		if c := l.config.Realm[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			l.Fail(path, "must be plain ASCII text without quotes and backslashes")
		}
	}
}

func loadPolicy(l *loader, path string, v json.Value) {
	if v.Kind() != json.Object {
		l.Fail(path, "must be an object: the policy of the core")
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
			path = document.Join(path, e.Path)
		}
		l.Fail(path, e.Reason)
		return
	}
	l.Fail(path, err.Error())
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
	if !document.Object(&l.Reader, l, path, v, keysMembers) {
		return
	}
	switch fetched := s.Path != "" || s.Authority != "" || s.Refresh != 0 || s.Timeout != 0; {
	case s.Inline == nil && s.Cluster == "":
		l.Fail(path, "needs inline or cluster")
	case s.Inline != nil && (s.Cluster != "" || fetched):
		l.Fail(path, "has inline keys, so cluster, path, authority, refresh_seconds and timeout_ms mean nothing")
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
		l.Fail(path, "must be a JWK set, as an object or as text")
		return
	}
	keys, err := verify.LoadKeys(text, verify.Handed)
	if err != nil {
		reason := err.Error()
		if e, ok := err.(*verify.KeyError); ok {
			reason = e.Reason
		}
		l.Fail(path, reason)
		return
	}
	l.source.Inline, l.source.text = keys, string(text)
}

func loadKeysPath(l *loader, path string, v json.Value) {
	l.source.Path = l.visible(path, v)
	if l.Fault() == nil && l.source.Path[0] != '/' {
		l.Fail(path, "must begin with a slash")
	}
}

func loadHeaders(l *loader, path string, v json.Value) {
	l.Each(path, v, func(path string, v json.Value) {
		h := Header{}
		l.header = &h
		if !document.Object(&l.Reader, l, path, v, headerMembers) {
			return
		}
		switch {
		case h.Claim == nil:
			l.Fail(document.Join(path, "claim"), "is missing: name a claim")
		case h.Name == "":
			l.Fail(document.Join(path, "header"), "is missing: name a header")
		}
		for _, other := range l.config.Headers {
			if other.Name == h.Name {
				l.Fail(document.Join(path, "header"), "stands twice: "+h.Name)
			}
		}
		l.config.Headers = append(l.config.Headers, h)
	})
}

func loadHeaderName(l *loader, path string, v json.Value) {
	name, reason := headerName(l.Text(path, v))
	if reason != "" {
		l.Fail(path, reason)
	}
	l.header.Name = name
}

func loadRules(l *loader, path string, v json.Value) {
	l.Each(path, v, func(path string, v json.Value) {
		if len(l.rules) == maxRules {
			l.Fail(path, "is one rule too many: there may be "+document.Decimal(maxRules))
			return
		}
		d := draft{at: path}
		l.rule = &d
		document.Object(&l.Reader, l, path, v, ruleMembers)
		l.rule = nil
		l.rules = append(l.rules, d)
	})
}

// pattern reads the path of a rule.
func (l *loader) pattern(path string, v json.Value, prefix bool) {
	if l.rule.path != "" {
		l.Fail(path, "a rule has one of path and prefix")
	}
	l.rule.path, l.rule.prefix = l.Text(path, v), prefix
	if l.Fault() == nil && !clean([]byte(l.rule.path)) {
		l.Fail(path, "must begin with a slash, and have no empty segment, dot segment, backslash, semicolon or control character")
	}
}
