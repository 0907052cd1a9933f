package main

import (
	"fmt"
	"strings"
)

// attacks are known ways to fool a verifier or to keep it busy, beside those
// that stand with their subject (see "attack:" in the cases).
func attacks(k *keyring) []spec {
	const wide = `{"algorithms":["ES256"],"max_token_bytes":1048576}`
	pemOf := func(jwk string) *key { return octKey("es", []byte(jwk)) }
	rows := []spec{
		{id: "unusable_key/hmac_with_public_key", about: "attack: HS256 with the text of the EC public key as secret", rfc: "RFC 8725 2.1",
			header: `{"alg":"HS256","kid":"es"}`, by: pemOf(k.es.jwk()), policy: `{"algorithms":["ES256","HS256"]}`},
		{id: "unusable_key/hmac_with_public_modulus", about: "attack: HS256 with the RSA modulus as secret", rfc: "RFC 8725 2.1",
			header: `{"alg":"HS256","kid":"rs"}`, by: octKey("rs", k.rsaPrivate.N.Bytes()), keys: []string{k.rs.jwk()}, policy: `{"algorithms":["RS256","HS256"]}`},
		{id: "unknown_key/hmac_no_kid", about: "attack: HS256 without kid where the set has public keys only", rfc: "RFC 8725 2.1",
			header: `{"alg":"HS256"}`, by: pemOf(k.es.jwk()), policy: `{"algorithms":["ES256","HS256"]}`},
		{id: "unusable_key/es_header_over_rsa_key", about: "attack: ES256 in the header, the kid of an RSA key", rfc: "RFC 8725 3.1",
			header: `{"alg":"ES256","kid":"rs"}`, keys: []string{k.rs.jwk(), k.es.jwk()}, policy: `{"algorithms":["ES256","RS256"]}`},
		{id: "bad_signature/hs_header_over_ed_key", about: "attack: the kid of a shared secret, signed with EdDSA", rfc: "RFC 8725 3.1",
			header: `{"alg":"HS256","kid":"hs"}`, by: k.ed, keys: []string{k.hs.jwk(), k.ed.jwk()}, policy: `{"algorithms":["EdDSA","HS256"]}`},
		{id: "bad_signature/empty_secret", about: "attack: HMAC with an empty secret", rfc: "RFC 7518 3.2",
			header: hsHeader, by: octKey("hs", nil), keys: []string{k.hs.jwk()}, policy: hsPolicy},
		{id: "malformed/dots", about: "attack: 100,000 dots", token: strings.Repeat(".", 100_000), policy: wide},
		{id: "too_large/dots", about: "attack: 100,000 dots under the default", token: strings.Repeat(".", 100_000)},
		{id: "malformed/deep", about: "attack: 5,000 values inside of each other", payload: `{"exp":1700000300,"x":` + nested(5000) + `}`, policy: wide},
		{id: "malformed/deep_open", about: "attack: 50,000 brackets that are never closed", payload: strings.Repeat(`[`, 50_000), policy: wide},
		{id: "malformed/deep_header", about: "attack: 5,000 objects inside of each other in the header", policy: wide,
			header: `{"alg":"ES256","x":` + strings.Repeat(`{"a":`, 5000) + `1` + strings.Repeat(`}`, 5000) + `}`},
		{id: "malformed/many_names", about: "attack: 5,000 names, to be compared with each other", payload: `{"exp":1700000300,` + members(5000) + `}`, policy: wide},
		{id: "malformed/many_names_alike", about: "attack: 200 names that differ in the last of 100 letters", payload: `{` + alike(200) + `}`, policy: wide},
		{id: "valid/long_number", about: "attack: a number of 20,000 digits in a claim that nobody reads", payload: `{"exp":1700000300,"x":` + strings.Repeat("9", 20_000) + `}`, policy: wide},
		{id: "malformed/exp_long_number", about: "attack: exp of 20,000 digits", payload: `{"exp":` + strings.Repeat("9", 20_000) + `}`, policy: wide},
		{id: "expired/exp_long_fraction", about: "attack: exp with 20,000 places", payload: `{"exp":1.` + strings.Repeat("9", 20_000) + `}`, policy: wide},
		{id: "malformed/exp_long_exponent", about: "attack: exp with an exponent of 20,000 digits", payload: `{"exp":1e` + strings.Repeat("9", 20_000) + `}`, policy: wide},
		{id: "expired/exp_long_negative_exponent", about: "attack: exp with a negative exponent of 20,000 digits", payload: `{"exp":1e-` + strings.Repeat("9", 20_000) + `}`, policy: wide},
		{id: "valid/exp_zeros_against_exponent", about: "1700000300 as a fraction with many zeros and an exponent that takes them back",
			payload: `{"exp":0.` + strings.Repeat("0", 1000) + `17000003e1010}`, policy: wide},
		{id: "claim_mismatch/rule_long_exponents", about: "attack: numbers of a rule with exponents that wrap", payload: `{"exp":1700000300,"n":1e4294967298}`,
			policy: `{"algorithms":["ES256"],"claims":[{"claim":"n","equals":100}]}`},
		{id: "valid/long_array", about: "attack: an array of 20,000 elements where a rule looks for one", payload: `{"exp":1700000300,"roles":[` + strings.Repeat(`"a",`, 20_000) + `"admin"]}`,
			policy: `{"algorithms":["ES256"],"max_token_bytes":1048576,"claims":[{"claim":"roles","contains_any":["admin"]}]}`},
		{id: "valid/escapes", about: "attack: 5,000 escapes in a claim that a rule compares", payload: `{"exp":1700000300,"x":"` + strings.Repeat(`\u0061`, 5000) + `"}`,
			policy: `{"algorithms":["ES256"],"max_token_bytes":1048576,"claims":[{"claim":"x","equals":"` + strings.Repeat("a", 5000) + `"}]}`},
	}
	for i, kid := range []string{"../../../../dev/null", "/dev/null", "es' OR '1'='1", "es\\u0000", "es|cat /etc/passwd", "http://attacker.example/key", "es,es2", "*", "__proto__", "constructor", "0"} {
		rows = append(rows, spec{id: fmt.Sprintf("unknown_key/kid_injection_%02d", i+1), about: `attack: kid is "` + kid + `"`, rfc: "RFC 8725 3.10",
			header: `{"alg":"ES256","kid":"` + kid + `"}`})
	}
	for i, name := range []string{"__proto__", "constructor", "toString", "hasOwnProperty"} {
		rows = append(rows, spec{id: fmt.Sprintf("missing_claim/prototype_%02d", i+1), about: "attack: the policy asks for a claim with the name " + name + ", which objects of JavaScript have",
			policy: `{"algorithms":["ES256"],"require":["` + name + `"]}`})
	}
	return append(rows,
		spec{id: "valid/proto_claim", about: "attack: __proto__ is a claim as any other", payload: `{"exp":1700000300,"__proto__":{"token_type":"access"}}`},
		spec{id: "missing_claim/proto_claim", about: "attack: what __proto__ holds is no claim", payload: `{"exp":1700000300,"__proto__":{"token_type":"access"}}`,
			policy: `{"algorithms":["ES256"],"claims":[{"claim":"token_type","equals":"access"}]}`})
}

func alike(n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf(`"%s%03d":0`, strings.Repeat("a", 97), i)
	}
	return strings.Join(list, ",")
}
