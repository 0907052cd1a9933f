package main

// Tokens and keys as they stand in the RFCs.
const (
	rfcClaims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"

	hsA1  = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + rfcClaims + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	keyA1 = `{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}`

	rsA2 = "eyJhbGciOiJSUzI1NiJ9." + rfcClaims + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7" +
		"AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBM" +
		"Hlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98" +
		"rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
	keyA2 = `{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4` +
		`QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WT` +
		`BEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9g` +
		`b54h4FRWyuXpoQ","e":"AQAB"}`

	signatureA3 = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
	esA3        = "eyJhbGciOiJFUzI1NiJ9." + rfcClaims + "." + signatureA3
	keyA3       = `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`

	esA4  = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn"
	keyA4 = `{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}`

	noneA5 = "eyJhbGciOiJub25lIn0." + rfcClaims + "."
	jsonA7 = `{"payload":"` + rfcClaims + `","protected":"eyJhbGciOiJFUzI1NiJ9","header":{"kid":"e9bc097a-ce51-4036-9562-d2ade882db0d"},"signature":"` + signatureA3 + `"}`

	edA4     = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
	key8037  = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	seed8037 = "\x9d\x61\xb1\x9d\xef\xfd\x5a\x60\xba\x84\x4a\xf4\x92\xec\x2c\xc4\x44\x49\xc5\x69\x7b\x32\x69\x19\x70\x3b\xac\x03\x1c\xae\x7f\x60"

	b64A42 = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY"
)

const (
	beforeEnd = "1300819379" // the examples end at 1300819380
	claims31  = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
)

func rfcExamples(*keyring) []spec {
	key, _ := edKey("", []byte(seed8037))
	return []spec{
		{id: "valid/rfc7515_a1_hs256", about: "RFC example: HS256, white space inside of the header's JSON", rfc: "RFC 7515 A.1, RFC 7519 3.1",
			token: hsA1, keys: []string{keyA1}, policy: `{"algorithms":["HS256"],"issuer":"joe","types":["JWT"]}`, now: beforeEnd},
		{id: "expired/rfc7519_3_1_at_its_end", about: "RFC example at the second of its exp", rfc: "RFC 7519 3.1, 4.1.4",
			token: hsA1, keys: []string{keyA1}, policy: `{"algorithms":["HS256"]}`, now: "1300819380"},
		{id: "bad_signature/rfc7515_a1_other_secret", about: "RFC example under the secret of this corpus", rfc: "RFC 7515 5.2",
			token: hsA1, keys: []string{octKey("", []byte("tallystick corpus: 32 octets key")).anonymous()}, policy: `{"algorithms":["HS256"]}`, now: beforeEnd},
		{id: "valid/rfc7515_a2_rs256", about: "RFC example: RS256", rfc: "RFC 7515 A.2",
			token: rsA2, keys: []string{keyA2}, policy: `{"algorithms":["RS256"],"issuer":"joe"}`, now: beforeEnd},
		{id: "valid/rfc7515_a3_es256", about: "RFC example: ES256", rfc: "RFC 7515 A.3",
			token: esA3, keys: []string{keyA3}, policy: `{"algorithms":["ES256"],"issuer":"joe"}`, now: beforeEnd},
		{id: "malformed/rfc7515_a4_es512_text", about: "RFC example: a JWS over the text Payload, which is no claims set", rfc: "RFC 7515 A.4, RFC 7519 7.2",
			token: esA4, keys: []string{keyA4}, now: beforeEnd},
		{id: "unsupported_algorithm/rfc7519_6_1_unsecured", about: "RFC example: an unsecured JWT", rfc: "RFC 7519 6.1, RFC 7515 A.5, RFC 8725 3.2",
			token: noneA5, keys: []string{keyA1}, policy: `{"algorithms":["HS256"]}`, now: beforeEnd},
		{id: "malformed/rfc7515_a7_flattened_json", about: "RFC example: the JSON serialization is no JWT", rfc: "RFC 7515 A.7, RFC 7519 1",
			token: jsonA7, keys: []string{keyA3}, now: beforeEnd},
		{id: "malformed/rfc8037_a4_text", about: "RFC example: Ed25519 over a text that is no claims set", rfc: "RFC 8037 A.4, RFC 7519 7.2",
			token: edA4, keys: []string{key8037}, policy: `{"algorithms":["EdDSA"]}`, now: beforeEnd},
		{id: "valid/rfc8037_eddsa", about: "the key of the RFC's example over the claims of RFC 7519 3.1", rfc: "RFC 8037 3.1, A.1",
			header: `{"alg":"EdDSA"}`, payload: claims31, by: key, keys: []string{key8037}, policy: `{"algorithms":["EdDSA"],"issuer":"joe"}`, now: beforeEnd},
		{id: "malformed/rfc7797_4_2_detached", about: "RFC example: unencoded and detached payload", rfc: "RFC 7797 4.2, 7",
			token: b64A42, keys: []string{keyA1}, policy: `{"algorithms":["HS256"]}`, now: beforeEnd},
	}
}
