package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"fmt"
	"math/big"
	"strings"
)

// keyShapes are the octets of oct, EC and OKP keys.
func keyShapes(k *keyring) []spec {
	rows := append(octShapes(), ecShapes(k)...)
	return append(rows, okpShapes(k)...)
}

func octShapes() []spec {
	var rows []spec
	for _, r := range []struct {
		id, about string
		octets    int
	}{
		{"unusable_key/hmac_31", "a secret of 31 octets for HS256", 31},
		{"valid/hmac_32", "a secret of 32 octets for HS256", 32},
		{"valid/hmac_64", "a secret as long as the hash's block", 64},
		{"valid/hmac_65", "a secret longer than the hash's block", 65},
		{"valid/hmac_200", "a secret of 200 octets", 200},
	} {
		by := octKey("hs", []byte(strings.Repeat("s", r.octets)))
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7518 3.2", by: by, keys: []string{by.jwk()}})
	}
	good := octKey("hs", []byte(strings.Repeat("s", 32)))
	k := b64([]byte(strings.Repeat("s", 32)))
	for _, r := range []struct{ id, about, key string }{
		{"unusable_key/oct_k_missing", "k is missing", `{"kty":"oct","kid":"hs"}`},
		{"unusable_key/oct_k_empty", "k is empty", `{"kty":"oct","kid":"hs","k":""}`},
		{"unusable_key/oct_k_padded", "k with padding", `{"kty":"oct","kid":"hs","k":"` + k + `="}`},
		{"unusable_key/oct_k_line_feed", "k with a line feed in it", `{"kty":"oct","kid":"hs","k":"` + k[:8] + `\n` + k[8:] + `"}`},
		{"unusable_key/oct_k_text", "k is the secret itself, not its base64url", `{"kty":"oct","kid":"hs","k":"` + strings.Repeat("s!", 16) + `"}`},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7518 6.4.1", by: good, keys: []string{r.key}})
	}
	for i := range rows {
		rows[i].header, rows[i].policy = `{"alg":"HS256","kid":"hs"}`, `{"algorithms":["HS256"]}`
	}
	return rows
}

func ecShapes(k *keyring) []spec {
	x, y := coordinates(k.esPrivate)
	// x = 5 belongs to a point, and 5 + p still has 32 octets.
	smallX, smallY := elliptic.UnmarshalCompressed(elliptic.P256(), append([]byte{2}, big.NewInt(5).FillBytes(make([]byte, 32))...))
	plusP := smallX.Add(smallX, elliptic.P256().Params().P).Bytes()
	off := append([]byte(nil), y...)
	off[31] ^= 1
	short, private := shortCoordinate()
	sx, sy := coordinates(private)
	key := func(crv string, x, y []byte) string {
		return fmt.Sprintf(`{"kty":"EC","kid":"es","crv":%q,"x":%q,"y":%q}`, crv, b64(x), b64(y))
	}
	zero := make([]byte, 32)
	var rows []spec
	for _, r := range []struct{ id, about, rfc, key string }{
		{"unusable_key/ec_off_curve", "a point beside the curve", "RFC 7518 6.2.1, RFC 8725 3.4", key("P-256", x, off)},
		{"unusable_key/ec_zero", "both coordinates zero", "RFC 7518 6.2.1", key("P-256", zero, zero)},
		{"unusable_key/ec_not_reduced", "x with the field's prime added", "RFC 7518 6.2.1.2", key("P-256", plusP, smallY.FillBytes(make([]byte, 32)))},
		{"unusable_key/ec_too_wide", "x with a zero octet before it", "RFC 7518 6.2.1.2", key("P-256", append([]byte{0}, x...), y)},
		{"unusable_key/ec_y_missing", "y is missing", "RFC 7518 6.2.1.3", `{"kty":"EC","kid":"es","crv":"P-256","x":"` + b64(x) + `"}`},
		{"unusable_key/ec_y_empty", "y is empty", "RFC 7518 6.2.1.3", key("P-256", x, nil)},
		{"unusable_key/ec_uncompressed", "x is the whole uncompressed point", "RFC 7518 6.2.1.2", key("P-256", append([]byte{4}, append(append([]byte{}, x...), y...)...), y)},
		{"unusable_key/ec_crv_missing", "crv is missing", "RFC 7518 6.2.1.1", `{"kty":"EC","kid":"es","x":"` + b64(x) + `","y":"` + b64(y) + `"}`},
		{"unusable_key/ec_crv_other", "crv names another curve of the same width", "RFC 7518 6.2.1.1", key("secp256k1", x, y)},
		{"unusable_key/ec_crv_p384", "a good key of P-384 for ES256", "RFC 7518 3.4", p384("es")},
		{"unusable_key/ec_x_number", "x is a number", "RFC 7518 6.2.1.2", `{"kty":"EC","kid":"es","crv":"P-256","x":1,"y":"` + b64(y) + `"}`},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: r.rfc, keys: []string{r.key}})
	}
	return append(rows,
		spec{id: "valid/ec_leading_zero", about: "a coordinate that begins with a zero octet, at full width", rfc: "RFC 7518 6.2.1.2", by: short, keys: []string{short.jwk()}},
		spec{id: "unusable_key/ec_too_narrow", about: "the same without that octet", rfc: "RFC 7518 6.2.1.2", by: short, keys: []string{key("P-256", sx[1:], sy)}})
}

