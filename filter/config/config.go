package config

import (
	"github.com/tallystick/tallystick/wasm/document"
	"github.com/tallystick/tallystick/wasm/verify"
)

// Config is one configuration. It comes from Load, has been checked and never
// changes.
type Config struct {
	Realm        string // of WWW-Authenticate; may be empty
	ForwardToken bool   // whether the upstream sees the Authorization header
	Headers      []Header
	Sources      []Source // each once, however many rules share it

	fallback *Rule  // for what no rule names; nil refuses it
	exact    []Rule // by path, ordered
	prefixes []Rule // longest first
}

// Header hands a claim on.
type Header struct {
	Claim []string // the names that lead to it
	Name  string   // in lower case
}

// Rule says what a path asks for.
type Rule struct {
	Public bool           // no token; Policy and Source mean nothing
	Policy *verify.Policy // which tokens are good
	Source int            // place in Sources

	path string
}

// Source is where keys come from: Inline, or a cluster of Envoy.
type Source struct {
	Inline *verify.KeySet // nil for a cluster

	Cluster   string
	Path      string
	Authority string
	Refresh   int // seconds between fetches
	Timeout   int // milliseconds

	text string // of inline
}

// Error is a configuration that was refused: where, and what is wrong.
type Error struct {
	Path   string // such as rules[0].policy, or empty for the document
	Reason string
}

// Error is one line, such as "filter: rules[0].polcy: unknown member".
func (e *Error) Error() string {
	fault := document.Fault(*e)
	return "filter: " + fault.String()
}
