package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// allowedPath is the list of the places that may allocate: a file, or a file and
// the text of a line in it, so that moving code does not change it.
const allowedPath = "scripts/wasm/allocs.txt"

// gated is the part of the repository that the list is about: the core. What it
// allocates for a token, every host pays.
const gated = "wasm/"

// allocations fails when TinyGo allocates in the core where the list does not
// allow it. Go's own escape analysis and AllocsPerRun say nothing about
// TinyGo's. When all modules were built, a line that allows nothing any more
// fails too.
func (b *builder) allocations(sites []site, all bool) error {
	text, err := os.ReadFile(filepath.Join(b.root, allowedPath))
	if err != nil {
		return err
	}
	allowed := parseAllowed(text)
	var breaches []string
	for _, p := range sites {
		if !strings.HasPrefix(p.file, gated) || allowed.take(p) {
			continue
		}
		if breach := fmt.Sprintf("%s:%d allocates: %s", p.file, p.line, p.text); !slices.Contains(breaches, breach) {
			breaches = append(breaches, breach)
		}
	}
	if len(breaches) > 0 {
		return fmt.Errorf("%s\nWork without it, or add the line to %s if it is not done for each token", strings.Join(breaches, "\n"), allowedPath)
	}
	for line, needed := range allowed {
		if all && !needed {
			return fmt.Errorf("%s allows what does not allocate any more: %s", allowedPath, line)
		}
	}
	return nil
}

// An allowance holds the lines of the list and whether each was needed.
type allowance map[string]bool

// take reports whether the list allows a place to allocate.
func (a allowance) take(p site) bool {
	for _, line := range []string{p.file, p.file + ": " + p.text} {
		if _, ok := a[line]; ok {
			a[line] = true
			return true
		}
	}
	return false
}

// parseAllowed reads the list; lines that begin with # are remarks.
func parseAllowed(text []byte) allowance {
	allowed := allowance{}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			allowed[line] = false
		}
	}
	return allowed
}

type site struct {
	file string // from the root
	line int
	text string
}

// A line of the cover profile that -print-allocs writes; the first number is
// the line.
var profileLine = regexp.MustCompile(`^(\S+\.go):(\d+)\.`)

// sites reads what -print-allocs printed; the places outside of the repository
// are left out.
func (b *builder) sites(output []byte) ([]site, error) {
	_, profile, found := bytes.Cut(output, []byte("mode: set\n"))
	if !found {
		return nil, errors.New("tinygo -print-allocs did not write a cover profile")
	}
	var sites []site
	lines := map[string][]string{}
	for s := bufio.NewScanner(bytes.NewReader(profile)); s.Scan(); {
		m := profileLine.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		path := m[1]
		if !filepath.IsAbs(path) {
			path = filepath.Join(b.root, path)
		}
		file, err := filepath.Rel(b.root, path)
		if err != nil || strings.HasPrefix(file, "..") || strings.HasPrefix(file, ".tools") {
			continue // the standard library's, or another module's
		}
		if lines[file] == nil {
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			lines[file] = strings.Split(string(text), "\n")
		}
		n, err := strconv.Atoi(m[2])
		if err != nil || n < 1 || n > len(lines[file]) {
			return nil, fmt.Errorf("tinygo -print-allocs names line %s of %s, which does not exist", m[2], file)
		}
		sites = append(sites, site{file, n, strings.TrimSpace(lines[file][n-1])})
	}
	return sites, nil
}
