package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"
)

// host is one place where the core runs.
type host struct {
	name string
	ask  func(ctx context.Context, root string, all vectors, c *column) error
}

var hosts = []host{
	{"native", tally("native")},
	{"wazero", tally("wasm")},
	{"node", browser("node.mjs")},
	{"chromium", browser("chromium.mjs")},
	{"envoy", askEnvoy},
}

func tally(engine string) func(context.Context, string, vectors, *column) error {
	return func(ctx context.Context, root string, all vectors, c *column) error {
		program, err := buildTally(ctx, root)
		if err != nil {
			return err
		}
		return process{root, program, []string{"verify", "--batch", "--engine=" + engine}}.ask(ctx, all, c)
	}
}

func browser(script string) func(context.Context, string, vectors, *column) error {
	return func(ctx context.Context, root string, all vectors, c *column) error {
		if err := buildBrowser(ctx, root); err != nil {
			return err
		}
		node := filepath.Join(root, ".tools/bin/node")
		return process{filepath.Join(root, "browser"), node, []string{"batch/" + script}}.ask(ctx, all, c)
	}
}

// Two hosts share each of these.
var (
	tallyOnce, browserOnce sync.Once
	tallyErr, browserErr   error
)

func buildTally(ctx context.Context, root string) (string, error) {
	program := filepath.Join(root, ".build/matrix/tally")
	tallyOnce.Do(func() { tallyErr = command(ctx, root, "go", "build", "-o", program, "./wasm/cmd/tally") })
	return program, tallyErr
}

func buildBrowser(ctx context.Context, root string) error {
	browserOnce.Do(func() {
		dir := filepath.Join(root, "browser")
		fresh, err := built(root)
		if browserErr = err; err != nil || fresh {
			return
		}
		browserErr = command(ctx, dir, filepath.Join(root, ".tools/bin/npm"), "run", "build")
	})
	return browserErr
}

// built reports whether browser/dist holds the modules of now, and is not older
// than its sources.
func built(root string) (bool, error) {
	made, err := os.Stat(filepath.Join(root, "browser/dist/index.js"))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, name := range []string{"claims.wasm", "core.wasm"} {
		want, err := os.ReadFile(filepath.Join(root, "wasm/module", name))
		if err != nil {
			return false, err
		}
		have, err := os.ReadFile(filepath.Join(root, "browser/dist", name))
		if err != nil || !bytes.Equal(have, want) {
			return false, nil
		}
	}
	newest := time.Time{}
	err = filepath.WalkDir(filepath.Join(root, "browser/src"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
		return err
	})
	return newest.Before(made.ModTime()), err
}

func command(ctx context.Context, dir, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(program), err, out)
	}
	return nil
}
