package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// batchLine is a line of the batch format, the same in every host.
type batchLine struct {
	ID      json.RawMessage `json:"id"`
	Policy  json.RawMessage `json:"policy"`
	Keys    string          `json:"keys"`
	Fetched bool            `json:"fetched"`
	Token   string          `json:"token"`
	Now     json.Number     `json:"now"`
}

// batchAnswer is a line of the answer.
type batchAnswer struct {
	ID      json.RawMessage `json:"id"`
	Verdict string          `json:"verdict,omitempty"`
	Code    verdict.Code    `json:"code,omitempty"`
	Error   string          `json:"error,omitempty"`
}

// batch answers line by line. Memory does not grow with the number of lines. A
// line that is not of the format is answered with an error, and the next one is
// read.
func batch(ctx context.Context, e engine, in io.Reader, out io.Writer) error {
	r, w := bufio.NewReaderSize(in, 1<<20), bufio.NewWriter(out)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	var b batcher
	for {
		line, err := r.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := encoder.Encode(b.answer(ctx, e, line)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return w.Flush()
		}
		if err != nil {
			return err
		}
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
}

// batcher keeps what is loaded, for lines that share it with the one before.
type batcher struct {
	policy, keys []byte
	fetched      bool
	loaded       bool
	err          error
}

func (b *batcher) answer(ctx context.Context, e engine, text []byte) batchAnswer {
	var line batchLine
	if err := json.Unmarshal(text, &line); err != nil {
		return batchAnswer{ID: line.ID, Error: "line: " + err.Error()}
	}
	answer := batchAnswer{ID: line.ID}
	now, err := parseSeconds(string(line.Now))
	if err != nil {
		answer.Error = fmt.Sprintf("now: %v", err)
		return answer
	}
	q := &question{policy: line.Policy, keys: []byte(line.Keys), fetched: line.Fetched, token: line.Token, now: now}
	if err := b.open(ctx, e, q); err != nil {
		answer.Error = err.Error()
		return answer
	}
	result, err := e.verify(ctx, q)
	var code verdict.Code
	if err != nil && !errors.As(err, &code) {
		answer.Error = err.Error()
		return answer
	}
	answer.Verdict, answer.Code = result.Code.String(), result.Code
	return answer
}

func (b *batcher) open(ctx context.Context, e engine, q *question) error {
	if b.loaded && b.fetched == q.fetched && bytes.Equal(b.policy, q.policy) && bytes.Equal(b.keys, q.keys) {
		return b.err
	}
	b.policy, b.keys, b.fetched, b.loaded = q.policy, q.keys, q.fetched, true
	_, b.err = e.open(ctx, q)
	return b.err
}
