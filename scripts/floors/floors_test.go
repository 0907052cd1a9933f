package floors

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	root   = "../.."
	module = "github.com/tallystick/tallystick"
)

// Go files may stand behind build constraints: what TinyGo compiles is listed
// with its own.
var views = map[string][]string{
	"native": nil,
	"TinyGo": {"-tags=tinygo,tinygo.wasm,wasm_unknown,gc.precise,scheduler.none"},
}

// A listed package, as far as it matters here.
type listed struct {
	ImportPath string
	Imports    []string
	GoFiles    []string
}

func goList(t *testing.T, dir string, args ...string) []listed {
	t.Helper()
	args = append([]string{"list", "-e", "-deps", "-json=ImportPath,Imports,GoFiles"}, args...)
	cmd := exec.Command("go", append(args, "./...")...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s in %s: %v\n%s", strings.Join(args, " "), dir, err, stderr.Bytes())
	}
	var packages []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

func graphOf(packages []listed) Graph {
	g := Graph{Module: module, Imports: map[string][]string{}}
	for _, p := range packages {
		g.Imports[p.ImportPath] = p.Imports
	}
	return g
}

func TestFloors(t *testing.T) {
	for name, flags := range views {
		g := graphOf(goList(t, root, flags...))
		if len(g.Imports) < 20 {
			t.Fatalf("%s: go list told of %d packages; this cannot be all", name, len(g.Imports))
		}
		for _, breach := range g.Check(Rules) {
			t.Errorf("%s: %s", name, breach)
		}
	}
}

// Each package says in a file of its own what it is for.
func TestEachPackageHasDoc(t *testing.T) {
	packages := append(goList(t, root), goList(t, filepath.Join(root, "scripts"))...)
	seen := map[string]bool{}
	for _, p := range packages {
		if !strings.HasPrefix(p.ImportPath+"/", module+"/") || seen[p.ImportPath] {
			continue
		}
		seen[p.ImportPath] = true
		if !slices.Contains(p.GoFiles, "doc.go") {
			t.Errorf("%s has no doc.go that says what the package is for, what not, and who its neighbours are", p.ImportPath)
		}
	}
	if len(seen) == 0 {
		t.Fatal("no package was seen")
	}
}

// The root holds what Top names. Hidden files and what git ignores by
// its ending are not looked at.
func TestRoot(t *testing.T) {
	ignored, err := os.ReadFile(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		skip := strings.HasPrefix(name, ".") || slices.ContainsFunc(strings.Fields(string(ignored)), func(pattern string) bool {
			match, _ := filepath.Match(pattern, name)
			return match
		})
		if !skip && !slices.Contains(Top, name) {
			t.Errorf("%s stands at the root of the repository; it belongs into one of its rooms", name)
		}
	}
}

// The check itself: a made-up repository where each rule is broken once.
func TestCheck(t *testing.T) {
	rules := []Rule{
		{Room: "low"},
		{Room: "pure", May: []string{"low"}, NotReached: []string{"fmt"}, NotImported: []string{"time"}},
		{Room: "host", May: []string{"low", "glue"}, Modules: []string{"example.org/engine"}},
		{Room: "glue", May: []string{"low", "pure"}},
		{Room: "raw/...", Unsafe: true},
	}
	tests := []struct {
		name    string
		imports map[string][]string
		want    string // in the only breach; "" is none
	}{
		{"all is well", map[string][]string{
			"m/pure": {"m/low", "sort"}, "m/low": {"time", "fmt_like"}, "m/raw/a": {"unsafe", "m/raw/b"}, "m/raw/b": nil,
			"sort": {"unsafe"},
		}, ""},
		{"a room that is not named", map[string][]string{"m/low": {"m/raw/a"}, "m/raw/a": nil},
			"low reaches the room raw/a; low may enter only nothing else; the chain is low -> raw/a"},
		{"a room behind an allowed one", map[string][]string{"m/host": {"m/glue"}, "m/glue": {"m/pure"}, "m/pure": nil},
			"host reaches the room pure; host may enter only low, glue; the chain is host -> glue -> pure"},
		{"the library's own way to fmt", map[string][]string{"m/pure": {"log"}, "log": {"fmt"}, "fmt": nil},
			"pure reaches fmt, which pure may not reach on any way; the chain is pure -> log -> fmt"},
		{"a clock", map[string][]string{"m/pure": {"time"}, "time": nil},
			"pure imports time, which pure may not import"},
		{"a clock far away is not an import", map[string][]string{"m/pure": {"m/low"}, "m/low": {"time"}}, ""},
		{"somebody else's module", map[string][]string{"m/low": {"example.org/x/y"}},
			"low reaches the module package example.org/x/y"},
		{"a name that only begins alike", map[string][]string{"m/host": {"example.org/engine2"}},
			"host may import only the standard library and example.org/engine"},
		{"what an allowed module needs itself", map[string][]string{"m/host": {"example.org/engine/api"}, "example.org/engine/api": {"example.org/sys", "unsafe"}}, ""},
		{"unsafe", map[string][]string{"m/glue": {"unsafe"}},
			"glue imports unsafe, which only the guests and the filter may"},
		{"a new room", map[string][]string{"m/attic": nil},
			"attic is a room without a rule"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Graph{Module: "m", Imports: tt.imports}.Check(rules)
			if tt.want == "" {
				if len(got) > 0 {
					t.Errorf("unexpected: %q", got)
				}
				return
			}
			if len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("got %q, want one breach with %q", got, tt.want)
			}
		})
	}
}
