package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/tetratelabs/wazero"
)

func main() {
	dir := flag.String("vectors", "", "folder of the collections")
	out := flag.String("write", "", "also write the cases to this file, in the batch format")
	flag.Parse()
	good, err := run(*dir, *out)
	if err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
	}
	if !good {
		os.Exit(1)
	}
}

func run(dir, out string) (good bool, err error) {
	if dir == "" {
		return false, errors.New("-vectors is missing: name the folder of the collections")
	}
	var checks []check
	for _, c := range collections {
		some, err := c.load(dir)
		if err != nil {
			return false, err
		}
		checks = append(checks, some...)
	}
	if out != "" {
		if err := write(out, checks); err != nil {
			return false, err
		}
	}
	t := tally{w: os.Stdout, unused: map[string]bool{}}
	for name := range exceptions {
		t.unused[name] = true
	}
	engines := []engine{source{}, module{wazero.NewCompilationCache()}}
	for i := range checks {
		result, said := checks[i].run(context.Background(), engines)
		t.take(&checks[i], result, said)
	}
	return t.end(), nil
}

// tally counts.
type tally struct {
	w                              io.Writer
	passed, excepted, failed, late int
	unused                         map[string]bool // exceptions that have not been met
}

func (t *tally) take(c *check, result outcome, said string) {
	reason, excepted := exceptions[c.name]
	delete(t.unused, c.name)
	switch {
	case result == failed && excepted:
		t.excepted++
		fmt.Fprintf(t.w, "exception: %s: %s: %s\n", c.name, said, reason)
	case result == failed:
		t.failed++
		fmt.Fprintf(t.w, "FAILED: %s: %s\n", c.name, said)
	case excepted:
		t.failed++
		fmt.Fprintf(t.w, "FAILED: %s: is an exception, but no longer differs\n", c.name)
	case result == notYetSupported:
		t.late++
	default:
		t.passed++
	}
}

// end writes the last lines and reports whether all is well.
func (t *tally) end() bool {
	for name := range t.unused {
		t.failed++
		fmt.Fprintf(t.w, "FAILED: %s: is an exception, but there is no such case\n", name)
	}
	fmt.Fprintf(t.w, "%d not yet supported: refused, as they must be while the core does not know their algorithm\n", t.late)
	fmt.Fprintf(t.w, "%d exceptions, each with its reason above\n", t.excepted)
	fmt.Fprintf(t.w, "%d passed, %d failed\n", t.passed, t.failed)
	return t.failed == 0 && t.passed > 0
}

func write(path string, checks []check) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	for i := range checks {
		if _, err := w.Write(checks[i].line()); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(w.Flush(), f.Close())
}
