package plugin

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"

	"github.com/tallystick/tallystick/filter/config"
	"github.com/tallystick/tallystick/filter/hostcall"
	"github.com/tallystick/tallystick/wasm/signature/small"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// New returns the entry of the module.
func New() types.VMContext { return &vm{} }

// vm is one WebAssembly machine. Listeners with configurations of their own
// share it, as plugins.
type vm struct{ types.DefaultVMContext }

// NewPluginContext is called for each configuration.
func (*vm) NewPluginContext(uint32) types.PluginContext { return &plugin{} }

// plugin is the filter under one configuration.
type plugin struct {
	types.DefaultPluginContext
	config   *config.Config
	sources  []source
	answerer *hostcall.Answerer
	answers  answers
	counters [verdict.Codes]hostcall.Counter
	stream   stream
}

// tickSeconds is the period of OnTick where keys are fetched.
const tickSeconds = 1

// OnPluginStart loads the configuration. If it is refused Envoy refuses its own,
// and the log says why.
func (p *plugin) OnPluginStart(int) types.OnPluginStartStatus {
	hostcall.Begin()
	c, err := config.Load(hostcall.Configuration())
	if err != nil {
		hostcall.Log(hostcall.Critical, err.Error())
		return types.OnPluginStartStatusFailed
	}
	p.config = c
	p.stream.plugin = p
	p.answerer = hostcall.NewAnswerer(small.Answerer{})
	p.answers.prepare(c.Realm)
	for _, code := range verdict.All() {
		p.counters[code] = hostcall.NewCounter("tallystick.verdict." + code.String())
	}
	if p.startSources() {
		if err := proxywasm.SetTickPeriodMilliSeconds(1000 * tickSeconds); err != nil {
			hostcall.Log(hostcall.Critical, "keys: the host gives no timer: "+err.Error())
			return types.OnPluginStartStatusFailed
		}
	}
	return types.OnPluginStartStatusOK
}

// OnTick is called each second if keys are fetched.
func (p *plugin) OnTick() {
	for i := range p.sources {
		p.sources[i].tick()
	}
}

// NewHttpContext is called for each request. A request is decided within one
// call, so all requests share one context.
func (p *plugin) NewHttpContext(uint32) types.HttpContext { return &p.stream }
