package floors

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Graph is what each package imports, by import path. Packages of the project
// begin with Module.
type Graph struct {
	Module  string
	Imports map[string][]string
}

// Check lists every breach of the rules, each as a sentence with the chain of
// imports that leads there.
func (g Graph) Check(rules []Rule) []string {
	var breaches []string
	for _, path := range slices.Sorted(maps.Keys(g.Imports)) {
		folder, ours := g.folder(path)
		if !ours {
			continue
		}
		rule := find(rules, folder)
		if rule == nil {
			breaches = append(breaches, fmt.Sprintf("%s is a room without a rule; add a line to scripts/floors/rules.go", folder))
			continue
		}
		breaches = append(breaches, g.judge(path, *rule)...)
	}
	return breaches
}

// judge walks everything that a package reaches, nearest first.
func (g Graph) judge(from string, rule Rule) []string {
	var breaches []string
	via := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at != from {
			if why := g.forbidden(from, via[at], at, rule); why != "" {
				breaches = append(breaches, fmt.Sprintf("%s; the chain is %s", why, g.chain(via, at)))
				continue // what lies behind a breach is not told again
			}
		}
		for _, next := range g.Imports[at] {
			if _, seen := via[next]; !seen {
				via[next] = at
				queue = append(queue, next)
			}
		}
	}
	return breaches
}

// forbidden says why a package may not reach another through its importer, or "".
func (g Graph) forbidden(from, importer, path string, rule Rule) string {
	name, _ := g.folder(from)
	folder, ours := g.folder(path)
	direct := importer == from
	_, importerOurs := g.folder(importer)
	switch {
	case ours && !matches(rule.Room, folder) && !matchesAny(rule.May, folder):
		return fmt.Sprintf("%s reaches the room %s; %s may enter only %s", name, folder, rule.Room, list(rule.May))
	case ours:
		return ""
	case !standard(path) && importerOurs && !prefixed(rule.Modules, path):
		return fmt.Sprintf("%s reaches the module package %s; %s may import only the standard library and %s", name, path, rule.Room, list(rule.Modules))
	case slices.Contains(rule.NotReached, path):
		return fmt.Sprintf("%s reaches %s, which %s may not reach on any way", name, path, rule.Room)
	case direct && slices.Contains(rule.NotImported, path):
		return fmt.Sprintf("%s imports %s, which %s may not import", name, path, rule.Room)
	case direct && path == "unsafe" && !rule.Unsafe:
		return fmt.Sprintf("%s imports unsafe, which only the guests and the filter may", name)
	}
	return ""
}

func (g Graph) chain(via map[string]string, at string) string {
	var names []string
	for ; at != ""; at = via[at] {
		folder, _ := g.folder(at)
		names = append(names, folder)
	}
	slices.Reverse(names)
	return strings.Join(names, " -> ")
}

// folder is the place of a package in the repository; of packages of others it
// is their path.
func (g Graph) folder(path string) (string, bool) {
	if rest, ok := strings.CutPrefix(path, g.Module+"/"); ok {
		return rest, true
	}
	return path, path == g.Module
}

func find(rules []Rule, folder string) *Rule {
	for i, r := range rules {
		if matches(r.Room, folder) {
			return &rules[i]
		}
	}
	return nil
}

func matches(pattern, folder string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return folder == base || strings.HasPrefix(folder, base+"/")
	}
	return folder == pattern
}

func matchesAny(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, folder) })
}

func prefixed(modules []string, path string) bool {
	return slices.ContainsFunc(modules, func(m string) bool {
		return m == "*" || path == m || strings.HasPrefix(path, m+"/")
	})
}

// standard: only packages of modules have a dot in the first element of their path.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func list(names []string) string {
	if len(names) == 0 {
		return "nothing else"
	}
	return strings.Join(names, ", ")
}
