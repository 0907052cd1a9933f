package drf

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// The words of Python are held by the recorded answers in api/simplejwt; here
// is what they do not reach.

func TestNumbersAsPythonPrintsThem(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "0", "12": "12", "-1": "-1", "123456789012345678901234567890": "123456789012345678901234567890",
		"1.5": "1.5", "1.0": "1.0", "-0.0": "-0.0", "1e3": "1000.0", "1E+2": "100.0", "1e15": "1000000000000000.0",
		"1e16": "1e+16", "1.5e16": "1.5e+16", "1e-4": "0.0001", "1e-5": "1e-05", "1.25e-7": "1.25e-07",
		"1e22": "1e+22", "1e400": "inf", "-1e400": "-inf", "1e-400": "0.0", "0.1": "0.1", "123456789.125": "123456789.125",
	} {
		v, err := parseJSON([]byte(text))
		if err != nil || v.Text != want {
			t.Errorf("%s: %q, %v; want %q", text, v.Text, err, want)
		}
	}
}

func TestLimits(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for _, c := range []struct{ name, text, says string }{
		{"deep enough", nested(maxDepth), ""},
		{"too deep", nested(maxDepth + 2), "nested too deeply"},
		{"far too deep", strings.Repeat(`{"a":`, 10000), "nested too deeply"},
		{"digits enough", strings.Repeat("9", maxDigits), ""},
		{"too many digits", "-" + strings.Repeat("9", maxDigits+1), "value has 4301 digits"},
		{"a long float", "0." + strings.Repeat("1", 60000), ""},
	} {
		_, err := parseJSON([]byte(c.text))
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", c.name, err, c.says)
		}
	}
	if _, err := parseForm([]byte(strings.Repeat("a&", maxFields))); err != errFields {
		t.Errorf("too many fields: %v", err)
	}
}

func TestForm(t *testing.T) {
	for text, want := range map[string]string{
		"a=b": "b", "a=b&a=c": "c", "a=%41%62": "Ab", "a=+%2b+": " + ", "a=%": "%", "a=%4": "%4", "a=%zz": "%zz", "a=%4g": "%4g",
		"a=b=c": "b=c", "&&a=b&": "b", "a=%ff": "\ufffd", "a=\xe9": "é", "a=%e2%82%ac": "€", "%61=b": "b", "a": "",
	} {
		v, err := parseForm([]byte(text))
		if got, there := v.Members["a"]; err != nil || !there || got.Text != want || got.Kind != String {
			t.Errorf("%s: %+v, %v; want %q", text, got, err, want)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	for contentType, want := range map[string]string{
		"application/json": "json", "APPLICATION/JSON; x=y": "json", "application/*": "json", "*/*": "json", "*/json": "json",
		"application/x-www-form-urlencoded": "form", "*/x-www-form-urlencoded": "form", "multipart/form-data; boundary=x": "multipart",
		"": "", "json": "", "text/json": "", "application/jsonx": "", "application/json/x": "", "application": "", "/": "", "multipart/mixed": "",
	} {
		got := ""
		for i, p := range parsers {
			if matches(p.media, contentType) {
				got = []string{"json", "form", "multipart"}[i]
				break
			}
		}
		if got != want {
			t.Errorf("%q is read as %q, want %q", contentType, got, want)
		}
	}
}

func TestAnswersAreRenderedAsDjango(t *testing.T) {
	w := httptest.NewRecorder()
	(&Answer{http.StatusTeapot, Object{{"b", "<é&\u2028>\"\\\n\x01"}, {"a", []string{}}, {"c", Object{{"d", true}}}}}).Send(w)
	want := `{"b":"<é&\u2028>\"\\\n\u0001","a":[],"c":{"d":true}}`
	if w.Code != http.StatusTeapot || w.Body.String() != want || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	(&Answer{http.StatusOK, Object{{"a", make(chan int)}}}).Send(w)
	if w.Code != http.StatusInternalServerError || !json.Valid(w.Body.Bytes()) {
		t.Errorf("what cannot be rendered: %d %s", w.Code, w.Body)
	}
}

// FuzzData reads any body as any media type. It must not panic, what it calls
// a string must be one that a field can hold or refuse, and on JSON it must
// agree with encoding/json about what is JSON, apart from what Python is known
// to do otherwise.
func FuzzData(f *testing.F) {
	for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX"} {
		for _, body := range []string{
			"", `{"username":"a","password":"b"}`, `{"a":[1,{"b":null}],"c":-1.5e3}`, `"\ud83d\ude00\ud800"`, `{"a":1,}`, "\xef\xbb\xbf{}", "\xe2\x82",
			"username=a&password=%41+b", "a=%zz&&b", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--\r\n",
			"--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nb\r\n--XX--", "NaN", "[[[[", `"\u12`, "1e", "-",
		} {
			f.Add(contentType, []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, contentType string, body []byte) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", contentType)
		v, refusal := Data(r)
		if refusal != nil {
			if refusal.Status != 400 && refusal.Status != 415 {
				t.Errorf("refused with %d", refusal.Status)
			}
			if _, err := marshal(refusal.Body); err != nil {
				t.Errorf("the refusal cannot be rendered: %v", err)
			}
			return
		}
		if texts, refusal := Strings(v, "username", "a"); refusal == nil {
			for _, text := range texts {
				if !utf8.ValidString(text) || strings.ContainsRune(text, 0) || text == "" {
					t.Errorf("%q passed as a field", text)
				}
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, body := range []string{`{"a":[1,{"b":null}],"c":-1.5e3}`, `"\ud83d\ude00\ud800"`, `{"a":1,}`, "\t[ ]\n", `"\u12g4"`, "01", "1.", `{"a":"b"}x`, "nul", "\xff", `"é"`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		_, err := parseJSON(body)
		if !utf8.Valid(body) {
			return // Go mends, Python refuses or, at the end, drops
		}
		if err != nil && slices.ContainsFunc([]string{"nested too deeply", "Exceeds the limit", "BOM"}, func(s string) bool { return strings.Contains(err.Error(), s) }) {
			return
		}
		// A \u escape needs a character behind it, in Python; the closing
		// quote is one. So the two agree on all that is left.
		if json.Valid(body) != (err == nil) {
			t.Errorf("encoding/json says %v, this %v", json.Valid(body), err)
		}
	})
}
