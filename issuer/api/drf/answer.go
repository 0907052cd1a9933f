package drf

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// Object is a JSON object whose members keep their order.
type Object []Member

// Member is a member of an Object.
type Member struct {
	Name  string
	Value any
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	var w bytes.Buffer
	w.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			w.WriteByte(',')
		}
		for j, part := range []any{m.Name, m.Value} {
			if j == 1 {
				w.WriteByte(':')
			}
			text, err := marshal(part)
			if err != nil {
				return nil, err
			}
			w.Write(text)
		}
	}
	w.WriteByte('}')
	return w.Bytes(), nil
}

// marshal writes JSON as DRF's renderer: no white space, nothing escaped that
// need not be, but U+2028 and U+2029.
func marshal(v any) ([]byte, error) {
	var w bytes.Buffer
	e := json.NewEncoder(&w)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(w.Bytes(), []byte("\n")), nil
}

// Answer is a status and a body.
type Answer struct {
	Status int
	Body   any
}

// Detail is DRF's usual answer to what is wrong.
func Detail(status int, text string) *Answer {
	return &Answer{status, Object{{"detail", text}}}
}

// Send writes the answer. Headers that belong to it are set before.
func (a *Answer) Send(w http.ResponseWriter) {
	body, err := marshal(a.Body)
	if err != nil { // bodies are made of strings; a test renders each
		a.Status, body = http.StatusInternalServerError, []byte(`{"detail":"A server error occurred."}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.Status)
	_, _ = w.Write(body) // a client that has left misses it
}
