package drf

import (
	"math"
	"strconv"
	"strings"
)

// Kind is the Python type that a value of a request would have.
type Kind uint8

// The kinds. File is a file in a multipart form.
const (
	Null Kind = iota
	Bool
	Int
	Float
	String
	List
	Dict
	File
)

// python names the kinds as Python does.
var python = [...]string{"NoneType", "bool", "int", "float", "str", "list", "dict", "UploadedFile"}

func (k Kind) String() string { return python[k] }

// Value is a value of a request: of a list, only that it is one; of a
// dictionary, its members.
type Value struct {
	Kind Kind
	// Text is a string, or a number as Python's str prints it. A lone
	// surrogate is kept as the three bytes that UTF-8 would have for it, so
	// the text need not be valid UTF-8.
	Text string
	// Members are those of a dictionary; of a repeated name the last counts.
	Members map[string]Value
}

// formatFloat prints as Python's repr: the shortest text, an exponent below
// 1e-4 and from 1e16 on.
func formatFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
