package manifest

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// Shape is the outline of a module, in the order of its sections.
type Shape struct {
	Imports []string `json:"imports"` // "module.name"
	Exports []string `json:"exports"`
}

// The sections that are read, by their ids in the binary format.
const (
	sectionImport = 2
	sectionExport = 7
)

var (
	errHeader    = errors.New("not a WebAssembly module of version 1")
	errTruncated = errors.New("the module ends in the middle of a section")
	errImport    = errors.New("an import is of a kind that is not known here")
)

// Inspect reads the imports and exports of a module in the WebAssembly binary
// format, version 1. It checks nothing else.
func Inspect(wasm []byte) (Shape, error) {
	shape := Shape{Imports: []string{}, Exports: []string{}}
	if !bytes.HasPrefix(wasm, []byte("\x00asm\x01\x00\x00\x00")) {
		return shape, errHeader
	}
	r := &reader{rest: wasm[8:]}
	for len(r.rest) > 0 && r.err == nil {
		id := r.byte()
		body := &reader{rest: r.take(r.number())}
		switch id {
		case sectionImport:
			shape.Imports = body.imports()
		case sectionExport:
			shape.Exports = body.exports()
		}
		if r.err == nil {
			r.err = body.err
		}
	}
	return shape, r.err
}

// A reader keeps its first error; after it everything reads as empty.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) imports() []string {
	names := []string{}
	for n := r.number(); n > 0 && r.err == nil; n-- {
		module := r.name()
		names = append(names, module+"."+r.name())
		switch r.byte() {
		case 0: // function: its type
			r.number()
		case 1: // table: element type, limits
			r.byte()
			r.limits()
		case 2: // memory
			r.limits()
		case 3: // global: value type, mutability
			r.take(2)
		default:
			r.fail(errImport)
		}
	}
	return names
}

func (r *reader) exports() []string {
	names := []string{}
	for n := r.number(); n > 0 && r.err == nil; n-- {
		names = append(names, r.name())
		r.byte()   // kind
		r.number() // index
	}
	return names
}

func (r *reader) limits() {
	flags := r.byte()
	r.number()
	if flags&1 != 0 {
		r.number()
	}
}

func (r *reader) name() string { return string(r.take(r.number())) }

func (r *reader) byte() byte {
	if b := r.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.fail(errTruncated)
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.fail(errTruncated)
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.rest = nil
}
