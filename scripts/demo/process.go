package main

import (
	"context"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// group are the processes that the demo started. They end in the opposite order
// of their start.
type group struct {
	mu      sync.Mutex
	running []*process
}

// process is one of them.
type process struct {
	name   string
	cmd    *exec.Cmd
	exited chan struct{}
}

// start runs a program until the group is stopped. If it ends before that, down
// is called with what happened.
func (g *group) start(name string, log io.Writer, environ []string, down func(error), program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(cmd.Environ(), environ...)
	// A process group of its own, so that Ctrl-C reaches this program only and the
	// order of ending is ours; and no process outlives us, however we end.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("%s does not start: %w", name, err)
	}
	p := &process{name, cmd, make(chan struct{})}
	g.mu.Lock()
	g.running = append(g.running, p)
	g.mu.Unlock()
	go func() {
		err := cmd.Wait()
		close(p.exited)
		if err == nil {
			err = fmt.Errorf("exit status 0")
		}
		down(fmt.Errorf("%s ended: %w; its log is above or in %s", name, err, filepath.Join(".build", "demo-run")))
	}()
	return nil
}

// stop ends all of them: SIGTERM, and after some seconds SIGKILL.
func (g *group) stop() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i := len(g.running) - 1; i >= 0; i-- {
		p := g.running[i]
		p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.exited:
		case <-time.After(5 * time.Second):
			p.cmd.Process.Kill()
			<-p.exited
		}
	}
	g.running = nil
}

// run runs a program to its end. What it prints is shown if it fails.
func run(ctx context.Context, dir string, environ []string, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), environ...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(program), err, out)
	}
	return nil
}
