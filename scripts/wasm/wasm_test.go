package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/module/manifest"
)

// write puts files into a made-up repository and returns its root.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestKeepBoundary(t *testing.T) {
	got, err := keepBoundary("", []string{"memory", "malloc", "_initialize", "tally_abi", "syscall.seek", "tally_check"})
	if want := []string{"memory", "_initialize", "tally_abi", "tally_check"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestKeepCallbacks(t *testing.T) {
	root := write(t, map[string]string{
		"filter/plugin/plugin.go":      "package plugin\nfunc (*stream) OnHttpRequestHeaders() {}\nfunc (*stream) OnHttpStreamDone() {}\nfunc OnQueueReady() {}\n",
		"filter/plugin/tick.go":        "package plugin\nfunc (p *plugin) OnTick() {}\n",
		"filter/plugin/plugin_test.go": "package plugin\nfunc (fake) OnHttpResponseBody() {}\n",
	})
	got, err := keepCallbacks(root, nil)
	want := append(slices.Clone(always), "proxy_on_request_headers", "proxy_on_log", "proxy_on_tick")
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
	for _, name := range got {
		if strings.Contains(name, "alloc") && name != allocator {
			t.Errorf("%s is kept; Envoy would prefer it, and it leaks", name)
		}
	}

	root = write(t, map[string]string{"filter/main.go": "package main\nfunc main() {}\n"})
	if _, err := keepCallbacks(root, nil); err == nil {
		t.Error("a filter without OnHttpRequestHeaders was accepted")
	}
}

func TestRenameAllocator(t *testing.T) {
	const before, after = "\x18tally_on_memory_allocate\x00\x01", "\x18proxy_on_memory_allocate\x00\x01"
	got, err := renameAllocator([]byte("x" + before))
	if err != nil || string(got) != "x"+after {
		t.Errorf("got %q, %v", got, err)
	}
	for _, wasm := range []string{"", before + before, "tally_on_memory_allocate", after} {
		if _, err := renameAllocator([]byte(wasm)); err == nil {
			t.Errorf("%q: no error", wasm)
		}
	}
}

func TestChoose(t *testing.T) {
	if got, err := choose(nil); err != nil || len(got) != len(recipes) {
		t.Errorf("nothing named: %d modules, %v", len(got), err)
	}
	if got, err := choose([]string{"filter", "claims"}); err != nil || len(got) != 2 || got[0].name != "filter" {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := choose([]string{"clams"}); err == nil {
		t.Error("an unknown module was accepted")
	}
}

// emptyModule is the shortest module there is.
const emptyModule = "\x00asm\x01\x00\x00\x00"

// The comparison itself: what is committed is damaged in each way once.
func TestCompare(t *testing.T) {
	const path = "wasm/module/core.wasm"
	built := manifest.Manifest{ABI: abi.Version, Toolchain: manifest.Toolchain{Go: "1.26.8"}, Modules: []manifest.Module{{Path: path}}}
	if err := built.Modules[0].Describe([]byte(emptyModule)); err != nil {
		t.Fatal(err)
	}
	text, err := built.Text()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, module, manifest, want string
	}{
		{"the same", emptyModule, string(text), ""},
		{"other bytes", emptyModule + "\x00\x02\x01x", string(text), "run `scripts/wasm.sh core`"},
		{"another digest", emptyModule, strings.Replace(string(text), `"sha256": "9`, `"sha256": "8`, 1), "does not describe wasm/module/core.wasm"},
		{"another toolchain", emptyModule, strings.Replace(string(text), "1.26.8", "1.26.7", 1), "run `make wasm`"},
		{"not listed", emptyModule, `{"abi": 1, "toolchain": {"go": "1.26.8"}, "modules": []}`, "does not describe"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want != "" && tt.module == emptyModule && tt.manifest == string(text) {
				t.Fatal("the case damages nothing")
			}
			root := write(t, map[string]string{path: tt.module, manifestPath: tt.manifest, ".build/wasm/core.wasm": emptyModule})
			b := builder{root: root, work: filepath.Join(root, ".build/wasm")}
			err := b.compare(built)
			if tt.want == "" && err != nil {
				t.Error(err)
			}
			if tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q in it", err, tt.want)
			}
		})
	}
}

// A build of one module leaves the others' entries alone.
func TestInstall(t *testing.T) {
	root := write(t, map[string]string{
		".build/wasm/core.wasm":   emptyModule,
		"wasm/module/claims.wasm": "kept",
		manifestPath:              `{"abi": 1, "toolchain": {}, "modules": [{"path": "wasm/module/claims.wasm", "bytes": 4}]}`,
	})
	b := builder{root: root, work: filepath.Join(root, ".build/wasm")}
	built := manifest.Manifest{Modules: []manifest.Module{{Path: "wasm/module/core.wasm", Bytes: 8}}}
	if err := b.install(built); err != nil {
		t.Fatal(err)
	}
	m, err := b.committed()
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Modules) != 2 || m.Modules[0].Bytes != 4 || m.Modules[1].Bytes != 8 {
		t.Errorf("the manifest is %+v", m.Modules)
	}
	wasm, err := os.ReadFile(filepath.Join(root, "wasm/module/core.wasm"))
	if err != nil || string(wasm) != emptyModule {
		t.Errorf("core.wasm is %q, %v", wasm, err)
	}
}

func TestAllocationSites(t *testing.T) {
	root := write(t, map[string]string{"wasm/verify/a.go": "package verify\n\n\tx := make([]byte, n)\n"})
	b := builder{root: root}
	sites, err := b.sites([]byte("a harmless line\nmode: set\n/usr/lib/go/src/strings/x.go:1.1,1.2 1 0\nwasm/verify/a.go:3.1,3.20 1 0\n"))
	if err != nil || len(sites) != 1 || sites[0] != (site{"wasm/verify/a.go", 3, "x := make([]byte, n)"}) {
		t.Fatalf("got %+v, %v", sites, err)
	}
	for list, want := range map[string]bool{
		"":                                       false,
		"# wasm/verify/a.go":                     false,
		"wasm/verify/b.go":                       false,
		"wasm/verify/a.go":                       true,
		"wasm/verify/a.go: x := make([]byte, n)": true,
		"wasm/verify/a.go: y := make([]byte, n)": false,
	} {
		if got := parseAllowed([]byte(list)).take(sites[0]); got != want {
			t.Errorf("list %q: allowed %t, want %t", list, got, want)
		}
	}
	if _, err := b.sites([]byte("nothing like it")); err == nil {
		t.Error("output without a profile was read as no allocation")
	}
}

func TestAllocations(t *testing.T) {
	root := write(t, map[string]string{allowedPath: "wasm/verify/load.go\n"})
	b := builder{root: root}
	load, check, filter := site{"wasm/verify/load.go", 1, "make"}, site{"wasm/verify/check.go", 9, "make"}, site{"filter/main.go", 1, "make"}
	for _, tt := range []struct {
		name  string
		sites []site
		all   bool
		want  string
	}{
		{"allowed", []site{load, filter}, true, ""},
		{"not allowed", []site{load, check}, true, "wasm/verify/check.go:9 allocates: make"},
		{"not needed", []site{filter}, true, "does not allocate any more: wasm/verify/load.go"},
		{"perhaps another module needs it", []site{filter}, false, ""},
	} {
		err := b.allocations(tt.sites, tt.all)
		if (tt.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q in it", tt.name, err, tt.want)
		}
	}
}
