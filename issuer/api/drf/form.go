package drf

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"
	"unicode/utf8"
)

// maxFields is Django's DATA_UPLOAD_MAX_NUMBER_FIELDS.
const maxFields = 1000

const errFields = fault("The number of GET/POST parameters exceeded settings.DATA_UPLOAD_MAX_NUMBER_FIELDS.")

// parseForm reads application/x-www-form-urlencoded as Django's QueryDict: &
// alone separates, a broken escape stands for itself, a broken character
// becomes U+FFFD, and of a repeated name the last counts.
func parseForm(body []byte) (Value, error) {
	text := string(body)
	if !utf8.ValidString(text) {
		text = latin1(body)
	}
	v := Value{Kind: Dict, Members: map[string]Value{}}
	if strings.Count(text, "&") >= maxFields {
		return Value{}, errFields
	}
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		v.Members[unquote(name)] = Value{Kind: String, Text: unquote(value)}
	}
	return v, nil
}

// unquote is Python's unquote_plus.
func unquote(s string) string {
	if !strings.ContainsAny(s, "+%") {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			out = append(out, ' ')
		case s[i] == '%' && i+2 < len(s) && nibble(s[i+1]) >= 0 && nibble(s[i+2]) >= 0:
			out = append(out, byte(nibble(s[i+1])<<4|nibble(s[i+2])))
			i += 2
		default:
			out = append(out, s[i])
		}
	}
	return strings.ToValidUTF8(string(out), "\ufffd")
}

func nibble(b byte) int {
	switch {
	case '0' <= b && b <= '9':
		return int(b - '0')
	case 'a' <= b|0x20 && b|0x20 <= 'f':
		return int(b|0x20-'a') + 10
	}
	return -1
}

func latin1(b []byte) string {
	r := make([]rune, len(b))
	for i := range b {
		r[i] = rune(b[i])
	}
	return string(r)
}

// parseMultipart reads multipart/form-data (RFC 7578). A body that has been
// cut is refused, where Django judges what there is of it.
func parseMultipart(contentType string, body []byte) (Value, error) {
	for i := range len(contentType) {
		if contentType[i] >= 0x80 {
			return Value{}, fault("Invalid non-ASCII Content-Type in multipart: " + latin1([]byte(contentType)))
		}
	}
	_, params, err := mime.ParseMediaType(contentType)
	boundary, named := params["boundary"]
	if err != nil || !named || boundary == "" {
		return Value{}, fault("Invalid boundary in multipart: None")
	}
	v := Value{Kind: Dict, Members: map[string]Value{}}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for n := 0; ; n++ {
		part, err := r.NextPart()
		switch {
		case errors.Is(err, io.EOF) && bytes.Contains(body, []byte("--"+boundary+"--")):
			return v, nil
		case err != nil:
			return Value{}, fault("the body is not a complete multipart form")
		case n == maxFields:
			return Value{}, errFields
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return Value{}, fault("the body is not a complete multipart form")
		}
		if name := part.FormName(); name != "" {
			v.Members[name] = field(part, content)
		}
	}
}

func field(part *multipart.Part, content []byte) Value {
	if part.FileName() != "" {
		return Value{Kind: File}
	}
	return Value{Kind: String, Text: strings.ToValidUTF8(string(content), "\ufffd")}
}
