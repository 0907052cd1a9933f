package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/module/manifest"
)

const manifestPath = "wasm/module/manifest.json"

func main() {
	root := flag.String("root", "..", "the root of the repository")
	check := flag.Bool("check", false, "write nothing, compare with the committed modules and check where they allocate")
	allocs := flag.Bool("allocs", false, "write nothing, only check where the modules allocate")
	flag.Parse()
	if err := run(*root, *check, *allocs, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "wasm:", err)
		os.Exit(1)
	}
}

func run(root string, check, allocs bool, names []string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	b := builder{root: root, tools: filepath.Join(root, ".tools", "bin"), work: filepath.Join(root, ".build", "wasm")}
	built, sites, err := b.manifest(chosen)
	switch {
	case err != nil:
		return err
	case allocs:
		return b.allocations(sites, len(chosen) == len(recipes))
	case check:
		return errors.Join(b.compare(built), b.allocations(sites, len(chosen) == len(recipes)))
	}
	return b.install(built)
}

func choose(names []string) ([]recipe, error) {
	if len(names) == 0 {
		return recipes, nil
	}
	var chosen []recipe
	for _, name := range names {
		found := false
		for _, r := range recipes {
			if r.name == name {
				chosen, found = append(chosen, r), true
			}
		}
		if !found {
			return nil, fmt.Errorf("unknown module %q; there are claims, core and filter", name)
		}
	}
	return chosen, nil
}

// manifest builds the chosen modules, two at a time, describes them, and tells
// where they allocate.
func (b *builder) manifest(chosen []recipe) (manifest.Manifest, []site, error) {
	toolchain, err := b.toolchain()
	if err != nil {
		return manifest.Manifest{}, nil, err
	}
	m := manifest.Manifest{ABI: abi.Version, Toolchain: toolchain, Modules: make([]manifest.Module, len(chosen))}
	sites := make([][]site, len(chosen))
	errs := make([]error, len(chosen))
	var wait sync.WaitGroup
	turn := make(chan struct{}, 2)
	for i, r := range chosen {
		wait.Go(func() {
			turn <- struct{}{}
			m.Modules[i], sites[i], errs[i] = b.build(r)
			<-turn
		})
	}
	wait.Wait()
	return m, slices.Concat(sites...), errors.Join(errs...)
}

// install moves the built modules to their places and updates the manifest;
// entries of modules that were not built now stay as they are.
func (b *builder) install(built manifest.Manifest) error {
	committed, err := b.committed()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, r := range recipes {
		if built.Find(r.path) == nil {
			if m := committed.Find(r.path); m != nil {
				built.Modules = append(built.Modules, *m)
			}
			continue
		}
		wasm, err := os.ReadFile(b.output(r.path))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.root, r.path), wasm, 0o644); err != nil {
			return err
		}
		m := built.Find(r.path)
		fmt.Printf("%-24s %7d bytes, %6d gzipped, %.16s\n", m.Path, m.Bytes, m.Gzip, m.SHA256)
	}
	sortByRecipe(built.Modules)
	text, err := built.Text()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(b.root, manifestPath), text, 0o644)
}

// compare holds built modules against the committed ones.
func (b *builder) compare(built manifest.Manifest) error {
	committed, err := b.committed()
	if err != nil {
		return err
	}
	var differ []string
	for _, m := range built.Modules {
		name := strings.TrimSuffix(filepath.Base(m.Path), ".wasm")
		fresh, err := os.ReadFile(b.output(m.Path))
		if err != nil {
			return err
		}
		kept, err := os.ReadFile(filepath.Join(b.root, m.Path))
		if err != nil {
			return fmt.Errorf("%w; run `make wasm`", err)
		}
		if !bytes.Equal(fresh, kept) {
			differ = append(differ, fmt.Sprintf("%s is not what its sources build (%d bytes committed, %d built): run `scripts/wasm.sh %s` and commit the result",
				m.Path, len(kept), len(fresh), name))
		} else if !same(m, committed.Find(m.Path)) {
			differ = append(differ, fmt.Sprintf("%s does not describe %s: run `scripts/wasm.sh %s` and commit the result",
				manifestPath, m.Path, name))
		}
	}
	if built.ABI != committed.ABI || built.Toolchain != committed.Toolchain {
		differ = append(differ, fmt.Sprintf("%s names ABI %d and %+v; the pinned tools give ABI %d and %+v: run `make wasm` and commit the result",
			manifestPath, committed.ABI, committed.Toolchain, built.ABI, built.Toolchain))
	}
	if len(differ) > 0 {
		return errors.New(strings.Join(differ, "\n"))
	}
	fmt.Printf("wasm: %d modules are byte for byte what their sources build\n", len(built.Modules))
	return nil
}

func (b *builder) committed() (manifest.Manifest, error) {
	text, err := os.ReadFile(filepath.Join(b.root, manifestPath))
	if err != nil {
		return manifest.Manifest{}, err
	}
	return manifest.Parse(text)
}
