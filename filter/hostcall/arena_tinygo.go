//go:build tinygo

package hostcall

import "unsafe"

// arena is where the host puts what a call returns. Everything in it is good
// until the next Begin: a request is decided within one callback, and what has
// to last is copied. So the collector has nothing to do for a request.
var arena struct {
	memory [64 << 10]byte
	used   uint32
}

// Begin starts a callback: what the host returned in the one before is given up.
func Begin() { arena.used = 0 }

// allocate gives the host memory to write into. After linking it is exported as
// proxy_on_memory_allocate, in the place of the SDK's.
//
//export tally_on_memory_allocate
func allocate(size uint32) unsafe.Pointer {
	if size > uint32(len(arena.memory))-arena.used {
		return unsafe.Pointer(unsafe.SliceData(make([]byte, size)))
	}
	place := unsafe.Pointer(uintptr(unsafe.Pointer(&arena.memory)) + uintptr(arena.used))
	arena.used += size
	return place
}
