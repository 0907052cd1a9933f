package plugin

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"

	"github.com/tallystick/tallystick/filter/config"
	"github.com/tallystick/tallystick/filter/hostcall"
	"github.com/tallystick/tallystick/wasm/document"
	"github.com/tallystick/tallystick/wasm/json"
	"github.com/tallystick/tallystick/wasm/signature"
	"github.com/tallystick/tallystick/wasm/verify"
)

// maxBody is the longest key set that is taken, in bytes.
const maxBody = 512 << 10

// maxWithout is how long a worker without keys waits for the next try at most,
// in seconds: all that time it refuses what it should let through.
const maxWithout = 10

// source is a key set and where it comes from.
type source struct {
	*config.Source
	answerer signature.Answerer
	keys     *verify.KeySet // nil until there is one
	text     []byte         // that keys were loaded from, if fetched

	wait    int  // seconds until the next fetch
	backOff int  // seconds after the next failure
	asking  bool // a fetch is on its way
}

// startSources loads what is inline and begins to fetch the rest. It reports
// whether there is a rest.
func (p *plugin) startSources() (fetching bool) {
	p.sources = make([]source, len(p.config.Sources))
	for i := range p.sources {
		s := &p.sources[i]
		s.Source, s.answerer, s.backOff = &p.config.Sources[i], p.answerer, 1
		if s.Inline != nil {
			s.use(s.Inline)
			continue
		}
		fetching = true
		s.fetch()
	}
	return fetching
}

// use puts a key set in the place of the one before.
func (s *source) use(keys *verify.KeySet) {
	keys.Prepare(s.answerer)
	s.keys = keys
	level := hostcall.Info
	if keys.Usable() == 0 {
		level = hostcall.Warn
	}
	hostcall.Log(level, s.name()+"usable: "+document.Decimal(int64(keys.Usable())))
	for _, r := range keys.Rejected() {
		hostcall.Log(hostcall.Warn, s.name()+r.String()+"; this key is not used")
	}
}

// name begins every line about the source.
func (s *source) name() string {
	if s.Inline != nil {
		return "inline keys: "
	}
	return "keys from cluster " + s.Cluster + ": "
}

func (s *source) tick() {
	if s.Inline != nil || s.asking {
		return
	}
	s.wait -= tickSeconds
	if s.wait <= 0 {
		s.fetch()
	}
}

func (s *source) fetch() {
	headers := [][2]string{
		{":method", "GET"},
		{":path", s.Path},
		{":authority", s.Authority},
		{"accept", "application/jwk-set+json, application/json"},
	}
	if _, err := proxywasm.DispatchHttpCall(s.Cluster, headers, nil, nil, uint32(s.Timeout), s.fetched); err != nil {
		s.failed("Envoy has no such cluster, or the cluster has no endpoint")
		return
	}
	s.asking = true
}

// fetched is called with the answer, or without headers if there is none.
func (s *source) fetched(headers, size, _ int) {
	hostcall.Begin()
	s.asking = false
	status := ""
	if headers > 0 {
		status = responseStatus()
	}
	switch {
	case status == "":
		s.failed("no answer")
	case status != "200":
		s.failed("the answer has status " + status)
	case size > maxBody:
		s.failed("the answer is longer than 512 KiB")
	case size == 0:
		s.failed("the answer is empty")
	default:
		s.load(hostcall.ResponseBody())
	}
}

func (s *source) load(text []byte) {
	if s.keys == nil || !json.SameText(text, s.text) {
		keys, err := verify.LoadKeys(text, verify.Fetched)
		if err != nil {
			s.failed(err.Error())
			return
		}
		s.text = append([]byte(nil), text...)
		s.use(keys)
	}
	s.wait, s.backOff = s.Refresh, 1
}

// failed keeps what there is and tries again: after 1 s, 2 s, 4 s, up to the
// time between fetches, or up to maxWithout while there are no keys.
func (s *source) failed(reason string) {
	most := s.Refresh
	if s.keys == nil {
		most = min(most, maxWithout)
	}
	s.wait = min(s.backOff, most)
	s.backOff = min(2*s.backOff, most)
	line := s.name() + reason + "; trying again in " + document.Decimal(int64(s.wait)) + " s"
	if s.keys != nil {
		line += ", the keys of before stay in use"
	} else {
		line += ", until then requests with a token are refused with keys_unavailable"
	}
	hostcall.Log(hostcall.Warn, line)
}

func responseStatus() string {
	pairs := hostcall.ReadPairs(hostcall.ResponseHeaders())
	for name, value, ok := pairs.Next(); ok; name, value, ok = pairs.Next() {
		if json.SameText(name, ":status") {
			return string(value)
		}
	}
	return ""
}
