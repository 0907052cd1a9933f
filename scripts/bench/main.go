package main

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// rounds are run in turn, host after host, so that a noisy second hits all.
const rounds = 5

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run() error {
	all, err := subjects()
	if err != nil {
		return err
	}
	fmt.Printf("%-8s %-20s %10s %8s %s\n", "", "host", "µs", "ratio", "allocations")
	for i := range all {
		if err := row(&all[i]); err != nil {
			return fmt.Errorf("%s: %w", all[i].Algorithm, err)
		}
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	if err := envoyRows(root, all); err != nil {
		return err
	}
	return browserRows(filepath.Join(root, "browser"))
}

// browserRows has the npm package measure itself in Node and Chromium.
func browserRows(dir string) error {
	for _, script := range []string{"build", "bench"} {
		cmd := exec.Command("npm", "run", "--silent", script)
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("npm run %s: %w", script, err)
		}
	}
	return nil
}

// row prints an algorithm's hosts, with the ratio to the first.
func row(s *subject) error {
	checks := make([]check, len(goHosts))
	times := make([][]float64, len(goHosts))
	allocs := make([]float64, len(goHosts))
	for i, h := range goHosts {
		var err error
		if checks[i], err = h.open(s); err != nil {
			return fmt.Errorf("%s: %w", h.name, err)
		}
		if err := checks[i](); err != nil {
			return fmt.Errorf("%s refuses a good token: %w", h.name, err)
		}
		allocs[i] = testing.AllocsPerRun(50, func() { checks[i]() })
	}
	for range rounds {
		for i := range checks {
			times[i] = append(times[i], perCall(checks[i]))
		}
	}
	base := median(times[0])
	for i, h := range goHosts {
		m := median(times[i])
		fmt.Printf("%-8s %-20s %10.1f %8.2f %.0f\n", s.Algorithm, h.name, m, m/base, allocs[i])
	}
	return nil
}

// perCall is the time of a call in µs, over a tenth of a second.
func perCall(f check) float64 {
	const span = 100 * time.Millisecond
	n := 0
	start := time.Now()
	for time.Since(start) < span {
		for range 10 {
			f()
		}
		n += 10
	}
	return float64(time.Since(start).Nanoseconds()) / float64(n) / 1000
}

func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}
