package deploy

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Command says how to run an Envoy.
type Command struct {
	Program     string   // the Envoy binary
	Config      []byte   // from Envoy, or any other bootstrap configuration, JSON or YAML
	Concurrency int      // worker threads; 1 if zero
	Level       string   // of the log; "warning" if empty
	Env         []string // added to this process's environment
	Log         io.Writer
}

// Process is a running Envoy.
type Process struct {
	Admin string // host:port of the admin interface

	addresses map[string]string
	folder    string
	cmd       *exec.Cmd
	log       *tail
	done      chan struct{}
	ended     error
}

// Start runs an Envoy until ctx ends or Stop is called, and returns once it
// accepts requests. If Envoy ends before that, the error holds the last lines of
// its log.
func Start(ctx context.Context, c Command) (*Process, error) {
	folder, err := os.MkdirTemp("", "tallystick-envoy-")
	if err != nil {
		return nil, err
	}
	p := &Process{folder: folder, log: &tail{next: c.Log}, done: make(chan struct{})}
	if err := p.launch(ctx, c); err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	if err := p.ready(ctx); err != nil {
		p.Stop()
		return nil, err
	}
	return p, nil
}

func (p *Process) launch(ctx context.Context, c Command) error {
	config := filepath.Join(p.folder, "envoy.yaml")
	if json.Valid(c.Config) {
		config = filepath.Join(p.folder, "envoy.json")
	}
	if err := os.WriteFile(config, c.Config, 0o600); err != nil {
		return err
	}
	level := c.Level
	if level == "" {
		level = "warning"
	}
	p.cmd = exec.CommandContext(ctx, c.Program,
		"--config-path", config,
		"--concurrency", strconv.Itoa(max(c.Concurrency, 1)),
		"--log-level", level,
		"--admin-address-path", p.adminFile(),
		"--disable-hot-restart",
	)
	p.cmd.Env = append(os.Environ(), c.Env...)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = 3 * time.Second
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("deploy: Envoy cannot be started: %w", err)
	}
	go func() {
		p.ended = p.cmd.Wait()
		close(p.done)
	}()
	return nil
}

func (p *Process) adminFile() string { return filepath.Join(p.folder, "admin") }

// ready waits until Envoy says that it is live, for a minute at most.
func (p *Process) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-p.done:
			return fmt.Errorf("deploy: Envoy ended before it was ready (%v); its log ends with:\n%s", p.ended, p.log.last())
		case <-ctx.Done():
			return fmt.Errorf("deploy: Envoy was not ready in time (%w); its log ends with:\n%s", ctx.Err(), p.log.last())
		case <-tick.C:
		}
		address, err := os.ReadFile(p.adminFile())
		if err != nil || len(address) == 0 {
			continue
		}
		p.Admin = string(address)
		if _, err := p.Ask(ctx, "/ready"); err == nil {
			return p.findListeners(ctx)
		}
	}
}

// Ask gets a page of the admin interface, such as /stats or /memory.
func (p *Process) Ask(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Admin+path, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("deploy: Envoy's admin interface answers %s to %s: %s", answer.Status, path, bytes.TrimSpace(body))
	}
	return body, err
}

func (p *Process) findListeners(ctx context.Context) error {
	text, err := p.Ask(ctx, "/listeners?format=json")
	if err != nil {
		return err
	}
	var list struct {
		Statuses []struct {
			Name  string `json:"name"`
			Local struct {
				Socket struct {
					Address string `json:"address"`
					Port    int    `json:"port_value"`
				} `json:"socket_address"`
			} `json:"local_address"`
		} `json:"listener_statuses"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("deploy: Envoy's list of listeners: %w", err)
	}
	p.addresses = map[string]string{}
	for _, l := range list.Statuses {
		p.addresses[l.Name] = l.Local.Socket.Address + ":" + strconv.Itoa(l.Local.Socket.Port)
	}
	return nil
}

// Address is host:port of a listener, "" if there is none of the name.
func (p *Process) Address(listener string) string { return p.addresses[listener] }

// PID is the process's id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when Envoy has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Stop ends Envoy and waits for its end; after three seconds it is killed.
func (p *Process) Stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(3 * time.Second):
		p.cmd.Process.Kill()
		<-p.done
	}
	os.RemoveAll(p.folder)
}

// tail passes a log on and keeps its last lines.
type tail struct {
	mu   sync.Mutex
	next io.Writer
	text []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	const most = 16 << 10
	t.text = append(t.text, b...)
	if len(t.text) > 2*most {
		t.text = append([]byte(nil), t.text[len(t.text)-most:]...)
	}
	if t.next == nil {
		return len(b), nil
	}
	return t.next.Write(b)
}

// last is the last lines of the log.
func (t *tail) last() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
