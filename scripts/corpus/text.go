package main

import (
	"fmt"
	"strings"
)

// nested is a value inside of so many others.
func nested(levels int) string {
	return strings.Repeat("[", levels) + "1" + strings.Repeat("]", levels)
}

// members are so many members of an object, with names n0, n1 and on.
func members(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"n%d":%d`, i, i)
	}
	return strings.Join(list, ",")
}

// texts are headers and payloads that are not strict JSON objects, and those
// next to them that are.
func texts(*keyring) []spec {
	const end = `"exp":1700000300`
	header := func(id, about, rfc, header string) spec {
		return spec{id: id, about: about, rfc: rfc, header: header}
	}
	payload := func(id, about, rfc, payload string) spec {
		return spec{id: id, about: about, rfc: rfc, payload: payload}
	}
	rows := []spec{
		// A name twice.
		header("malformed/duplicate_alg", "alg twice, with the same value", "RFC 7515 4", `{"alg":"ES256","kid":"es","alg":"ES256"}`),
		header("malformed/duplicate_alg_none", "alg twice: none, then ES256", "RFC 7515 4", `{"alg":"none","kid":"es","alg":"ES256"}`),
		header("malformed/duplicate_kid", "kid twice", "RFC 7515 4", `{"alg":"ES256","kid":"other","kid":"es"}`),
		header("malformed/duplicate_unknown", "a name twice that nobody reads", "RFC 7515 4", `{"alg":"ES256","kid":"es","x":1,"x":1}`),
		header("malformed/duplicate_nested_header", "a name twice inside of a header member", "RFC 7515 4", `{"alg":"ES256","kid":"es","x":{"a":1,"a":2}}`),
		header("malformed/duplicate_escaped_header", "alg twice, once with an escaped letter", "RFC 8259 8.3", `{"alg":"ES256","kid":"es","\u0061lg":"none"}`),
		payload("malformed/duplicate_claim", "sub twice", "RFC 7519 4", `{"sub":"u1",`+end+`,"sub":"admin"}`),
		payload("malformed/duplicate_exp", "exp twice", "RFC 7519 4", `{`+end+`,"exp":1900000000}`),
		payload("malformed/duplicate_nested_claim", "a name twice inside of a claim", "RFC 7519 4", `{`+end+`,"realm":{"roles":["a"],"roles":["admin"]}}`),
		payload("malformed/duplicate_in_array", "a name twice in an object of an array", "RFC 7519 4", `{`+end+`,"list":[{"a":1,"a":1}]}`),
		payload("malformed/duplicate_escaped_claim", "sub twice, once with an escaped letter", "RFC 8259 8.3", `{"sub":"u1",`+end+`,"s\u0075b":"admin"}`),
		payload("valid/same_name_elsewhere", "one name in two objects is no duplicate", "RFC 7519 4", `{`+end+`,"a":{"a":1,"b":{"a":1}},"b":[{"a":1},{"a":1}]}`),
		payload("valid/names_that_differ_in_case", "sub and Sub are two names", "RFC 7515 5.3", `{"sub":"u1","Sub":"u2",`+end+`}`),

		// Names are compared exactly.
		header("malformed/alg_in_capitals", "ALG is not alg, so there is none", "RFC 7515 4.1.1, 5.3", `{"ALG":"ES256","kid":"es"}`),
		header("valid/alg_beside_capitals", "Alg is another name than alg, and means nothing", "RFC 7515 4, 5.3", `{"alg":"ES256","kid":"es","Alg":"none"}`),
		header("valid/alg_escaped", "an escape in a name and in a value is the letter itself", "RFC 8259 8.3", `{"\u0061lg":"ES\u0032\u0035\u0036","kid":"es"}`),
		payload("missing_claim/exp_in_capitals", "EXP is not exp, so there is none", "RFC 7515 5.3", `{"EXP":1700000300}`),
		payload("valid/exp_beside_capitals", "Exp is another name than exp, and means nothing", "RFC 7515 5.3", `{`+end+`,"Exp":1}`),

		// Characters.
		header("malformed/bom_header", "a byte order mark before the header", "RFC 8259 8.1", "\ufeff"+goodHeader),
		payload("malformed/bom_payload", "a byte order mark before the payload", "RFC 8259 8.1", "\ufeff"+goodPayload),
		header("malformed/utf8_header", "an octet in the header that is not UTF-8", "RFC 7515 5.2", "{\"alg\":\"ES256\",\"kid\":\"es\",\"x\":\"\xff\"}"),
		payload("malformed/utf8_claim", "an octet in a claim that is not UTF-8", "RFC 7519 7.2", "{"+end+",\"x\":\"\xc3\x28\"}"),
		payload("malformed/utf8_overlong", "an overlong form of the slash", "RFC 3629 3", "{"+end+",\"x\":\"\xc0\xaf\"}"),
		payload("malformed/utf8_surrogate", "a surrogate in UTF-8", "RFC 3629 3", "{"+end+",\"x\":\"\xed\xa0\x80\"}"),
		payload("malformed/utf8_name", "a name that is not UTF-8", "RFC 7519 7.2", "{"+end+",\"\xfe\":1}"),
		payload("malformed/lone_high_surrogate", "the first half of an escaped pair alone", "RFC 8259 8.2", `{`+end+`,"x":"\ud83d"}`),
		payload("malformed/lone_low_surrogate", "the second half of an escaped pair alone", "RFC 8259 8.2", `{`+end+`,"x":"\ude00"}`),
		payload("malformed/swapped_surrogates", "the halves of a pair in the wrong order", "RFC 8259 8.2", `{`+end+`,"x":"\ude00\ud83d"}`),
		payload("malformed/lone_surrogate_name", "half of a pair in a name", "RFC 8259 8.2", `{`+end+`,"\ud83d":1}`),
		payload("valid/surrogate_pair", "both halves of a pair, in order", "RFC 8259 7", `{`+end+`,"x":"\ud83d\ude00"}`),
		payload("valid/beyond_ascii", "letters beyond ASCII, the replacement character among them", "RFC 8259 8.1", `{"sub":"Zoë 😀 \ufffd �",`+end+`}`),
		payload("malformed/control_character", "a line feed inside of a string", "RFC 8259 7", "{"+end+",\"x\":\"a\nb\"}"),
		payload("malformed/nul_in_string", "a NUL inside of a string", "RFC 8259 7", "{"+end+",\"x\":\"a\x00b\"}"),
		payload("valid/escaped_control_characters", "escapes of control characters", "RFC 8259 7", `{`+end+`,"x":"\u0000\n\u001f"}`),
		payload("malformed/unknown_escape", "an escape that JSON does not have", "RFC 8259 7", `{`+end+`,"x":"\x41"}`),
		payload("malformed/short_escape", "an escape with three digits", "RFC 8259 7", `{`+end+`,"x":"\u041"}`),

		// Before, behind and around the object.
		header("malformed/trailing_header", "an octet behind the header's object", "RFC 8259 2", goodHeader+"x"),
		payload("malformed/trailing_payload", "a second object behind the first", "RFC 8259 2", goodPayload+"{}"),
		payload("malformed/trailing_nul", "a NUL behind the object", "RFC 8259 2", goodPayload+"\x00"),
		payload("valid/white_space", "white space wherever JSON allows it", "RFC 8259 2", " \t\r\n{ \"sub\" :\t\"u1\" ,\r\n"+end+" }\n"),
		payload("malformed/form_feed", "a form feed is no white space", "RFC 8259 2", "\f"+goodPayload),
		payload("malformed/no_break_space", "a no-break space is no white space", "RFC 8259 2", "\u00a0"+goodPayload),
		header("malformed/header_array", "the header is an array", "RFC 7515 4", `["ES256"]`),
		header("malformed/header_null", "the header is null", "RFC 7515 4", `null`),
		payload("malformed/payload_string", "the payload is a string", "RFC 7519 7.2", `"sub"`),
		payload("malformed/payload_array", "the payload is an array of one claims set", "RFC 7519 7.2", `[`+goodPayload+`]`),
		payload("malformed/payload_number", "the payload is a number", "RFC 7519 7.2", `1700000300`),
		payload("malformed/payload_open", "the closing brace is missing", "RFC 8259 4", `{`+end),
		payload("missing_claim/payload_empty_object", "a claims set without claims is well formed", "RFC 7519 7.2", `{}`),

		// Limits of our own.
		payload("valid/nesting_16", "16 values inside of each other, the claims set counted", "", `{`+end+`,"x":`+nested(15)+`}`),
		payload("malformed/nesting_17", "17 values inside of each other", "RFC 8259 9", `{`+end+`,"x":`+nested(16)+`}`),
		header("malformed/nesting_17_header", "17 values inside of each other in the header", "RFC 8259 9", `{"alg":"ES256","kid":"es","x":`+nested(16)+`}`),
		payload("valid/members_128", "128 members", "", `{`+end+`,`+members(127)+`}`),
		payload("malformed/members_129", "129 members", "RFC 8259 9", `{`+end+`,`+members(128)+`}`),
		payload("malformed/members_129_nested", "129 members in an object inside", "RFC 8259 9", `{`+end+`,"x":{`+members(129)+`}}`),
		payload("valid/array_200", "an array of 200 elements: only members are counted", "", `{`+end+`,"x":[1`+strings.Repeat(",1", 199)+`]}`),
	}
	// What lenient parsers let through.
	for i, bad := range []string{
		`"x":1,`, `"x":[1,]`, `"x":'a'`, `x:1`, `"x":01`, `"x":+1`, `"x":.5`, `"x":1.`, `"x":1e`, `"x":0x10`, `"x":NaN`,
		`"x":-Infinity`, `"x":True`, `"x":nul`, `"x":undefined`, `"x":"a`, `"x"`, `"x":`, `"x":1 2`, `"x":[1 2]`, `"x":-`,
		`/* */"x":1`, `"x":1//`, `,"x":1`, `"x":[`, `"x":{"a":1`, `"x":1}`,
	} {
		rows = append(rows, payload(fmt.Sprintf("malformed/syntax_%02d", i+1), "not JSON: "+bad, "RFC 8259", `{`+end+`,`+bad+`}`))
	}
	return rows
}
