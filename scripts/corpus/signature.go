package main

import (
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"math/big"
	"slices"
	"strings"
)

// signatures are signatures that are of the wrong shape, or just wrong.
func signatures(k *keyring) []spec {
	rows := append(ecSignatures(k), rsaSignatures(k)...)
	return append(append(rows, edSignatures(k)...), hmacSignatures(k)...)
}

// flip changes the lowest bit of an octet; counted from the end if negative.
func flip(at int) func([]byte) []byte {
	return func(s []byte) []byte {
		s = slices.Clone(s)
		s[(at+len(s))%len(s)] ^= 1
		return s
	}
}

func fixed(s []byte) func([]byte) []byte { return func([]byte) []byte { return s } }

func cut(n int) func([]byte) []byte { return func(s []byte) []byte { return s[:len(s)-n] } }

func none([]byte) []byte { return nil }

func ecSignatures(k *keyring) []spec {
	n := elliptic.P256().Params().N
	zero, one := new(big.Int), big.NewInt(1)
	change := func(f func(r, s *big.Int) (*big.Int, *big.Int)) func([]byte) []byte {
		return func(signature []byte) []byte { return pair(f(unpair(signature))) }
	}
	der := func(signature []byte) []byte {
		r, s := unpair(signature)
		out, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
		must(err)
		return out
	}
	wide := func(signature []byte) []byte {
		return slices.Concat([]byte{0}, signature[:32], []byte{0}, signature[32:])
	}
	high := func(signature []byte) []byte {
		r, s := unpair(signature)
		if s.Cmp(new(big.Int).Rsh(n, 1)) <= 0 {
			s.Sub(n, s)
		}
		return pair(r, s)
	}
	low := func(signature []byte) []byte {
		r, s := unpair(high(signature))
		return pair(r, s.Sub(n, s))
	}
	var rows []spec
	for _, r := range []struct {
		id, about string
		sig       func([]byte) []byte
	}{
		{"valid/es_high_s", "s in the upper half of its range", high},
		{"valid/es_low_s", "s in the lower half: the same token in another text", low},
		{"bad_signature/es_flipped_first", "a bit of the first octet is changed", flip(0)},
		{"bad_signature/es_flipped_last", "a bit of the last octet is changed", flip(-1)},
		{"bad_signature/es_empty", "an empty signature", none},
		{"bad_signature/es_short", "63 octets", cut(1)},
		{"bad_signature/es_long", "65 octets", func(s []byte) []byte { return append(slices.Clone(s), 0) }},
		{"bad_signature/es_half", "r alone", cut(32)},
		{"bad_signature/es_der", "the signature as DER", der},
		{"bad_signature/es_33_octets_each", "r and s of 33 octets each", wide},
		{"bad_signature/es_swapped", "s before r", func(s []byte) []byte { return slices.Concat(s[32:], s[:32]) }},
		{"bad_signature/es_zero", "attack: r and s are zero", fixed(make([]byte, 64))},
		{"bad_signature/es_r_zero", "attack: r is zero", change(func(r, s *big.Int) (*big.Int, *big.Int) { return zero, s })},
		{"bad_signature/es_s_zero", "attack: s is zero", change(func(r, s *big.Int) (*big.Int, *big.Int) { return r, zero })},
		{"bad_signature/es_n", "attack: r and s are the order", fixed(pair(n, n))},
		{"bad_signature/es_r_n", "attack: r is the order", change(func(r, s *big.Int) (*big.Int, *big.Int) { return n, s })},
		{"bad_signature/es_s_n", "attack: s is the order", change(func(r, s *big.Int) (*big.Int, *big.Int) { return r, n })},
		{"bad_signature/es_one", "r and s are one", fixed(pair(one, one))},
		{"bad_signature/es_negative_r", "n - r in the place of r", change(func(r, s *big.Int) (*big.Int, *big.Int) { return r.Sub(n, r), s })},
		{"bad_signature/es_ones", "every bit is set", fixed([]byte(strings.Repeat("\xff", 64)))},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7518 3.4", sig: r.sig})
	}
	return append(rows,
		spec{id: "bad_signature/payload_changed", about: "a letter of the payload is changed after signing", rfc: "RFC 7515 5.2",
			parts: func(h, p, s string) string { return h + "." + b64([]byte(`{"sub":"u2","exp":1700000300}`)) + "." + s }},
		spec{id: "bad_signature/header_changed", about: "a header is added after signing", rfc: "RFC 7515 5.2",
			parts: func(h, p, s string) string {
				return b64([]byte(`{"alg":"ES256","kid":"es","typ":"JWT"}`)) + "." + p + "." + s
			}},
		spec{id: "bad_signature/es_decoded_input", about: "signed over the decoded parts, not over their text", rfc: "RFC 7515 5.1",
			sig: func([]byte) []byte { return k.es.sign([]byte(goodHeader + "." + goodPayload)) }})
}

