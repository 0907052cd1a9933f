package main

import (
	"fmt"
	"strings"
)

// others are keys for ES256 that did not sign.
func others(n int, jwk func(k *key) string) []string {
	list := make([]string, n)
	for i := range list {
		k, _ := ecKey("es", fmt.Sprintf("tallystick corpus other %d", i))
		list[i] = jwk(k)
	}
	return list
}

// keyIDs are tokens and keys with and without kid.
func keyIDs(k *keyring) []spec {
	named := func(k *key) string { return k.jwk() }
	anonymous := func(k *key) string { return k.anonymous() }
	const noKid = `{"alg":"ES256"}`
	rows := []spec{
		{id: "unknown_key/kid", about: "a kid that no key has", rfc: "RFC 7515 4.1.4", header: `{"alg":"ES256","kid":"other"}`},
		{id: "unknown_key/kid_in_capitals", about: "kid is compared with regard to case", rfc: "RFC 7517 4.5", header: `{"alg":"ES256","kid":"ES"}`},
		{id: "unknown_key/kid_longer", about: "a kid that only begins as the key's", rfc: "RFC 7517 4.5", header: `{"alg":"ES256","kid":"es2"}`},
		{id: "unknown_key/kid_empty", about: "an empty kid is a kid", rfc: "RFC 7517 4.5", header: `{"alg":"ES256","kid":""}`, keys: []string{k.es.anonymous()}},
		{id: "valid/kid_empty", about: "an empty kid in the token and in the key", rfc: "RFC 7517 4.5", header: `{"alg":"ES256","kid":""}`, keys: []string{k.es.named("")}},
		{id: "unknown_key/kid_but_none_in_set", about: "a kid in the token, a good key without one in the set", rfc: "RFC 7517 4.5", keys: []string{k.es.anonymous()}},
		{id: "valid/kid_escaped", about: "a kid with an escape is the same kid", rfc: "RFC 8259 8.3", header: `{"alg":"ES256","kid":"\u0065s"}`},
		{id: "valid/kid_beyond_ascii", about: "a kid beyond ASCII", rfc: "RFC 7517 4.5", header: `{"alg":"ES256","kid":"schlüssel"}`, keys: []string{k.es.named("schlüssel")}},
		{id: "valid/no_kid", about: "no kid in the token, one key that fits", rfc: "RFC 7517 4.5", header: noKid},
		{id: "valid/no_kid_at_all", about: "no kid in the token and none in the key", rfc: "RFC 7517 4.5", header: noKid, keys: []string{k.es.anonymous()}},
		{id: "valid/no_kid_among_others", about: "no kid in the token; keys of other types are passed over", rfc: "RFC 7517 4.5", header: noKid,
			keys: []string{k.rs.jwk(), k.ed.jwk(), k.hs.jwk(), k.rsE3.jwk(), k.ed2.jwk(), k.es.jwk()}},
		{id: "unknown_key/no_kid_other_types", about: "no kid in the token, and no key of the algorithm's type", rfc: "RFC 7517 4.5", header: noKid, keys: []string{k.rs.jwk(), k.ed.jwk()}},
		{id: "unknown_key/empty_set", about: "a key set without keys", rfc: "RFC 7517 5", keys: []string{}},
		{id: "unknown_key/empty_set_no_kid", about: "a key set without keys, a token without kid", rfc: "RFC 7517 5", keys: []string{}, header: noKid},
		{id: "valid/two_kids", about: "two keys, the second is meant", rfc: "RFC 7517 4.5", keys: []string{k.es2.jwk(), k.es.jwk()}},
		{id: "bad_signature/other_kid", about: "signed by es2, says es: no other key is tried", rfc: "RFC 7517 4.5", keys: []string{k.es2.jwk(), k.es.jwk()}, by: k.es2},
		{id: "valid/kid_fourth_of_four", about: "four keys with one kid, the fourth signed", rfc: "RFC 7517 4.5", keys: append(others(3, named), k.es.jwk())},
		{id: "bad_signature/kid_fifth_of_five", about: "five keys with one kid, the fifth signed: four are tried", rfc: "RFC 7517 4.5", keys: append(others(4, named), k.es.jwk())},
		{id: "valid/no_kid_fourth", about: "no kid, the fourth key that fits signed", rfc: "RFC 7517 4.5", header: noKid, keys: append(others(3, anonymous), k.es.jwk())},
		{id: "bad_signature/no_kid_fifth", about: "no kid, the fifth key that fits signed: four are tried", rfc: "RFC 7517 4.5", header: noKid, keys: append(others(4, anonymous), k.es.jwk())},
		{id: "valid/kid_on_two_types", about: "one kid on keys of two types: the one that fits is tried", rfc: "RFC 7517 4.5", keys: []string{k.rs.named("es"), k.ed.named("es"), k.es.jwk()}},
		{id: "bad_signature/no_kid_none_signed", about: "no kid, and no key of the set signed", rfc: "RFC 7515 5.2", header: noKid, keys: others(2, anonymous)},
	}
	// Unusable keys do not use up a try.
	unfit := []string{k.es2.jwk(`"use":"enc"`), k.es2.jwk(`"alg":"RS256"`), k.es2.jwk(`"key_ops":["sign"]`), p384("es"), `{"kty":"EC","kid":"es"}`}
	return append(rows, spec{id: "valid/no_kid_unfit_before", about: "no kid; five keys before the good one are unusable and are not counted", rfc: "RFC 7517 4.5",
		header: noKid, keys: append(unfit, k.es.jwk())})
}

