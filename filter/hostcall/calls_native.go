//go:build !tinygo

package hostcall

import (
	"math"
	"time"

	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"
)

// Begin starts a callback.
func Begin() {}

// Log writes a line into the host's log.
func Log(level Level, line string) {
	line = oneLine(line)
	switch level {
	case Info:
		proxywasm.LogInfo(line)
	case Warn:
		proxywasm.LogWarn(line)
	default:
		proxywasm.LogCritical(line)
	}
}

// Now is the clock in nanoseconds since 1970. The SDK has no call for it, so a
// native build asks its own system.
func Now() uint64 { return uint64(time.Now().UnixNano()) }

// RequestHeaders lists all headers of the request, those with a colon included.
func RequestHeaders() []byte {
	headers, err := proxywasm.GetHttpRequestHeaders()
	if err != nil {
		return nil
	}
	return WritePairs(headers)
}

// ResponseHeaders lists the headers of the answer to an HTTP call.
func ResponseHeaders() []byte {
	headers, err := proxywasm.GetHttpCallResponseHeaders()
	if err != nil {
		return nil
	}
	return WritePairs(headers)
}

// ResponseBody is the body of the answer to an HTTP call.
func ResponseBody() []byte {
	body, err := proxywasm.GetHttpCallResponseBody(0, math.MaxInt32)
	if err != nil {
		return nil
	}
	return body
}

// Configuration is the plugin's configuration while it starts.
func Configuration() []byte {
	text, err := proxywasm.GetPluginConfiguration()
	if err != nil {
		return nil
	}
	return text
}

// AddHeader adds a header to the request.
func AddHeader(name string, value []byte) Status {
	return statusOf(proxywasm.AddHttpRequestHeader(name, string(value)))
}

// RemoveHeader removes every header of the name from the request.
func RemoveHeader(name []byte) Status {
	return statusOf(proxywasm.RemoveHttpRequestHeader(string(name)))
}

// Respond answers the request in the place of the upstream. The SDK takes no
// details.
func Respond(a *Answer) Status {
	var headers [][2]string
	p := ReadPairs(a.Headers)
	for name, value, ok := p.Next(); ok; name, value, ok = p.Next() {
		headers = append(headers, [2]string{string(name), string(value)})
	}
	return statusOf(proxywasm.SendHttpResponse(uint32(a.Status), headers, a.Body, -1))
}

// callForeign calls a function of the host by its name.
func callForeign(name string, parameter []byte) ([]byte, Status) {
	result, err := proxywasm.CallForeignFunction(name, parameter)
	return result, statusOf(err)
}

// NewCounter defines a counter, or finds the one of the name.
func NewCounter(name string) Counter { return Counter(proxywasm.DefineCounterMetric(name)) }

// Increment adds one to a counter.
func (c Counter) Increment() { proxywasm.MetricCounter(c).Increment(1) }

func statusOf(err error) Status {
	switch err {
	case nil:
		return OK
	case types.ErrorStatusNotFound:
		return NotFound
	}
	return Failed
}