func rsaSignatures(k *keyring) []spec {
	n := k.rsaPrivate.N
	input := b64([]byte(rsHeader)) + "." + b64([]byte(goodPayload))
	digest := sha256.Sum256([]byte(input))
	encoded := func(info string) func([]byte) []byte {
		m := padPKCS1([]byte(info+string(digest[:])), 256)
		return fixed(new(big.Int).Exp(m, k.rsaPrivate.D, n).FillBytes(make([]byte, 256)))
	}
	short := "\x00\x01" + strings.Repeat("\xff", 8) + "\x00" + digestInfo + string(digest[:])
	garbage := short + strings.Repeat("\x00", 256-len(short))
	sha1 := "\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"
	var rows []spec
	for _, r := range []struct {
		id, about string
		sig       func([]byte) []byte
	}{
		{"bad_signature/rs_flipped", "a bit of the last octet is changed", flip(-1)},
		{"bad_signature/rs_empty", "an empty signature", none},
		{"bad_signature/rs_short", "the last octet is missing", cut(1)},
		{"bad_signature/rs_long", "a zero octet before the signature", func(s []byte) []byte { return append([]byte{0}, s...) }},
		{"bad_signature/rs_zero", "the signature is zero", fixed(make([]byte, 256))},
		{"bad_signature/rs_one", "the signature is one", fixed(big.NewInt(1).FillBytes(make([]byte, 256)))},
		{"bad_signature/rs_n", "the signature is the modulus", fixed(n.Bytes())},
		{"bad_signature/rs_n_minus_one", "the signature is the modulus less one", fixed(new(big.Int).Sub(n, big.NewInt(1)).Bytes())},
		{"bad_signature/rs_ones", "every bit is set: above the modulus", fixed([]byte(strings.Repeat("\xff", 256)))},
		{"bad_signature/rs_no_null", "DigestInfo without NULL", encoded("\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20")},
		{"bad_signature/rs_no_digest_info", "the bare digest, without DigestInfo", encoded("")},
		{"bad_signature/rs_sha384_info", "DigestInfo that names SHA-384", encoded("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x20")},
		{"bad_signature/rs_sha1_info", "DigestInfo that names SHA-1", encoded(sha1)},
		{"bad_signature/rs_short_padding", "eight octets of padding, and zeros behind the digest",
			fixed(new(big.Int).Exp(new(big.Int).SetBytes([]byte(garbage)), k.rsaPrivate.D, n).FillBytes(make([]byte, 256)))},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 8017 8.2.2", header: rsHeader, policy: rsPolicy,
			by: k.rs, keys: []string{k.rs.jwk()}, sig: r.sig})
	}
	return append(rows, spec{id: "bad_signature/rs_cube_root", about: "attack: a cube root of a short padding under e = 3", rfc: "RFC 8017 8.2.2",
		header: rsHeader, policy: rsPolicy, by: k.rsE3, keys: []string{k.rsE3.named("rs")}, sig: fixed(cubeRoot(short))})
}

