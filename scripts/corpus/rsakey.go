package main

import (
	"math/big"
)

// rsaKeys are the sizes and exponents of RSA keys. Where a private key can
// exist the signature is good, so that a verifier that does not look accepts.
func rsaKeys(k *keyring) []spec {
	n, e := k.rsaPrivate.N.Bytes(), []byte{1, 0, 1}
	even := append([]byte(nil), n...)
	even[len(even)-1] &^= 1
	exponent := func(e int64) *key { return rsaExponent("rs", k.rsaPrivate, big.NewInt(e)) }
	key := func(n, e []byte) string { return `{"kid":"rs",` + rsaMembers(n, e) + `}` }
	zero := func(octets []byte) []byte { return append([]byte{0}, octets...) }
	largest, above := exponent(1<<31-1), exponent(1<<31+11)
	wide := rsaExponent("rs", k.rsaPrivate, new(big.Int).SetBytes([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0x0d}))
	rows := []spec{
		{id: "unusable_key/rsa_2047", about: "a modulus of 2047 bits", by: k.rs2047, keys: []string{k.rs2047.named("rs")}},
		{id: "valid/rsa_2048", about: "a modulus of 2048 bits", by: k.rs, keys: []string{k.rs.jwk()}},
		{id: "valid/rsa_8192", about: "a modulus of 8192 bits", by: k.rs8192, keys: []string{k.rs8192.named("rs")}},
		{id: "unusable_key/rsa_8200", about: "a modulus of 8200 bits", by: k.rs8200, keys: []string{k.rs8200.named("rs")}},
		{id: "valid/rsa_e_3", about: "the exponent 3", by: k.rsE3, keys: []string{k.rsE3.named("rs")}},
		{id: "valid/rsa_e_largest", about: "the exponent 2^31 - 1", by: largest, keys: []string{largest.jwk()}},
		{id: "unusable_key/rsa_e_above", about: "the exponent 2^31 + 11", by: above, keys: []string{above.jwk()}},
		{id: "unusable_key/rsa_e_wide", about: "an exponent of 65 bits", by: wide, keys: []string{wide.jwk()}},
		{id: "unusable_key/rsa_e_1", about: "attack: with the exponent 1 anyone can sign", by: exponent(1), keys: []string{key(n, []byte{1})}},
		{id: "unusable_key/rsa_e_even", about: "an even exponent", by: k.rs, keys: []string{key(n, []byte{1, 0, 0})}},
		{id: "unusable_key/rsa_e_zero", about: "the exponent 0", by: k.rs, keys: []string{key(n, []byte{0})}},
		{id: "unusable_key/rsa_e_leading_zero", about: "a zero octet before the exponent", by: k.rs, keys: []string{key(n, zero(e))}},
		{id: "unusable_key/rsa_n_leading_zero", about: "a zero octet before the modulus, as ASN.1 has it", by: k.rs, keys: []string{key(zero(n), e)}},
		{id: "unusable_key/rsa_n_even", about: "an even modulus", by: k.rs, keys: []string{key(even, e)}},
		{id: "unusable_key/rsa_n_missing", about: "n is missing", by: k.rs, keys: []string{`{"kty":"RSA","kid":"rs","e":"AQAB"}`}},
		{id: "unusable_key/rsa_e_missing", about: "e is missing", by: k.rs, keys: []string{`{"kty":"RSA","kid":"rs","n":"` + b64(n) + `"}`}},
		{id: "unusable_key/rsa_n_padded", about: "n with padding", by: k.rs, keys: []string{`{"kty":"RSA","kid":"rs","n":"` + b64(n) + `==","e":"AQAB"}`}},
		{id: "unusable_key/rsa_jwk_alg", about: "the key's alg is of another algorithm for RSA", by: k.rs, keys: []string{k.rs.jwk(`"alg":"RSA-OAEP"`)}},
	}
	for i := range rows {
		rows[i].header, rows[i].policy, rows[i].rfc = `{"alg":"RS256","kid":"rs"}`, `{"algorithms":["RS256"]}`, "RFC 7518 3.3, 6.3.1"
	}
	return rows
}
