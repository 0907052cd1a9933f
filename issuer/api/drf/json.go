package drf

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting. Python has a bound of the same order, at which
// Django answers 500.
const maxDepth = 500

// maxDigits is Python's bound on the digits of an integer.
const maxDigits = 4300

// fault is a message in the words of Python or Django, kept to the letter.
type fault string

func (f fault) Error() string { return string(f) }

// parseJSON reads a JSON text exactly as Python's json module does: what it
// accepts (a lone surrogate escape, a repeated name), what it refuses, and in
// which words.
func parseJSON(body []byte) (Value, error) {
	text, err := decodeUTF8(body)
	if err != nil {
		return Value{}, err
	}
	p := &parser{text: text}
	if len(text) > 0 && text[0] == '\ufeff' {
		return Value{}, p.fail("Unexpected UTF-8 BOM (decode using utf-8-sig)", 0)
	}
	p.space()
	v, err := p.value(0)
	if err != nil {
		return Value{}, err
	}
	if p.space(); p.at < len(p.text) {
		return Value{}, p.fail("Extra data", p.at)
	}
	return v, nil
}

// parser walks over characters, since Python counts them.
type parser struct {
	text []rune
	at   int
}

// fail tells where in Python's way: line and column from 1, character from 0.
func (p *parser) fail(what string, at int) error {
	line, start := 1, 0
	for i, r := range p.text[:at] {
		if r == '\n' {
			line, start = line+1, i+1
		}
	}
	return fault(fmt.Sprintf("%s: line %d column %d (char %d)", what, line, at-start+1, at))
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.ContainsRune(" \t\n\r", p.text[p.at]) {
		p.at++
	}
}

// is says whether r comes next.
func (p *parser) is(r rune) bool { return p.at < len(p.text) && p.text[p.at] == r }

// skip takes word when it comes next.
func (p *parser) skip(word string) bool {
	if len(p.text)-p.at < len(word) || string(p.text[p.at:p.at+len(word)]) != word {
		return false
	}
	p.at += len(word)
	return true
}

var words = map[string]Value{
	"null": {}, "true": {Kind: Bool, Text: "True"}, "false": {Kind: Bool, Text: "False"},
}

func (p *parser) value(depth int) (Value, error) {
	if depth > maxDepth {
		return Value{}, fault("nested too deeply")
	}
	switch {
	case p.is('"'):
		text, err := p.string()
		return Value{Kind: String, Text: text}, err
	case p.is('{'):
		return p.object(depth)
	case p.is('['):
		return p.list(depth)
	}
	for word, v := range words {
		if p.skip(word) {
			return v, nil
		}
	}
	for _, word := range []string{"NaN", "Infinity", "-Infinity"} {
		if p.skip(word) {
			return Value{}, fault("Out of range float values are not JSON compliant: '" + word + "'")
		}
	}
	return p.number()
}

func (p *parser) object(depth int) (Value, error) {
	v := Value{Kind: Dict, Members: map[string]Value{}}
	p.at++
	if p.space(); p.is('}') {
		p.at++
		return v, nil
	}
	for {
		if !p.is('"') {
			return Value{}, p.fail("Expecting property name enclosed in double quotes", p.at)
		}
		name, err := p.string()
		if err != nil {
			return Value{}, err
		}
		if p.space(); !p.is(':') {
			return Value{}, p.fail("Expecting ':' delimiter", p.at)
		}
		p.at++
		p.space()
		if v.Members[name], err = p.value(depth + 1); err != nil {
			return Value{}, err
		}
		if more, err := p.more('}'); err != nil || !more {
			return v, err
		}
	}
}

func (p *parser) list(depth int) (Value, error) {
	p.at++
	if p.space(); p.is(']') {
		p.at++
		return Value{Kind: List}, nil
	}
	for {
		if _, err := p.value(depth + 1); err != nil {
			return Value{}, err
		}
		if more, err := p.more(']'); err != nil || !more {
			return Value{Kind: List}, err
		}
	}
}

// more takes a comma, or the closing bracket.
func (p *parser) more(closing rune) (bool, error) {
	p.space()
	if p.is(closing) {
		p.at++
		return false, nil
	}
	if !p.is(',') {
		return false, p.fail("Expecting ',' delimiter", p.at)
	}
	p.at++
	p.space()
	return true, nil
}

