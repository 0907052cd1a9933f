package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// process is a host that reads the batch format and answers line by line.
type process struct {
	dir     string
	program string
	args    []string
}

// ask puts every question to the process. What it answers to a question after
// another's is told by the number, so the order does not matter.
func (p process) ask(ctx context.Context, all vectors, c *column) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	cmd := exec.CommandContext(ctx, p.program, p.args...)
	// Asked to end, a host can still take its browser along.
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.Dir, cmd.WaitDelay = p.dir, 5*time.Second
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	wrote := make(chan error, 1)
	go func() { wrote <- feed(in, all) }()
	lost, reading := collect(out, c)
	if reading != nil {
		stop()
	}
	writing := <-wrote
	if err := cmd.Wait(); err != nil {
		writing = fmt.Errorf("%w: %s", err, excerpt(complaint.String()))
	}
	return errors.Join(lost, reading, writing)
}

func feed(in io.WriteCloser, all vectors) error {
	w := bufio.NewWriterSize(in, 1<<20)
	err := all(func(n int, v *vector) error {
		line, err := v.line(n)
		if err != nil {
			return err
		}
		_, err = w.Write(line)
		return err
	})
	return errors.Join(err, w.Flush(), in.Close())
}

// collect reads answers until the end. lost is an answer without the number of
// its question, which so goes without one.
func collect(out io.Reader, c *column) (lost, err error) {
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			var said struct {
				ID      *int
				Verdict string
				Error   string
			}
			switch err := json.Unmarshal(line, &said); {
			case err != nil:
				return lost, fmt.Errorf("a line that is no answer: %w", err)
			case said.ID == nil:
				lost = fmt.Errorf("an answer without the id of its question: %s", said.Error)
			default:
				c.set(*said.ID, spoken(said.Verdict, said.Error))
			}
		}
		if err == io.EOF {
			return lost, nil
		}
		if err != nil {
			return lost, err
		}
	}
}

// spoken is the answer in a line. Errors are told apart by how they begin: what
// is neither about the policy nor about the clock is a fault of the host.
func spoken(verdict, err string) answer {
	switch {
	case verdict != "":
		return answer{verdict: verdict}
	case strings.HasPrefix(err, "policy: "), strings.HasPrefix(err, "now: "):
		return answer{refused: err}
	}
	first, _, _ := strings.Cut(err, "\n")
	return answer{fault: first}
}

// excerpt is the last lines of what a process complained, as one line.
func excerpt(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-12):], " | ")
}