const (
	rsHeader = `{"alg":"RS256","kid":"rs"}`
	rsPolicy = `{"algorithms":["RS256"]}`
	edHeader = `{"alg":"EdDSA","kid":"ed"}`
	edPolicy = `{"algorithms":["EdDSA"]}`
	hsHeader = `{"alg":"HS256","kid":"hs"}`
	hsPolicy = `{"algorithms":["HS256"]}`
)

// cubeRoot is a number of 256 octets whose cube begins with the text: under
// e = 3 a good signature for whoever does not look at what stands behind.
func cubeRoot(text string) []byte {
	target := new(big.Int).SetBytes([]byte(text + strings.Repeat("\x00", 256-len(text))))
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), 683)
	three := big.NewInt(3)
	for low.Cmp(high) < 0 { // the least number whose cube is not below
		mid := new(big.Int).Add(low, high)
		mid.Rsh(mid, 1)
		if new(big.Int).Exp(mid, three, nil).Cmp(target) < 0 {
			low = mid.Add(mid, big.NewInt(1))
		} else {
			high = mid
		}
	}
	cube := new(big.Int).Exp(low, three, nil).FillBytes(make([]byte, 256))
	if !strings.HasPrefix(string(cube), text) {
		panic("no cube begins so")
	}
	return low.FillBytes(make([]byte, 256))
}

func edSignatures(k *keyring) []spec {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	plus := func(times int64) func([]byte) []byte {
		return func(signature []byte) []byte {
			s := slices.Clone(signature[32:])
			slices.Reverse(s)
			sum := new(big.Int).Mul(order, big.NewInt(times))
			sum.Add(sum, new(big.Int).SetBytes(s)).FillBytes(s)
			slices.Reverse(s)
			return append(slices.Clone(signature[:32]), s...)
		}
	}
	var rows []spec
	for _, r := range []struct {
		id, about string
		sig       func([]byte) []byte
	}{
		{"bad_signature/ed_s_plus_order", "S + L in the place of S", plus(1)},
		{"bad_signature/ed_s_plus_8_orders", "S + 8 L in the place of S", plus(8)},
		{"bad_signature/ed_flipped_r", "a bit of R is changed", flip(0)},
		{"bad_signature/ed_flipped_s", "a bit of S is changed", flip(32)},
		{"bad_signature/ed_empty", "an empty signature", none},
		{"bad_signature/ed_short", "63 octets", cut(1)},
		{"bad_signature/ed_long", "65 octets", func(s []byte) []byte { return append(slices.Clone(s), 0) }},
		{"bad_signature/ed_zero", "every bit is zero", fixed(make([]byte, 64))},
		{"bad_signature/ed_identity", "R is the identity and S zero", fixed(append([]byte{1}, make([]byte, 63)...))},
		{"bad_signature/ed_ones", "every bit is set", fixed([]byte(strings.Repeat("\xff", 64)))},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 8032 5.1.7", header: edHeader, policy: edPolicy,
			by: k.ed, keys: []string{k.ed.jwk()}, sig: r.sig})
	}
	return append(rows, spec{id: "bad_signature/ed_other_key", about: "signed by another key", rfc: "RFC 8032 5.1.7", header: edHeader, policy: edPolicy,
		by: k.ed2, keys: []string{k.ed.jwk()}})
}

func hmacSignatures(k *keyring) []spec {
	var rows []spec
	for _, r := range []struct {
		id, about string
		sig       func([]byte) []byte
	}{
		{"bad_signature/hs_flipped", "a bit of the last octet is changed", flip(-1)},
		{"bad_signature/hs_empty", "an empty signature", none},
		{"bad_signature/hs_truncated", "the first 16 octets of the right one", cut(16)},
		{"bad_signature/hs_long", "33 octets", func(s []byte) []byte { return append(slices.Clone(s), 0) }},
		{"bad_signature/hs_zero", "every bit is zero", fixed(make([]byte, 32))},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7518 3.2", header: hsHeader, policy: hsPolicy,
			by: k.hs, keys: []string{k.hs.jwk()}, sig: r.sig})
	}
	return rows
}
