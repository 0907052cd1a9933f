package plugin

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/tallystick/tallystick/filter/config"
	"github.com/tallystick/tallystick/filter/hostcall"
	"github.com/tallystick/tallystick/wasm/json"
	"github.com/tallystick/tallystick/wasm/verdict"
	"github.com/tallystick/tallystick/wasm/verify"
)

// stream decides about requests, one after the other.
type stream struct {
	types.DefaultHttpContext
	plugin  *plugin
	request request
	run     verify.Verification
	path    []byte // decoded; kept for its memory
	value   []byte // of a claim header; kept for its memory
}

// request is what the filter reads of a request. Its parts are good until the
// request has been decided.
type request struct {
	headers       []byte
	path          []byte
	name          []byte // of the header with the credential
	authorization []byte
	credentials   int // headers of that name
}

// OnHttpRequestHeaders is called once for each request.
func (s *stream) OnHttpRequestHeaders(int, bool) types.Action {
	hostcall.Begin()
	p := s.plugin
	r := &s.request
	r.read(hostcall.RequestHeaders())
	if cap(s.path) < len(r.path) {
		s.path = make([]byte, 0, len(r.path))
	}
	rule, match := p.config.Match(r.path, s.path)
	switch {
	case match != config.Found:
		return refuse(p.answers.without(match))
	case rule.Public:
		s.removeClaims(r)
		return types.ActionContinue
	}
	code := s.verify(rule, r)
	p.counters[code].Increment()
	if code != verdict.Valid {
		return refuse(&p.answers.verdicts[code])
	}
	s.removeClaims(r)
	s.addClaims()
	if !p.config.ForwardToken {
		hostcall.RemoveHeader(r.name)
	}
	return types.ActionContinue
}

// refuse answers. What Envoy could not send must not go on to the upstream
// either, so the request is held in any case.
func refuse(a *hostcall.Answer) types.Action {
	hostcall.Respond(a)
	return types.ActionPause
}

func (r *request) read(headers []byte) {
	*r = request{headers: headers}
	pairs := hostcall.ReadPairs(headers)
	for name, value, ok := pairs.Next(); ok; name, value, ok = pairs.Next() {
		switch {
		case json.SameText(name, ":path"):
			r.path = value
		case json.SameText(name, "authorization"):
			r.name, r.authorization = name, value
			r.credentials++
		}
	}
}

// verify takes the request's token to its verdict.
func (s *stream) verify(rule *config.Rule, r *request) verdict.Code {
	token, code := r.bearer()
	if code != verdict.Valid {
		return code
	}
	p := s.plugin
	now := clock()
	code = s.run.Begin(rule.Policy, p.sources[rule.Source].keys, token, now)
	if code == verdict.SignatureNeeded {
		code = s.run.Settle(p.answerer, now)
	}
	return code
}

// bearer is the token of the one credential that there may be (RFC 6750 §2.1).
// "Bearer" alone is an empty token; several credentials are malformed, since
// nobody can say which was meant.
func (r *request) bearer() (token []byte, code verdict.Code) {
	const scheme = "bearer"
	switch r.credentials {
	case 0:
		return nil, verdict.MissingToken
	case 1:
	default:
		return nil, verdict.Malformed
	}
	text := r.authorization
	if len(text) < len(scheme) || len(text) > len(scheme) && text[len(scheme)] != ' ' {
		return nil, verdict.MissingToken
	}
	for i := range len(scheme) {
		if text[i]|0x20 != scheme[i] {
			return nil, verdict.MissingToken
		}
	}
	text = text[len(scheme):]
	for len(text) > 0 && text[0] == ' ' {
		text = text[1:]
	}
	return text, verdict.Valid
}

func clock() verdict.Instant {
	const second = 1_000_000_000
	now := hostcall.Now()
	return verdict.Instant{Sec: int64(now / second), Nano: uint32(now % second)}
}
