//go:build tinygo

package hostcall

import "unsafe"

//go:wasmimport env proxy_log
func proxyLog(level uint32, text unsafe.Pointer, size uint32) uint32

//go:wasmimport env proxy_get_current_time_nanoseconds
func proxyTime(result unsafe.Pointer) uint32

//go:wasmimport env proxy_get_header_map_pairs
func proxyPairs(kind uint32, data, size unsafe.Pointer) uint32

//go:wasmimport env proxy_add_header_map_value
func proxyAdd(kind uint32, name unsafe.Pointer, nameSize uint32, value unsafe.Pointer, valueSize uint32) uint32

//go:wasmimport env proxy_remove_header_map_value
func proxyRemove(kind uint32, name unsafe.Pointer, nameSize uint32) uint32

//go:wasmimport env proxy_send_local_response
func proxyRespond(status uint32, details unsafe.Pointer, detailsSize uint32, body unsafe.Pointer, bodySize uint32,
	headers unsafe.Pointer, headersSize uint32, grpc int32) uint32

//go:wasmimport env proxy_call_foreign_function
func proxyForeign(name unsafe.Pointer, nameSize uint32, parameter unsafe.Pointer, parameterSize uint32, data, size unsafe.Pointer) uint32

//go:wasmimport env proxy_define_metric
func proxyDefine(kind uint32, name unsafe.Pointer, nameSize uint32, id unsafe.Pointer) uint32

//go:wasmimport env proxy_increment_metric
func proxyIncrement(id uint32, by int64) uint32

//go:wasmimport env proxy_get_buffer_bytes
func proxyBuffer(kind, start, most uint32, data, size unsafe.Pointer) uint32

// What the host writes its results to. They are globals because a pointer to a
// local would be an allocation for each call.
var (
	result struct {
		data unsafe.Pointer
		size uint32
	}
	nanoseconds uint64
	metric      uint32
)

// Kinds of header maps and buffers.
const (
	requestHeaders  = 0
	responseHeaders = 6 // of an HTTP call
	responseBody    = 4 // of an HTTP call
	configuration   = 7
	everything      = 1<<31 - 1
)

// taken is the result of the last call. The host had it allocated in this
// module, so it is the collector's.
func taken(status uint32) []byte {
	if status != 0 || result.size == 0 || result.data == nil {
		return nil
	}
	return unsafe.Slice((*byte)(result.data), result.size)
}

func clear() { result.data, result.size = nil, 0 }

func pointer(b []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(b)) }

func text(s string) unsafe.Pointer { return unsafe.Pointer(unsafe.StringData(s)) }

// Log writes a line into Envoy's log.
func Log(level Level, line string) {
	line = oneLine(line)
	proxyLog(uint32(level), text(line), uint32(len(line)))
}

// Now is the host's clock in nanoseconds since 1970.
func Now() uint64 {
	proxyTime(unsafe.Pointer(&nanoseconds))
	return nanoseconds
}

// RequestHeaders lists all headers of the request, those with a colon included.
func RequestHeaders() []byte { return pairs(requestHeaders) }

// ResponseHeaders lists the headers of the answer to an HTTP call.
func ResponseHeaders() []byte { return pairs(responseHeaders) }

func pairs(kind uint32) []byte {
	clear()
	return taken(proxyPairs(kind, unsafe.Pointer(&result.data), unsafe.Pointer(&result.size)))
}

// ResponseBody is the body of the answer to an HTTP call.
func ResponseBody() []byte { return buffer(responseBody) }

// Configuration is the plugin's configuration while it starts.
func Configuration() []byte { return buffer(configuration) }

func buffer(kind uint32) []byte {
	clear()
	return taken(proxyBuffer(kind, 0, everything, unsafe.Pointer(&result.data), unsafe.Pointer(&result.size)))
}

// AddHeader adds a header to the request.
func AddHeader(name string, value []byte) Status {
	return Status(proxyAdd(requestHeaders, text(name), uint32(len(name)), pointer(value), uint32(len(value))))
}

// RemoveHeader removes every header of the name from the request.
func RemoveHeader(name []byte) Status {
	return Status(proxyRemove(requestHeaders, pointer(name), uint32(len(name))))
}

// Respond answers the request in the place of the upstream.
func Respond(a *Answer) Status {
	const noGRPC = -1
	return Status(proxyRespond(uint32(a.Status), text(a.Details), uint32(len(a.Details)), pointer(a.Body), uint32(len(a.Body)),
		pointer(a.Headers), uint32(len(a.Headers)), noGRPC))
}

// callForeign calls a function of the host by its name.
func callForeign(name string, parameter []byte) ([]byte, Status) {
	clear()
	status := proxyForeign(text(name), uint32(len(name)), pointer(parameter), uint32(len(parameter)),
		unsafe.Pointer(&result.data), unsafe.Pointer(&result.size))
	return taken(status), Status(status)
}

// NewCounter defines a counter, or finds the one of the name.
func NewCounter(name string) Counter {
	const counter = 0
	metric = 0
	proxyDefine(counter, text(name), uint32(len(name)), unsafe.Pointer(&metric))
	return Counter(metric)
}

// Increment adds one to a counter.
func (c Counter) Increment() { proxyIncrement(uint32(c), 1) }
