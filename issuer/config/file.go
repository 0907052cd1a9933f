package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// readFile fills c from a JSON file.
func (c *Config) readFile(file string, all []Setting) error {
	text, err := os.ReadFile(file)
	var p *fs.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("cannot be read: %w", p.Err)
	} else if err != nil {
		return err
	}
	r := &reader{all: all, from: c.from, source: "file " + file, d: json.NewDecoder(bytes.NewReader(text)), text: text}
	r.d.UseNumber()
	if err := r.object(""); err != nil {
		return err
	}
	if _, err := r.d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object; there must be one object")
	}
	return nil
}

// reader walks a JSON text along the settings.
type reader struct {
	all    []Setting
	from   map[string]string
	source string
	d      *json.Decoder
	text   []byte
}

// token returns the next token, and tells where the JSON is broken.
func (r *reader) token() (json.Token, error) {
	t, err := r.d.Token()
	if err == nil {
		return t, nil
	}
	at := int(r.d.InputOffset())
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = int(syntax.Offset)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the text ends too early")
	}
	line := 1 + bytes.Count(r.text[:min(at, len(r.text))], []byte("\n"))
	return nil, fmt.Errorf("line %d: not JSON: %w", line, err)
}

// object reads an object whose members are the settings behind prefix.
func (r *reader) object(prefix string) error {
	t, err := r.token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return wrong(strings.TrimSuffix(prefix, "."), "an object", t)
	}
	seen := map[string]bool{}
	for r.d.More() {
		t, err := r.token()
		if err != nil {
			return err
		}
		name, _ := t.(string) // the decoder refuses any other name
		path := prefix + name
		if strings.Contains(name, ".") { // a path is written as objects
			return fmt.Errorf("%s: there is no such member; `issuer config members` lists them", path)
		}
		if seen[name] {
			return fmt.Errorf("%s: is there twice", path)
		}
		seen[name] = true
		if err := r.member(path); err != nil {
			return err
		}
	}
	_, err = r.token()
	return err
}

func (r *reader) member(path string) error {
	i := slices.IndexFunc(r.all, func(s Setting) bool { return s.Path == path })
	switch {
	case i >= 0:
		r.from[path] = r.source
		return r.value(r.all[i])
	case slices.ContainsFunc(r.all, func(s Setting) bool { return strings.HasPrefix(s.Path, path+".") }):
		return r.object(path + ".")
	}
	return fmt.Errorf("%s: there is no such member; `issuer config members` lists them", path)
}

func (r *reader) value(s Setting) error {
	t, err := r.token()
	if err != nil {
		return err
	}
	var value any
	switch v := t.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(v.String(), 10, 32); err == nil {
			value = int(n)
		}
	case json.Delim:
		if v == '[' && s.value.Kind() == reflect.Slice {
			value, err = r.list(s.Path)
		}
	case string, bool:
		value = v
	}
	if err != nil {
		return err
	}
	if value == nil || reflect.TypeOf(value) != s.value.Type() {
		return wrong(s.Path, s.kind(), t)
	}
	s.value.Set(reflect.ValueOf(value))
	return nil
}

func (r *reader) list(path string) ([]string, error) {
	list := []string{}
	for r.d.More() {
		t, err := r.token()
		if err != nil {
			return nil, err
		}
		text, ok := t.(string)
		if !ok {
			return nil, wrong(fmt.Sprintf("%s[%d]", path, len(list)), "a string", t)
		}
		list = append(list, text)
	}
	_, err := r.token()
	return list, err
}

// wrong says what is there in the place of what was wanted.
func wrong(path, want string, t json.Token) error {
	is := "null"
	switch v := t.(type) {
	case json.Delim:
		is = map[json.Delim]string{'{': "an object", '[': "a list"}[v]
	case string:
		is = "a string"
	case json.Number:
		is = "the number " + v.String()
	case bool:
		is = strconv.FormatBool(v)
	}
	if path == "" {
		path = "the file"
	}
	return fmt.Errorf("%s: must be %s, not %s", path, want, is)
}