// keyMembers are the members of a JWK that say what it is for.
func keyMembers(k *keyring) []spec {
	var rows []spec
	for _, r := range []struct{ id, about, rfc, member string }{
		{"valid/jwk_alg", "the key's alg is the header's", "RFC 7517 4.4", `"alg":"ES256"`},
		{"unusable_key/alg_of_other_type", "the key's alg is not for its kty", "RFC 7517 4.4", `"alg":"RS256"`},
		{"unusable_key/alg_unknown", "the key's alg is one that nobody knows", "RFC 7517 4.4", `"alg":"ES257"`},
		{"unusable_key/alg_encryption", "the key's alg is for encryption", "RFC 7517 4.4", `"alg":"ECDH-ES"`},
		{"unusable_key/alg_empty", "the key's alg is empty", "RFC 7517 4.4", `"alg":""`},
		{"unusable_key/alg_number", "the key's alg is a number", "RFC 7517 4.4", `"alg":256`},
		{"unusable_key/alg_lower_case", "the key's alg in small letters", "RFC 7517 4.4", `"alg":"es256"`},
		{"valid/jwk_use_sig", "use is sig", "RFC 7517 4.2", `"use":"sig"`},
		{"unusable_key/use_enc", "use is enc", "RFC 7517 4.2", `"use":"enc"`},
		{"unusable_key/use_empty", "use is empty", "RFC 7517 4.2", `"use":""`},
		{"unusable_key/use_in_capitals", "use is SIG", "RFC 7517 4.2", `"use":"SIG"`},
		{"unusable_key/use_null", "use is null", "RFC 7517 4.2", `"use":null`},
		{"valid/jwk_ops_verify", "key_ops has verify", "RFC 7517 4.3", `"key_ops":["verify"]`},
		{"valid/jwk_ops_both", "key_ops has sign and verify", "RFC 7517 4.3", `"key_ops":["sign","verify"]`},
		{"unusable_key/ops_sign", "key_ops has sign alone", "RFC 7517 4.3", `"key_ops":["sign"]`},
		{"unusable_key/ops_empty", "key_ops is empty", "RFC 7517 4.3", `"key_ops":[]`},
		{"unusable_key/ops_string", "key_ops is a string", "RFC 7517 4.3", `"key_ops":"verify"`},
		{"unusable_key/ops_not_strings", "key_ops has a number in it", "RFC 7517 4.3", `"key_ops":["verify",1]`},
		{"unusable_key/ops_twice", "key_ops has verify twice", "RFC 7517 4.3", `"key_ops":["verify","verify"]`},
		{"unusable_key/ops_twice_escaped", "key_ops has verify twice, once with an escape", "RFC 7517 4.3", `"key_ops":["verify","\u0076erify"]`},
		{"unusable_key/ops_null", "key_ops is null", "RFC 7517 4.3", `"key_ops":null`},
		{"unusable_key/ops_against_use", "use is sig, key_ops says otherwise", "RFC 7517 4.3", `"use":"sig","key_ops":["deriveKey"]`},
		{"valid/jwk_unknown_member", "a member that nobody knows", "RFC 7517 4", `"x5t":"AA","ext":true,"note":{"a":[1]}`},
		{"unusable_key/member_twice", "a member twice", "RFC 7517 4", `"use":"sig","use":"sig"`},
		{"unusable_key/member_twice_nested", "a member twice inside of one that nobody reads", "RFC 7517 4", `"note":{"a":1,"a":2}`},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: r.rfc, keys: []string{k.es.jwk(r.member)}})
	}
	return append(rows,
		spec{id: "unusable_key/no_kid_use_enc", about: "no kid in the token, and the only key of its type is for encryption", rfc: "RFC 7517 4.2",
			header: `{"alg":"ES256"}`, keys: []string{k.es.jwk(`"use":"enc"`)}},
		spec{id: "unusable_key/kty_of_other_algorithm", about: "the kid is that of an RSA key", rfc: "RFC 8725 3.1", keys: []string{k.rs.named("es")}},
		spec{id: "unusable_key/kty_missing", about: "the key has no kty", rfc: "RFC 7517 4.1", keys: []string{strings.Replace(k.es.jwk(), `"kty":"EC",`, "", 1)}},
		spec{id: "unusable_key/kty_in_small_letters", about: "kty is ec", rfc: "RFC 7517 4.1", keys: []string{strings.Replace(k.es.jwk(), `"EC"`, `"ec"`, 1)}},
		spec{id: "unusable_key/kty_unknown", about: "a kty that nobody knows", rfc: "RFC 7517 4.1", keys: []string{`{"kty":"AKP","kid":"es","pub":"AA"}`}},
		spec{id: "valid/jwk_private", about: "a key with its private part verifies as well", rfc: "RFC 7518 6.2.2", keys: []string{k.es.jwk(`"d":"` + b64(seed("tallystick corpus es")) + `"`)}})
}

