package main

import "strings"

// long is a token of exactly so many characters: the good one with a claim that
// fills. No base64url text has a length of 4n + 1, so one space more in the
// header helps where the payload alone would need that.
func long(k *keyring, characters int) string {
	for _, header := range []string{goodHeader, goodHeader + " "} {
		for pad := characters*3/4 - 200; pad < characters*3/4; pad++ {
			token := spec{}.sign(k, header, `{"sub":"u1","exp":1700000300,"pad":"`+strings.Repeat("x", max(pad, 0))+`"}`)
			if len(token) == characters {
				return token
			}
		}
	}
	panic("no token has this length")
}

// spare sets the lowest bit of a part's last character, which carries no octet.
func spare(part string) string {
	if len(part)%4 == 0 {
		panic("the part has no spare bits")
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(part) - 1
	return part[:last] + string(alphabet[strings.IndexByte(alphabet, part[last])|1])
}

// forms are tokens that are not the compact serialization in strict base64url.
func forms(k *keyring) []spec {
	join := func(parts ...string) string { return strings.Join(parts, ".") }
	asIs := func(h, p, s string) string { return join(h, p, s) }
	bits := func(id, about string, parts func(h, p, s string) string) spec {
		return spec{id: id, about: about, rfc: "RFC 4648 3.5, RFC 7515 2", parts: parts}
	}
	good := spec{}.sign(k, goodHeader, goodPayload)
	rows := []spec{
		{id: "valid/es256", about: "the ordinary good token of this corpus", rfc: "RFC 7515 3.1"},
		bits("valid/spare_bits_zero", "each part has spare bits, all of them zero", asIs),
		bits("malformed/spare_bits_header", "a spare bit of the header is set", func(h, p, s string) string { return join(spare(h), p, s) }),
		bits("malformed/spare_bits_payload", "a spare bit of the payload is set", func(h, p, s string) string { return join(h, spare(p), s) }),
		bits("malformed/spare_bits_signature", "a spare bit of the signature is set", func(h, p, s string) string { return join(h, p, spare(s)) }),
		{id: "malformed/empty", about: "no character at all", rfc: "RFC 7515 3.1", parts: func(h, p, s string) string { return "" }},
		{id: "malformed/dots_only", about: "three empty parts", rfc: "RFC 7515 3.1", token: ".."},
		{id: "too_large/above_default", about: "16,385 characters under the default of 16,384", token: long(k, 16385)},
		{id: "valid/size_default", about: "16,384 characters, as many as the default allows", token: long(k, 16384)},
		{id: "too_large/above_policy", about: "one character more than max_token_bytes", token: long(k, 301), policy: `{"algorithms":["ES256"],"max_token_bytes":300}`},
		{id: "valid/size_policy", about: "as many characters as max_token_bytes", token: long(k, 301), policy: `{"algorithms":["ES256"],"max_token_bytes":301}`},
		{id: "valid/size_raised", about: "60,000 characters where the policy allows 65,536", token: long(k, 60000), policy: `{"algorithms":["ES256"],"max_token_bytes":65536}`},
		{id: "malformed/jwe", about: "five parts, as a JWE has", rfc: "RFC 7516 9", token: good + ".AAAA.AAAA"},
		{id: "malformed/json_serialization", about: "the flattened JSON serialization", rfc: "RFC 7515 7.2.2, RFC 7519 1",
			parts: func(h, p, s string) string {
				return `{"protected":"` + h + `","payload":"` + p + `","signature":"` + s + `"}`
			}},
	}
	for _, r := range []struct {
		name, about, rfc string
		parts            func(h, p, s string) string
	}{
		{"one_part", "no dot", "RFC 7515 3.1", func(h, p, s string) string { return h }},
		{"two_parts", "the signature and its dot are missing", "RFC 7515 3.1", func(h, p, s string) string { return join(h, p) }},
		{"four_parts", "a fourth part", "RFC 7515 3.1", func(h, p, s string) string { return join(h, p, s, "AA") }},
		{"trailing_dot", "a dot at the end", "RFC 7515 3.1", func(h, p, s string) string { return join(h, p, s, "") }},
		{"leading_dot", "a dot at the beginning", "RFC 7515 3.1", func(h, p, s string) string { return join("", h, p, s) }},
		{"empty_header", "the header is empty", "RFC 7515 5.2", func(h, p, s string) string { return join("", p, s) }},
		{"empty_payload", "the payload is empty", "RFC 7519 7.2", func(h, p, s string) string { return join(h, "", s) }},
		{"padding_header", "= behind the header", "RFC 7515 2", func(h, p, s string) string { return join(h+"=", p, s) }},
		{"padding_payload", "= behind the payload", "RFC 7515 2", func(h, p, s string) string { return join(h, p+"=", s) }},
		{"padding_signature", "== behind the signature", "RFC 7515 2", func(h, p, s string) string { return join(h, p, s+"==") }},
		{"cr_in_payload", "a carriage return inside of the payload", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p[:8]+"\r"+p[8:], s) }},
		{"lf_in_header", "a line feed inside of the header", "RFC 4648 3.3", func(h, p, s string) string { return join(h[:8]+"\n"+h[8:], p, s) }},
		{"crlf_in_signature", "a line break inside of the signature", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s[:64]+"\r\n"+s[64:]) }},
		{"lf_at_end", "a line feed at the end", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s) + "\n" }},
		{"space_at_end", "a space at the end", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s) + " " }},
		{"space_at_start", "a space at the beginning", "RFC 4648 3.3", func(h, p, s string) string { return " " + join(h, p, s) }},
		{"space_inside", "a space inside of the payload", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p[:8]+" "+p[8:], s) }},
		{"tab_inside", "a tab inside of the signature", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s[:8]+"\t"+s[8:]) }},
		{"nul_inside", "a NUL inside of the signature", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s[:8]+"\x00"+s[8:]) }},
		{"nul_at_end", "a NUL at the end", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s) + "\x00" }},
		{"letter_beyond_ascii", "a letter beyond ASCII in the signature", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, s[:8]+"é"+s[8:]) }},
		{"percent_encoded_dot", "%2E in the place of a dot", "RFC 7515 3.1", func(h, p, s string) string { return h + "%2E" + p + "." + s }},
		{"signature_one_character_left", "a length that no octets have", "RFC 4648 4", func(h, p, s string) string { return join(h, p, s[:len(s)-1]) }},
		{"exclamation_mark", "a character outside of the alphabet", "RFC 4648 3.3", func(h, p, s string) string { return join(h, p, "!"+s[1:]) }},
	} {
		rows = append(rows, spec{id: "malformed/" + r.name, about: r.about, rfc: r.rfc, parts: r.parts})
	}
	return append(rows, alphabets(k)...)
}

// alphabets are a token whose signature has "-" and "_", and the same in the
// other alphabet.
func alphabets(k *keyring) []spec {
	payload, signature := "", ""
	for n := 0; !strings.Contains(signature, "-") || !strings.Contains(signature, "_"); n++ {
		payload = `{"sub":"u` + string(rune('a'+n)) + `","exp":1700000300}`
		signature = spec{}.sign(k, goodHeader, payload)
		signature = signature[strings.LastIndexByte(signature, '.'):]
	}
	other := func(from, to string) func(h, p, s string) string {
		return func(h, p, s string) string { return h + "." + p + "." + strings.ReplaceAll(s, from, to) }
	}
	return []spec{
		{id: "valid/url_alphabet", about: "- and _ in the signature", rfc: "RFC 4648 5", payload: payload},
		{id: "malformed/plus_sign", about: "+ in the place of -", rfc: "RFC 4648 5", payload: payload, parts: other("-", "+")},
		{id: "malformed/slash", about: "/ in the place of _", rfc: "RFC 4648 5", payload: payload, parts: other("_", "/")},
	}
}
