package floors

// A Rule says what the packages of one room may reach, directly or through
// others. Rooms and packages are named by their folders; a name may end in
// "/...", which means the folder and all below.
//
// A package obeys the first rule whose Room matches it. A package without a
// rule is itself a breach: a new room needs a line in the table.
type Rule struct {
	Room string
	// May names the rooms that it may enter beside itself.
	May []string
	// Modules names the modules of others that it may import, by the beginning
	// of their paths; "*" is any.
	Modules []string
	// NotReached may not be reached on any way, the standard library's own
	// imports included.
	NotReached []string
	// NotImported may not be imported by the package itself.
	NotImported []string
	// Unsafe is whether the room may import unsafe.
	Unsafe bool
}

var (
	core  = []string{"wasm/verify", "wasm/verdict", "wasm/signature", "wasm/document", "wasm/internal/..."}
	small = []string{"filippo.io/nistec", "filippo.io/bigmod", "filippo.io/edwards25519"}
	// A guest that reaches one of these grows by tens of kilobytes.
	heavy = []string{"fmt", "encoding/json", "os", "net", "reflect", "math/big"}
)

// Rules is the table of rooms and floors.
var Rules = []Rule{
	// Floor 0: names, layouts and primitives.
	{Room: "wasm/verdict", May: []string{"wasm/internal/..."}, NotReached: heavy},
	{Room: "wasm/abi"},
	{Room: "wasm/signature", NotReached: heavy},
	{Room: "wasm/signature/native", May: []string{"wasm/signature"}},
	{Room: "wasm/signature/small", May: []string{"wasm/signature", "wasm/internal/..."}, Modules: small},
	{Room: "wasm/internal/...", NotReached: heavy},
	// The door to internal/json for the filter, which stands outside of wasm.
	{Room: "wasm/json", May: []string{"wasm/internal/..."}, NotReached: heavy},
	{Room: "wasm/document", May: []string{"wasm/internal/..."}, NotReached: heavy},

	// Floor 1: the pure core. It is told the time and the keys; it has no clock,
	// no I/O, no lock and no way around the type system.
	{Room: "wasm/verify", May: core, NotReached: heavy, NotImported: []string{"time", "sync"}},

	// Floor 2.
	{Room: "wasm/middleware", May: []string{"wasm/verdict", "wasm/internal/..."}},
	{Room: "wasm/guest/...", May: append([]string{"wasm/abi", "wasm/signature/small"}, core...), Modules: small, Unsafe: true},
	{Room: "wasm/module/..."},

	// Floor 3: hosts. wasm/host runs the compiled core and never the source.
	{
		Room:    "wasm/host",
		May:     []string{"wasm/module/...", "wasm/abi", "wasm/verdict", "wasm/signature/...", "wasm/internal/..."},
		Modules: append([]string{"github.com/tetratelabs/wazero"}, small...),
	},
	{Room: "filter/config", May: append([]string{"wasm/json"}, core...)},
	{
		Room:    "filter/...",
		May:     append([]string{"wasm/signature/small", "wasm/json"}, core...),
		Modules: append([]string{"github.com/tetratelabs/proxy-wasm-go-sdk"}, small...),
		Unsafe:  true,
	},
	{Room: "issuer/...", Modules: []string{"*"}},
	{Room: "testdata"},

	// Floor 4.
	{Room: "wasm/cmd/tally", May: []string{"wasm/...", "filter/...", "issuer/..."}, Modules: []string{"*"}},
}

// Top is what the root of the repository may hold beside hidden files.
var Top = []string{
	"issuer", "wasm", "filter", "browser", "testdata", "scripts",
	"Makefile", "go.mod", "go.sum",
	"README.md", "RATIONALE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE",
}
