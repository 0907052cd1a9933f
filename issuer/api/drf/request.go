package drf

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
)

// Data returns what the body of a request says, whichever of the three media
// types it has. The error, when there is one, is the answer to send.
func Data(r *http.Request) (Value, *Answer) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return Value{}, unread(err)
	}
	empty := Value{Kind: Dict, Members: map[string]Value{}}
	if len(body) == 0 {
		return empty, nil
	}
	contentType := r.Header.Get("Content-Type")
	for _, p := range parsers {
		if !matches(p.media, contentType) {
			continue
		}
		v, err := p.parse(contentType, body)
		if err != nil {
			return Value{}, Detail(http.StatusBadRequest, p.fault+err.Error())
		}
		return v, nil
	}
	return Value{}, Detail(http.StatusUnsupportedMediaType,
		fmt.Sprintf(`Unsupported media type "%s" in request.`, strings.ToValidUTF8(contentType, "\ufffd")))
}

// parsers are tried in DRF's order.
var parsers = []struct {
	media, fault string
	parse        func(contentType string, body []byte) (Value, error)
}{
	{"application/json", "JSON parse error - ", readJSON},
	{"application/x-www-form-urlencoded", "Form parse error - ", func(_ string, body []byte) (Value, error) { return parseForm(body) }},
	{"multipart/form-data", "Multipart form parse error - ", parseMultipart},
}

// readJSON takes UTF-8 only (RFC 8259 §8.1), where Django would decode by the
// charset that is named.
func readJSON(contentType string, body []byte) (Value, error) {
	_, params, err := mime.ParseMediaType(contentType)
	if charset := params["charset"]; err == nil && charset != "" && !strings.EqualFold(charset, "utf-8") {
		return Value{}, errors.New("the charset must be utf-8")
	}
	return parseJSON(body)
}

// matches compares media types as DRF does: either side may have a wildcard.
func matches(media, contentType string) bool {
	given, _, _ := strings.Cut(contentType, ";")
	gotMain, gotSub, _ := strings.Cut(strings.ToLower(strings.TrimSpace(given)), "/")
	main, sub, _ := strings.Cut(media, "/")
	return (gotMain == main || gotMain == "*") && (gotSub == sub || gotSub == "*")
}

// unread answers when the body did not come, or was too much.
func unread(err error) *Answer {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return TooLarge(tooLarge.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return Detail(http.StatusRequestTimeout, "The request body did not arrive in time.")
	}
	return Detail(http.StatusBadRequest, "The request body could not be read.")
}

// TooLarge answers a body above limit bytes.
func TooLarge(limit int64) *Answer {
	return Detail(http.StatusRequestEntityTooLarge, fmt.Sprintf("Request body is too large: the limit is %d bytes.", limit))
}
