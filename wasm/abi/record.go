package abi

import "encoding/binary"

// Slice is a place in the guest's memory: the address of the first byte and
// the number of bytes.
type Slice struct{ Ptr, Len uint32 }

// Record is the fixed result record of 128 bytes, little endian, as ABI.md
// draws it. It describes the last tally_read, tally_check, tally_answer,
// tally_settle or tally_decide.
type Record struct {
	Code   uint32 // verdict
	Ticket uint32 // of the open signature question, 0 when none is open

	// A valid verdict holds for From <= now < Until.
	FromSec, UntilSec int64
	FromNano          uint32
	UntilNano         uint32

	Header Slice // decoded JOSE header, JSON text
	Claims Slice // decoded claims, JSON text; not verified unless Code is valid

	// Whole seconds since the epoch, rounded down; Absent if the token has none.
	IssuedAt, ExpiresAt, RefreshAt int64

	Action uint32 // of the refresh decision: 0 none, 1 use, 2 refresh, 3 login
	Reason uint32 // of the refresh decision

	// The signature question.
	Algorithm  uint32
	KeyIndex   uint32 // place of the key in the key set's "keys"
	Generation uint32 // of the key set: counts the loads
	Input      Slice  // signing input: header "." payload, as in the token
	Signature  Slice  // decoded signature
	KeyA       Slice  // RSA n, EC x, OKP x, oct k: octets, big endian
	KeyB       Slice  // RSA e, EC y; else empty
}

// RecordSize is the length of a record in bytes.
const RecordSize = 128

// Put writes the record into b, which must have RecordSize bytes.
func (r *Record) Put(b []byte) {
	_ = b[RecordSize-1]
	u32, u64 := binary.LittleEndian.PutUint32, binary.LittleEndian.PutUint64
	u32(b[0:], r.Code)
	u32(b[4:], r.Ticket)
	u64(b[8:], uint64(r.FromSec))
	u64(b[16:], uint64(r.UntilSec))
	u32(b[24:], r.FromNano)
	u32(b[28:], r.UntilNano)
	r.Header.put(b[32:])
	r.Claims.put(b[40:])
	u64(b[48:], uint64(r.IssuedAt))
	u64(b[56:], uint64(r.ExpiresAt))
	u64(b[64:], uint64(r.RefreshAt))
	u32(b[72:], r.Action)
	u32(b[76:], r.Reason)
	u32(b[80:], r.Algorithm)
	u32(b[84:], r.KeyIndex)
	u32(b[88:], r.Generation)
	r.Input.put(b[92:])
	r.Signature.put(b[100:])
	r.KeyA.put(b[108:])
	r.KeyB.put(b[116:])
	u32(b[124:], 0)
}

// Get reads the record from b. It reports false if b is not RecordSize bytes.
func (r *Record) Get(b []byte) bool {
	if len(b) != RecordSize {
		return false
	}
	u32, u64 := binary.LittleEndian.Uint32, binary.LittleEndian.Uint64
	r.Code = u32(b[0:])
	r.Ticket = u32(b[4:])
	r.FromSec = int64(u64(b[8:]))
	r.UntilSec = int64(u64(b[16:]))
	r.FromNano = u32(b[24:])
	r.UntilNano = u32(b[28:])
	r.Header.get(b[32:])
	r.Claims.get(b[40:])
	r.IssuedAt = int64(u64(b[48:]))
	r.ExpiresAt = int64(u64(b[56:]))
	r.RefreshAt = int64(u64(b[64:]))
	r.Action = u32(b[72:])
	r.Reason = u32(b[76:])
	r.Algorithm = u32(b[80:])
	r.KeyIndex = u32(b[84:])
	r.Generation = u32(b[88:])
	r.Input.get(b[92:])
	r.Signature.get(b[100:])
	r.KeyA.get(b[108:])
	r.KeyB.get(b[116:])
	return true
}

func (s Slice) put(b []byte) {
	binary.LittleEndian.PutUint32(b, s.Ptr)
	binary.LittleEndian.PutUint32(b[4:], s.Len)
}

func (s *Slice) get(b []byte) {
	s.Ptr = binary.LittleEndian.Uint32(b)
	s.Len = binary.LittleEndian.Uint32(b[4:])
}