// p384 is a key of another curve.
func p384(kid string) string {
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P384(), append(make([]byte, 16), seed("tallystick corpus p384")...))
	must(err)
	point, err := private.PublicKey.Bytes()
	must(err)
	return fmt.Sprintf(`{"kty":"EC","kid":%q,"crv":"P-384","x":%q,"y":%q}`, kid, b64(point[1:49]), b64(point[49:]))
}

// shortCoordinate is the first key of a row of seeds whose x begins with zero.
func shortCoordinate() (*key, *ecdsa.PrivateKey) {
	for n := 0; ; n++ {
		k, private := ecKey("es", fmt.Sprintf("tallystick corpus short %d", n))
		if x, _ := coordinates(private); x[0] == 0 {
			return k, private
		}
	}
}

func okpShapes(k *keyring) []spec {
	x := []byte(k.edPrivate[32:])
	key := func(crv string, x []byte) string { return `{"kid":"ed",` + okpMembers(crv, x) + `}` }
	point := func(first byte, rest, last byte) []byte {
		out := make([]byte, 32)
		for i := range out {
			out[i] = rest
		}
		out[0], out[31] = first, last
		return out
	}
	// With S = 0 and R = the point itself, or the identity, a small-order key
	// verifies every message in a library that does not look.
	forge := func(r []byte) func([]byte) []byte {
		return func([]byte) []byte { return append(append([]byte{}, r...), make([]byte, 32)...) }
	}
	identity := point(1, 0, 0)
	var rows []spec
	for _, r := range []struct {
		id, about, key string
		sig            func([]byte) []byte
	}{
		{"unusable_key/ed_identity", "attack: the identity as public key, a signature of zeros", key("Ed25519", identity), forge(identity)},
		{"unusable_key/ed_identity_negative", "attack: the identity with its sign bit set", key("Ed25519", point(1, 0, 0x80)), forge(identity)},
		{"unusable_key/ed_order_2", "attack: the point of order 2", key("Ed25519", point(0xec, 0xff, 0x7f)), forge(identity)},
		{"unusable_key/ed_order_4", "attack: a point of order 4", key("Ed25519", point(0, 0, 0)), forge(identity)},
		{"unusable_key/ed_not_canonical", "attack: the identity as y = p + 1", key("Ed25519", point(0xee, 0xff, 0x7f)), forge(identity)},
		{"unusable_key/ed_not_canonical_order_4", "attack: a point of order 4 as y = p", key("Ed25519", point(0xed, 0xff, 0x7f)), forge(identity)},
		{"unusable_key/ed_off_curve", "y = 2 belongs to no point", key("Ed25519", point(2, 0, 0)), nil},
		{"unusable_key/ed_31", "31 octets", key("Ed25519", x[:31]), nil},
		{"unusable_key/ed_33", "33 octets", key("Ed25519", append(append([]byte{}, x...), 0)), nil},
		{"unusable_key/ed_x_missing", "x is missing", `{"kid":"ed","kty":"OKP","crv":"Ed25519"}`, nil},
		{"unusable_key/ed_crv_x25519", "a key of X25519", key("X25519", x), nil},
		{"unusable_key/ed_crv_missing", "crv is missing", `{"kid":"ed","kty":"OKP","x":"` + b64(x) + `"}`, nil},
		{"unusable_key/ed_kty_ec", "kty is EC", `{"kid":"ed","kty":"EC","crv":"Ed25519","x":"` + b64(x) + `"}`, nil},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 8032 5.1.3, RFC 8037 2", header: `{"alg":"EdDSA","kid":"ed"}`,
			policy: `{"algorithms":["EdDSA"]}`, by: k.ed, sig: r.sig, keys: []string{r.key}})
	}
	return rows
}
