// Command wasm builds the compiled modules that this repository carries, and
// their manifest:
//
//	wasm/module/claims.wasm   from wasm/guest/claims
//	wasm/module/core.wasm     from wasm/guest/core
//	filter/filter.wasm        from filter
//	wasm/module/manifest.json
//
// It is started by scripts/wasm.sh, which sees to the pinned tools. Arguments
// name the modules to build (claims, core, filter); none means all. With -check
// nothing is written: the modules are built aside and compared byte for byte.
//
// With -allocs nothing is written either: the modules are built aside, and it
// fails where TinyGo allocates and allocs.txt does not allow it. -check does this
// too.
//
// A build has three steps: TinyGo compiles and links, wasm-metadce drops every
// export that the module's table entry does not keep, with all that only those
// needed, and wasm-opt shrinks what is left. In the filter the arena's allocator
// is then given the name that Envoy calls (callbacks.go). The bytes depend on the tools
// pinned in scripts/pins and on the sources, on nothing else of the machine.
package main
