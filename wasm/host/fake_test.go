package host_test

import (
	"encoding/binary"
	"maps"
	"slices"

	"github.com/tallystick/tallystick/wasm/abi"
)

// A fake is a hand-assembled module with the exports of ours, to show what the
// host does when a module misbehaves. Bodies are WebAssembly instructions
// without the closing end.
type fake struct {
	imports bool // one function
	memory  bool
	bodies  map[string][]byte
	shapes  map[string]shape
	record  abi.Record // at recordAt, in the memory
	start   []byte     // body of _initialize
}

type shape struct{ parameters, results []byte }

const (
	i32 = 0x7f
	i64 = 0x7e

	recordAt = 1024
	inputAt  = 4096
)

// Instructions.
var (
	trap    = []byte{0x00}
	forever = []byte{0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00} // loop br 0 end unreachable
)

// constant is i32.const.
func constant(n int) []byte { return append([]byte{0x41}, signed(n)...) }

// newFake is a module that says expired to every token.
func newFake() *fake {
	one := func(n int) []byte { return constant(n) }
	return &fake{
		memory: true,
		record: abi.Record{Code: 11},
		bodies: map[string][]byte{
			abi.ExportVersion: one(abi.Version),
			abi.ExportInput:   one(inputAt),
			abi.ExportPolicy:  one(0),
			abi.ExportKeys:    one(1),
			abi.ExportRead:    one(11),
			abi.ExportCheck:   one(11),
			abi.ExportAnswer:  one(11),
			abi.ExportSettle:  one(11),
			abi.ExportDecide:  one(1),
			abi.ExportResult:  one(recordAt),
			abi.ExportMessage: {0x42, 0x00}, // i64.const 0
		},
		shapes: map[string]shape{
			abi.ExportVersion: {nil, []byte{i32}},
			abi.ExportInput:   {[]byte{i32}, []byte{i32}},
			abi.ExportPolicy:  {[]byte{i32}, []byte{i32}},
			abi.ExportKeys:    {[]byte{i32, i32}, []byte{i32}},
			abi.ExportRead:    {[]byte{i32}, []byte{i32}},
			abi.ExportCheck:   {[]byte{i32, i64, i32}, []byte{i32}},
			abi.ExportAnswer:  {[]byte{i32, i32, i64, i32}, []byte{i32}},
			abi.ExportSettle:  {[]byte{i32, i64, i32}, []byte{i32}},
			abi.ExportDecide:  {[]byte{i64, i64, i64, i64}, []byte{i32}},
			abi.ExportResult:  {nil, []byte{i32}},
			abi.ExportMessage: {nil, []byte{i64}},
		},
	}
}

// with is the module with another body for an export.
func (f *fake) with(name string, body []byte) *fake {
	f.bodies[name] = body
	return f
}

// bytes is the binary (WebAssembly 1.0, section 5).
func (f *fake) bytes() []byte {
	if f.start != nil {
		f.bodies["_initialize"], f.shapes["_initialize"] = f.start, shape{}
	}
	names := slices.Sorted(maps.Keys(f.bodies))
	var types, functions, exports, code [][]byte
	first := 0
	if f.imports {
		types = append(types, []byte{0x60, 0, 0})
		first = 1
	}
	for i, name := range names {
		s := f.shapes[name]
		types = append(types, slices.Concat([]byte{0x60}, sized(s.parameters), sized(s.results)))
		functions = append(functions, unsigned(first+i))
		exports = append(exports, slices.Concat(sized([]byte(name)), []byte{0}, unsigned(first+i)))
		code = append(code, sized(slices.Concat([]byte{0}, f.bodies[name], []byte{0x0b})))
	}
	out := []byte("\x00asm\x01\x00\x00\x00")
	section := func(id byte, items ...[]byte) {
		out = append(out, id)
		out = append(out, sized(slices.Concat(unsigned(len(items)), slices.Concat(items...)))...)
	}
	section(1, types...)
	if f.imports {
		section(2, slices.Concat(sized([]byte("env")), sized([]byte("now")), []byte{0, 0}))
	}
	section(3, functions...)
	if f.memory {
		section(5, []byte{0, 2}) // two pages
		exports = append(exports, slices.Concat(sized([]byte(abi.ExportMemory)), []byte{2, 0}))
	}
	section(7, exports...)
	section(10, code...)
	if f.memory {
		record := make([]byte, abi.RecordSize)
		f.record.Put(record)
		section(11, slices.Concat([]byte{0}, constant(recordAt), []byte{0x0b}, sized(record)))
	}
	return out
}

// sized puts the length before the bytes.
func sized(b []byte) []byte { return append(unsigned(len(b)), b...) }

func unsigned(n int) []byte { return binary.AppendUvarint(nil, uint64(n)) }

// signed is LEB128.
func signed(n int) []byte {
	var out []byte
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 || n == -1 && b&0x40 != 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}
