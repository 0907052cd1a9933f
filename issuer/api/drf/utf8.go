package drf

import (
	"fmt"
	"unicode/utf8"
)

// decodeUTF8 decodes a whole body. Like Python's stream reader it drops a
// character that the end has cut, and like Python it names what is wrong.
func decodeUTF8(b []byte) ([]rune, error) {
	text := make([]rune, 0, len(b))
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || n != 1 {
			text = append(text, r)
			i += n
			continue
		}
		bad, reason := damage(b[i:])
		switch {
		case reason == "":
			return text, nil
		case bad == 1:
			return nil, fmt.Errorf("'utf-8' codec can't decode byte 0x%02x in position %d: %s", b[i], i, reason)
		}
		return nil, fmt.Errorf("'utf-8' codec can't decode bytes in position %d-%d: %s", i, i+bad-1, reason)
	}
	return text, nil
}

// damage says how many bytes at the start of b are wrong, and why. No reason
// means that b is the beginning of a character.
func damage(b []byte) (bad int, reason string) {
	low, high, length := byte(0x80), byte(0xbf), 0
	switch first := b[0]; {
	case first >= 0xc2 && first <= 0xdf:
		length = 2
	case first >= 0xe0 && first <= 0xef:
		length = 3
	case first >= 0xf0 && first <= 0xf4:
		length = 4
	default:
		return 1, "invalid start byte"
	}
	switch b[0] { // Unicode, table 3-7
	case 0xe0:
		low = 0xa0
	case 0xed:
		high = 0x9f
	case 0xf0:
		low = 0x90
	case 0xf4:
		high = 0x8f
	}
	for i := 1; i < length; i++ {
		if i == len(b) {
			return 0, ""
		}
		if b[i] < low || b[i] > high {
			return i, "invalid continuation byte"
		}
		low, high = 0x80, 0xbf
	}
	return 0, ""
}
