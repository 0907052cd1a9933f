package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	dir := flag.String("C", ".", "the module to test")
	counts := flag.String("counts", "", "also write the last line to this file")
	flag.Parse()
	if err := run(*dir, *counts, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		os.Exit(1)
	}
}

func run(dir, counts string, args []string) error {
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	r := newReport(os.Stdout)
	r.read(out)
	failed := cmd.Wait()
	fmt.Println(r)
	if counts != "" {
		if err := os.MkdirAll(filepath.Dir(counts), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(counts, []byte(r.String()+"\n"), 0o644); err != nil {
			return err
		}
	}
	return r.verdict(failed)
}

// An event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action  string
	Package string
	Test    string
	Elapsed float64
	Output  string
}

type test struct{ pkg, name string }

type report struct {
	w      io.Writer
	output map[test]*strings.Builder // of what has not ended
	passed map[string]int            // tests by package

	packages, pass, fail, skip int
}

func newReport(w io.Writer) *report {
	return &report{w: w, output: map[test]*strings.Builder{}, passed: map[string]int{}}
}

func (r *report) read(in io.Reader) {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) != nil {
				r.w.Write(line) // go itself has something to say
			} else {
				r.take(e)
			}
		}
		if err != nil {
			return
		}
	}
}

func (r *report) take(e event) {
	key := test{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		io.WriteString(r.w, e.Output)
	case "output":
		if r.output[key] == nil {
			r.output[key] = new(strings.Builder)
		}
		r.output[key].WriteString(e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e)
		} else {
			r.endTest(e)
		}
		delete(r.output, key)
	}
}

func (r *report) endTest(e event) {
	switch e.Action {
	case "pass":
		r.pass++
		r.passed[e.Package]++
		return
	case "fail":
		r.fail++
	case "skip":
		r.skip++
	}
	r.show(e)
}

func (r *report) endPackage(e event) {
	switch {
	case e.Action == "fail":
		r.show(e)
		fmt.Fprintf(r.w, "FAIL %s\n", e.Package)
	case r.passed[e.Package] > 0:
		r.packages++
		fmt.Fprintf(r.w, "ok   %s (%d tests, %.1f s)\n", e.Package, r.passed[e.Package], e.Elapsed)
	}
}

func (r *report) show(e event) {
	if out := r.output[test{e.Package, e.Test}]; out != nil {
		io.WriteString(r.w, out.String())
	}
}

func (r *report) String() string {
	return fmt.Sprintf("go test: %d tests passed in %d packages, %d failed, %d skipped", r.pass, r.packages, r.fail, r.skip)
}

// verdict is why the run is not a pass, or nil; failed is what go test ended with.
func (r *report) verdict(failed error) error {
	switch {
	case failed != nil:
		return fmt.Errorf("go test: %w", failed)
	case r.fail > 0:
		return fmt.Errorf("%d tests failed", r.fail)
	case r.skip > 0:
		return fmt.Errorf("%d tests were skipped; a test that cannot run has to fail", r.skip)
	case r.pass == 0:
		return fmt.Errorf("no test was run")
	}
	return nil
}
