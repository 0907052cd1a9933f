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
	cmd := exec.CommandContext(ctx, p.program, p.args...)
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
	read := collect(out, c)
	if read != nil {
		cmd.Process.Kill()
	}
	writing := <-wrote
	if err := cmd.Wait(); err != nil {
		writing = fmt.Errorf("%w: %s", err, lastLine(complaint.String()))
	}
	return errors.Join(read, writing)
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

// collect reads answers until the end.
func collect(out io.Reader, c *column) error {
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			var said struct {
				ID      *int
				Verdict string
				Error   string
			}
			if err := json.Unmarshal(line, &said); err != nil {
				return fmt.Errorf("a line that is no answer: %w", err)
			}
			if said.ID == nil {
				return fmt.Errorf("an answer without the id of its question: %s", said.Error)
			}
			c.set(*said.ID, spoken(said.Verdict, said.Error))
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
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
	return answer{fault: err}
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