// keySets are sets that hold damaged keys, and sets that are damaged.
func keySets(k *keyring) []spec {
	many := func(n int) string {
		list := make([]string, 0, n)
		for i := range n - 1 {
			list = append(list, fmt.Sprintf(`{"kty":"oct","kid":"k%d","k":"AA"}`, i))
		}
		return set(append(list, k.es.jwk())...)
	}
	wide := func(size int) string {
		text := set(k.es.jwk())
		return text + strings.Repeat(" ", size-len(text))
	}
	rows := []spec{
		{id: "valid/set_with_damaged_keys", about: "damaged keys of every sort are skipped, the set is kept", rfc: "RFC 7517 5",
			keySet: set(`null`, `1`, `"key"`, `[]`, `{}`, `{"kty":1}`, `{"kty":"EC","kid":"a"}`, `{"kid":"b","kid":"b"}`, `{"kty":"RSA","kid":"c","n":"!","e":"AQAB"}`, `{"kty":"AKP","kid":"d"}`, k.es.jwk())},
		{id: "valid/set_with_more_members", about: "members of the set that nobody knows", rfc: "RFC 7517 5", keySet: `{"version":2,"keys":[` + k.es.jwk() + `],"note":{"a":1}}`},
		{id: "valid/set_of_256", about: "256 keys", keySet: many(256)},
		{id: "keys_unavailable/set_of_257", about: "257 keys: the set is refused", keySet: many(257)},
		{id: "valid/set_of_512_KiB", about: "a set of 524,288 bytes", keySet: wide(512 << 10)},
		{id: "keys_unavailable/set_above_512_KiB", about: "a set of 524,289 bytes is refused", keySet: wide(512<<10 + 1)},
		{id: "keys_unavailable/none", about: "no key set at all", keySet: noKeys},
		{id: "valid/fetched", about: "a public key of a set that was fetched", rfc: "RFC 7517 5", fetched: true},
		{id: "unusable_key/fetched_oct", about: "a shared secret in a set that was fetched", rfc: "RFC 8725 3.10", fetched: true,
			header: `{"alg":"HS256","kid":"hs"}`, by: k.hs, keys: []string{k.hs.jwk()}, policy: `{"algorithms":["HS256"]}`},
		{id: "valid/fetched_beside_oct", about: "a fetched set keeps its public keys beside a shared secret", rfc: "RFC 7517 5", fetched: true, keys: []string{k.hs.jwk(), k.es.jwk()}},
	}
	for _, r := range []struct{ name, about, rfc, set string }{
		{"not_json", "a text that is not JSON", "RFC 7517 5", `keys`},
		{"html", "an error page", "RFC 7517 5", `<html><body>502 Bad Gateway</body></html>`},
		{"array", "an array of keys", "RFC 7517 5", `[` + k.es.jwk() + `]`},
		{"single_key", "one key without a set around it", "RFC 7517 5", k.es.jwk()},
		{"no_keys_member", "an object without keys", "RFC 7517 5", `{}`},
		{"keys_object", "keys is an object", "RFC 7517 5", `{"keys":{"0":` + k.es.jwk() + `}}`},
		{"keys_null", "keys is null", "RFC 7517 5", `{"keys":null}`},
		{"keys_twice", "keys twice", "RFC 7517 5", `{"keys":[],"keys":[` + k.es.jwk() + `]}`},
		{"keys_in_capitals", "KEYS is not keys", "RFC 7517 5", `{"KEYS":[` + k.es.jwk() + `]}`},
		{"trailing", "a character behind the set", "RFC 8259 2", set(k.es.jwk()) + "x"},
		{"cut_off", "the last character is missing", "RFC 8259 2", strings.TrimSuffix(set(k.es.jwk()), "}")},
		{"bom", "a byte order mark before the set", "RFC 8259 8.1", "\ufeff" + set(k.es.jwk())},
		{"trailing_comma", "a comma behind the last key", "RFC 8259 5", `{"keys":[` + k.es.jwk() + `,]}`},
		{"syntax_inside", "a key that is not JSON damages the set", "RFC 8259", set(`{"kty":}`, k.es.jwk())},
	} {
		rows = append(rows, spec{id: "keys_unavailable/" + r.name, about: r.about, rfc: r.rfc, keySet: r.set})
	}
	return rows
}
