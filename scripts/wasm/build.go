package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/module/manifest"
)

// A recipe is how one module is built.
type recipe struct {
	name string
	path string // of the module, from the root
	pkg  string // that is compiled, from the root
	opt  string // -opt of TinyGo and -O of wasm-opt
	keep func(root string, exports []string) ([]string, error)
	last func(wasm []byte) ([]byte, error) // what is left to do, or nil
}

var recipes = []recipe{
	{"claims", "wasm/module/claims.wasm", "./wasm/guest/claims", "z", keepBoundary, nil},
	{"core", "wasm/module/core.wasm", "./wasm/guest/core", "2", keepBoundary, nil},
	{"filter", "filter/filter.wasm", "./filter", "2", keepCallbacks, renameAllocator},
}

// initialize is the export that runs the package initialisers.
const initialize = "_initialize"

// keepBoundary keeps what ABI.md names.
func keepBoundary(_ string, exports []string) ([]string, error) {
	keep := []string{abi.ExportMemory, initialize}
	for _, name := range exports {
		if strings.HasPrefix(name, "tally_") {
			keep = append(keep, name)
		}
	}
	return keep, nil
}

// Browsers refuse modules with the features of -all, so they are named here;
// the target file lets LLVM use the same.
var features = []string{
	"--enable-bulk-memory",
	"--enable-mutable-globals",
	"--enable-nontrapping-float-to-int",
	"--enable-sign-ext",
}

var strip = []string{"--strip-debug", "--strip-producers", "--strip-target-features"}

type builder struct {
	root  string
	tools string // folder of the pinned tools
	work  string // folder for intermediate and built files
}

// output is where a built module is put.
func (b *builder) output(path string) string { return filepath.Join(b.work, filepath.Base(path)) }

func (b *builder) build(r recipe) (manifest.Module, []site, error) {
	m := manifest.Module{
		Path:     r.path,
		Package:  r.pkg,
		TinyGo:   []string{"-target=scripts/target/wasm.json", "-opt=" + r.opt, "-panic=trap", "-no-debug"},
		Binaryen: slices.Concat([]string{"-O" + r.opt}, features, strip),
	}
	dir := filepath.Join(b.work, r.name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return m, nil, err
	}
	linked, kept, graph := filepath.Join(dir, "linked.wasm"), filepath.Join(dir, "kept.wasm"), filepath.Join(dir, "keep.json")

	printed, err := b.run("tinygo", slices.Concat([]string{"build"}, m.TinyGo, []string{"-print-allocs=.", "-o", linked, r.pkg})...)
	if err != nil {
		return m, nil, err
	}
	sites, err := b.sites(printed)
	if err != nil {
		return m, nil, err
	}
	if err := b.writeGraph(r, linked, graph); err != nil {
		return m, nil, err
	}
	_, err = b.run("wasm-metadce", slices.Concat([]string{linked, "--graph-file", graph, "-o", kept}, features)...)
	if err != nil {
		return m, nil, err
	}
	_, err = b.run("wasm-opt", slices.Concat([]string{kept, "-o", b.output(r.path)}, m.Binaryen)...)
	if err != nil {
		return m, nil, err
	}
	wasm, err := os.ReadFile(b.output(r.path))
	if err != nil {
		return m, nil, err
	}
	if r.last != nil {
		if wasm, err = r.last(wasm); err != nil {
			return m, nil, err
		}
		if err := os.WriteFile(b.output(r.path), wasm, 0o644); err != nil {
			return m, nil, err
		}
	}
	return m, sites, m.Describe(wasm)
}

// A node of the reachability graph that wasm-metadce reads.
type node struct {
	Name    string   `json:"name"`
	Export  string   `json:"export,omitempty"`
	Root    bool     `json:"root,omitempty"`
	Reaches []string `json:"reaches,omitempty"`
}

// writeGraph tells wasm-metadce which exports the host reaches.
func (b *builder) writeGraph(r recipe, linked, graph string) error {
	wasm, err := os.ReadFile(linked)
	if err != nil {
		return err
	}
	shape, err := manifest.Inspect(wasm)
	if err != nil {
		return fmt.Errorf("%s: %w", linked, err)
	}
	keep, err := r.keep(b.root, shape.Exports)
	if err != nil {
		return err
	}
	nodes := []node{{Name: "host", Root: true, Reaches: keep}}
	for _, name := range keep {
		if !slices.Contains(shape.Exports, name) {
			return fmt.Errorf("%s: %s does not export %s", r.name, r.pkg, name)
		}
		nodes = append(nodes, node{Name: name, Export: name})
	}
	text, err := json.Marshal(nodes)
	if err != nil {
		return err
	}
	return os.WriteFile(graph, text, 0o644)
}

func (b *builder) toolchain() (manifest.Toolchain, error) {
	tinygo, err := exec.Command(filepath.Join(b.tools, "tinygo"), "version").Output()
	if err != nil {
		return manifest.Toolchain{}, fmt.Errorf("tinygo version: %w; run scripts/tools.sh wasm", err)
	}
	binaryen, err := exec.Command(filepath.Join(b.tools, "wasm-opt"), "--version").Output()
	if err != nil {
		return manifest.Toolchain{}, fmt.Errorf("wasm-opt --version: %w; run scripts/tools.sh wasm", err)
	}
	t := tinygoVersion.FindSubmatch(tinygo)
	w := binaryenVersion.FindSubmatch(binaryen)
	if t == nil || w == nil {
		return manifest.Toolchain{}, fmt.Errorf("unknown answers of the tools: %q, %q", tinygo, binaryen)
	}
	return manifest.Toolchain{TinyGo: string(t[1]), Go: string(t[2]), LLVM: string(t[3]), Binaryen: string(w[1])}, nil
}

var (
	tinygoVersion   = regexp.MustCompile(`^tinygo version (\S+) .*go version go(\S+) and LLVM version (\S+)\)`)
	binaryenVersion = regexp.MustCompile(`^wasm-opt version (\S+)`)
)

// run starts a pinned tool in the root and returns all that it prints.
func (b *builder) run(tool string, args ...string) ([]byte, error) {
	cmd := exec.Command(filepath.Join(b.tools, tool), args...)
	cmd.Dir = b.root
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w\n%s", tool, strings.Join(args, " "), err, out)
	}
	return out, nil
}

func same(m manifest.Module, committed *manifest.Module) bool {
	return committed != nil && reflect.DeepEqual(m, *committed)
}

func sortByRecipe(modules []manifest.Module) {
	slices.SortFunc(modules, func(a, b manifest.Module) int {
		return place(a.Path) - place(b.Path)
	})
}

func place(path string) int {
	return slices.IndexFunc(recipes, func(r recipe) bool { return r.path == path })
}
