package abi

// Version is what [Version export] answers. A host that finds another number
// must refuse the module.
//
// [Version export]: ABI.md
const Version = 1

// The names of the exports. ABI.md gives their parameters and results.
const (
	ExportVersion = "tally_abi"
	ExportInput   = "tally_input"
	ExportPolicy  = "tally_policy"
	ExportKeys    = "tally_keys"
	ExportRead    = "tally_read"
	ExportCheck   = "tally_check"
	ExportAnswer  = "tally_answer"
	ExportSettle  = "tally_settle" // core.wasm only
	ExportDecide  = "tally_decide"
	ExportResult  = "tally_result"
	ExportMessage = "tally_message"
	ExportMemory  = "memory"
)

// Limits of the boundary.
const (
	// MaxInput is the most bytes that tally_input hands out. A token above it is
	// too_large under every policy.
	MaxInput = 1 << 20

	// Refused is the answer of tally_policy and tally_keys when the text was not
	// taken; tally_message says why.
	Refused = -1
)

// Origin tells tally_keys where the text of a key set comes from.
type Origin uint32

const (
	// Handed is a key set that the operator gave directly; it may hold oct keys.
	Handed Origin = 0
	// Fetched is a key set that came over the network; its oct keys are unusable.
	Fetched Origin = 1
)

// Absent is the value of a date that the token does not carry.
const Absent = -1
