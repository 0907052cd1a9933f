package drf

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// Strings returns the named fields of a request's data as DRF's CharField
// reads them, in order: required, neither null nor blank, white space trimmed.
// The error, when there is one, is the answer to send: 400 with the faults of
// each field.
func Strings(v Value, names ...string) ([]string, *Answer) {
	switch v.Kind {
	case Dict:
	case Null:
		return nil, &Answer{http.StatusBadRequest, Object{{"non_field_errors", []string{"No data provided"}}}}
	default:
		fault := fmt.Sprintf("Invalid data. Expected a dictionary, but got %s.", v.Kind)
		return nil, &Answer{http.StatusBadRequest, Object{{"non_field_errors", []string{fault}}}}
	}
	texts := make([]string, len(names))
	var faults Object
	for i, name := range names {
		member, there := v.Members[name]
		text, fault := char(member, there)
		if len(fault) > 0 {
			faults = append(faults, Member{name, fault})
		}
		texts[i] = text
	}
	if len(faults) > 0 {
		return nil, &Answer{http.StatusBadRequest, faults}
	}
	return texts, nil
}

func char(v Value, there bool) (string, []string) {
	switch {
	case !there:
		return "", []string{"This field is required."}
	case v.Kind == Null:
		return "", []string{"This field may not be null."}
	case v.Kind != String && v.Kind != Int && v.Kind != Float:
		return "", []string{"Not a valid string."}
	}
	text := strings.TrimFunc(v.Text, space)
	if text == "" {
		return "", []string{"This field may not be blank."}
	}
	var faults []string
	if strings.ContainsRune(text, 0) {
		faults = append(faults, "Null characters are not allowed.")
	}
	if u, found := surrogate(text); found {
		faults = append(faults, fmt.Sprintf("Surrogate characters are not allowed: U+%X.", u))
	}
	return text, faults
}

// space is white space as Python's str.strip has it.
func space(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// surrogate finds the first lone surrogate, as appendUnit writes them: a
// three-byte form that begins with 0xed and goes on at 0xa0 or above.
func surrogate(text string) (rune, bool) {
	for i := 0; i+2 < len(text); i++ {
		if text[i] == 0xed && text[i+1] >= 0xa0 {
			return 0xd000 | rune(text[i+1]&0x3f)<<6 | rune(text[i+2]&0x3f), true
		}
	}
	return 0, false
}
