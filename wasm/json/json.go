package json

import "github.com/tallystick/tallystick/wasm/internal/json"

// The types of wasm/internal/json.
type (
	Scanner = json.Scanner
	Value   = json.Value
	String  = json.String
	Kind    = json.Kind
)

// The kinds of values.
const (
	Absent = json.Absent
	Object = json.Object
	Array  = json.Array
	Text   = json.Text
	Number = json.Number
	True   = json.True
	False  = json.False
	Null   = json.Null
)

// SameText reports whether bytes are the text, without the copy that TinyGo
// makes of string(b).
func SameText[T ~string | ~[]byte](b []byte, text T) bool { return json.SameText(b, text) }
