package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"

	"github.com/tallystick/tallystick/testdata"
	"github.com/tallystick/tallystick/wasm/verdict"
)

// vector is one question, a line of the batch format.
type vector struct {
	ID      json.RawMessage `json:"id"`
	Policy  json.RawMessage `json:"policy,omitempty"`
	Keys    string          `json:"keys"`
	Fetched bool            `json:"fetched,omitempty"`
	Token   string          `json:"token"`
	Now     json.Number     `json:"now"`
	Expect  string          `json:"expect,omitempty"`
}

// vectors gives the questions in order, as often as it is asked to.
type vectors func(yield func(n int, v *vector) error) error

// corpus are the cases of testdata.
func corpus() (vectors, error) {
	cases, err := testdata.Cases()
	if err != nil {
		return nil, err
	}
	return func(yield func(int, *vector) error) error {
		for i, c := range cases {
			v := vector{ID: quote(c.ID), Policy: c.Policy, Keys: string(c.KeySet()), Fetched: c.Fetched, Token: c.Token, Now: c.Now, Expect: c.Expect}
			if err := yield(i, &v); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// file are the lines of a file. It is read anew each time, so that its size
// does not matter.
func file(path string) vectors {
	return func(yield func(int, *vector) error) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		r := bufio.NewReaderSize(f, 1<<20)
		n := 0
		for line := 1; ; line++ {
			text, err := r.ReadBytes('\n')
			if text = bytes.TrimSpace(text); len(text) > 0 {
				v, err := parse(text)
				if err != nil {
					return fmt.Errorf("%s:%d: %w", path, line, err)
				}
				if v.ID == nil {
					v.ID = quote("line " + strconv.Itoa(line))
				}
				if err := yield(n, v); err != nil {
					return err
				}
				n++
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	}
}

func parse(line []byte) (*vector, error) {
	v := &vector{}
	if err := json.Unmarshal(line, v); err != nil {
		return nil, err
	}
	if v.Now == "" {
		return nil, fmt.Errorf(`"now" is missing: the clock in seconds since 1970`)
	}
	if _, known := verdict.Parse(v.Expect); !known && v.Expect != "" && v.Expect != accept && v.Expect != reject {
		return nil, fmt.Errorf(`"expect" is %q: it must be a verdict, %s or %s`, v.Expect, accept, reject)
	}
	return v, nil
}

// line is the question for a host, under a number in the place of its id.
func (v *vector) line(n int) ([]byte, error) {
	asked := *v
	asked.ID, asked.Expect = json.RawMessage(strconv.Itoa(n)), ""
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(&asked)
	return b.Bytes(), err
}

func quote(text string) json.RawMessage {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string has a JSON text
	}
	return b
}