func (p *parser) number() (Value, error) {
	start, i := p.at, p.at
	digits := func() int {
		from := i
		for i < len(p.text) && p.text[i] >= '0' && p.text[i] <= '9' {
			i++
		}
		return i - from
	}
	if i < len(p.text) && p.text[i] == '-' {
		i++
	}
	whole := i
	if i < len(p.text) && p.text[i] == '0' {
		i++
	} else if digits() == 0 {
		return Value{}, p.fail("Expecting value", start)
	}
	whole = i - whole
	kind, end := Int, i
	if i < len(p.text) && p.text[i] == '.' {
		if i++; digits() > 0 {
			kind, end = Float, i
		}
	}
	if i = end; i < len(p.text) && (p.text[i] == 'e' || p.text[i] == 'E') {
		if i++; i < len(p.text) && (p.text[i] == '+' || p.text[i] == '-') {
			i++
		}
		if digits() > 0 {
			kind, end = Float, i
		}
	}
	p.at = end
	return number(kind, string(p.text[start:end]), whole)
}

func number(kind Kind, text string, digits int) (Value, error) {
	if kind == Int {
		if digits > maxDigits {
			return Value{}, fault(fmt.Sprintf("Exceeds the limit (%d digits) for integer string conversion: "+
				"value has %d digits; use sys.set_int_max_str_digits() to increase the limit", maxDigits, digits))
		}
		if text == "-0" {
			text = "0"
		}
		return Value{Kind: Int, Text: text}, nil
	}
	f, _ := strconv.ParseFloat(text, 64) // out of range: infinity, as in Python
	return Value{Kind: Float, Text: formatFloat(f)}, nil
}

var escapes = map[rune]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (p *parser) string() (string, error) {
	begin := p.at
	var out []byte
	for p.at++; p.at < len(p.text); p.at++ {
		switch r := p.text[p.at]; {
		case r == '"':
			p.at++
			return string(out), nil
		case r < 0x20:
			return "", p.fail("Invalid control character at", p.at)
		case r != '\\':
			out = utf8.AppendRune(out, r)
		case p.at+1 == len(p.text): // the text ends behind the backslash
		case p.text[p.at+1] == 'u':
			p.at++
			u, err := p.unicode()
			if err != nil {
				return "", err
			}
			out = appendUnit(out, u)
		default:
			b, known := escapes[p.text[p.at+1]]
			if !known {
				return "", p.fail(`Invalid \escape`, p.at)
			}
			p.at++
			out = append(out, b)
		}
	}
	return "", p.fail("Unterminated string starting at", begin)
}

// unicode reads the escape whose u comes next and, when it is the first half
// of a surrogate pair, the second. It stops on the last character.
func (p *parser) unicode() (rune, error) {
	u, err := p.hex(p.at)
	if err != nil {
		return 0, err
	}
	p.at += 4
	// Python joins only when something follows the second escape.
	next := p.at + 1
	if u < 0xd800 || u > 0xdbff || next+6 >= len(p.text) || p.text[next] != '\\' || p.text[next+1] != 'u' {
		return u, nil
	}
	low, err := p.hex(next + 1)
	if err != nil || low < 0xdc00 || low > 0xdfff {
		return u, err
	}
	p.at += 6
	return (u-0xd800)<<10 + (low - 0xdc00) + 0x10000, nil
}

// hex reads the four digits behind the u at position at.
func (p *parser) hex(at int) (u rune, err error) {
	if at+5 >= len(p.text) {
		return 0, p.fail(`Invalid \uXXXX escape`, at)
	}
	for _, r := range p.text[at+1 : at+5] {
		digit := strings.IndexRune("0123456789abcdefABCDEF", r)
		if digit < 0 {
			return 0, p.fail(`Invalid \uXXXX escape`, at)
		}
		if digit > 15 {
			digit -= 6
		}
		u = u<<4 | rune(digit)
	}
	return u, nil
}

// appendUnit appends a character, or a lone surrogate as three bytes.
func appendUnit(out []byte, u rune) []byte {
	if u < 0xd800 || u > 0xdfff {
		return utf8.AppendRune(out, u)
	}
	return append(out, 0xe0|byte(u>>12), 0x80|byte(u>>6)&0xbf, 0x80|byte(u)&0xbf)
}
