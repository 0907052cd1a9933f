package main

import "fmt"

// headers are members of the JOSE header: alg, crit, b64, typ, and those that
// would have a verifier take the token's own key.
func headers(k *keyring) []spec {
	const kid = `"kid":"es"`
	h := func(id, about, rfc, header string) spec { return spec{id: id, about: about, rfc: rfc, header: header} }
	rows := []spec{
		h("malformed/alg_missing", "there is no alg", "RFC 7515 4.1.1", `{"kid":"es"}`),
		h("malformed/alg_null", "alg is null", "RFC 7515 4.1.1", `{"alg":null,"kid":"es"}`),
		h("malformed/alg_number", "alg is a number", "RFC 7515 4.1.1", `{"alg":256,"kid":"es"}`),
		h("malformed/alg_array", "alg is an array", "RFC 7515 4.1.1", `{"alg":["ES256"],"kid":"es"}`),
		h("malformed/kid_number", "kid is a number", "RFC 7515 4.1.4", `{"alg":"ES256","kid":1}`),
		h("malformed/kid_null", "kid is null", "RFC 7515 4.1.4", `{"alg":"ES256","kid":null}`),
		h("malformed/typ_number", "typ is a number", "RFC 7515 4.1.9", `{"alg":"ES256","typ":1,"kid":"es"}`),
		h("malformed/typ_null", "typ is null", "RFC 7515 4.1.9", `{"alg":"ES256","typ":null,"kid":"es"}`),
		{id: "algorithm_not_allowed/hs256", about: "a good HS256 token where only ES256 is allowed", rfc: "RFC 8725 3.1",
			header: `{"alg":"HS256","kid":"hs"}`, by: k.hs, keys: []string{k.hs.jwk(), k.es.jwk()}},
		{id: "valid/one_of_two_algorithms", about: "the same where both are allowed", rfc: "RFC 8725 3.1",
			header: `{"alg":"HS256","kid":"hs"}`, by: k.hs, keys: []string{k.hs.jwk(), k.es.jwk()}, policy: `{"algorithms":["ES256","HS256"]}`},
		{id: "algorithm_not_allowed/rs256", about: "a good RS256 token where EdDSA is allowed", rfc: "RFC 8725 3.1",
			header: `{"alg":"RS256","kid":"rs"}`, by: k.rs, keys: []string{k.rs.jwk()}, policy: `{"algorithms":["EdDSA"]}`},
		{id: "valid/rs256", about: "a good RS256 token", rfc: "RFC 7518 3.3",
			header: `{"alg":"RS256","kid":"rs"}`, by: k.rs, keys: []string{k.rs.jwk()}, policy: `{"algorithms":["RS256"]}`},
		{id: "valid/eddsa", about: "a good EdDSA token", rfc: "RFC 8037 3.1",
			header: `{"alg":"EdDSA","kid":"ed"}`, by: k.ed, keys: []string{k.ed.jwk()}, policy: `{"algorithms":["EdDSA"]}`},
		{id: "valid/hs256", about: "a good HS256 token", rfc: "RFC 7518 3.2",
			header: `{"alg":"HS256","kid":"hs"}`, by: k.hs, keys: []string{k.hs.jwk()}, policy: `{"algorithms":["HS256"]}`},

		h("unsupported_critical/unknown", "crit names an extension that the core does not know", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":["x"],"x":1}`),
		h("unsupported_critical/empty", "crit is empty", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":[]}`),
		h("unsupported_critical/duplicate", "crit names one thing twice", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":["x","x"],"x":1}`),
		h("unsupported_critical/registered", "crit names a registered header", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":["alg"]}`),
		h("unsupported_critical/absent_name", "crit names a header that is not there", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":["exp"]}`),
		h("unsupported_critical/string", "crit is a string", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":"x","x":1}`),
		h("unsupported_critical/null", "crit is null", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"crit":null}`),
		h("unsupported_critical/b64_false_alone", "b64 false without crit", "RFC 7797 6", `{"alg":"ES256",`+kid+`,"b64":false}`),
		h("unsupported_critical/b64_false", "b64 false and critical", "RFC 7797 7", `{"alg":"ES256",`+kid+`,"b64":false,"crit":["b64"]}`),
		h("unsupported_critical/b64_true_critical", "b64 true and critical: the core processes no crit at all", "RFC 7515 4.1.11", `{"alg":"ES256",`+kid+`,"b64":true,"crit":["b64"]}`),
		h("unsupported_critical/b64_string", "b64 is the string true", "RFC 7797 3", `{"alg":"ES256",`+kid+`,"b64":"true"}`),
		h("valid/b64_true", "b64 true is what every JWT is", "RFC 7797 3", `{"alg":"ES256",`+kid+`,"b64":true}`),
		h("valid/unknown_header", "a header that nobody knows and that is not critical", "RFC 7515 4", `{"alg":"ES256",`+kid+`,"x":{"crit":["x"]}}`),
	}
	for i, name := range []string{"none", "None", "NONE", "nOnE", "none ", "", "es256", "ES256 ", "ES257", "ES256\\u0000", "SHA256", "A128KW", "dir", "RSA-OAEP", "RS1"} {
		rows = append(rows, h(fmt.Sprintf("unsupported_algorithm/name_%02d", i+1), `alg is "`+name+`"`, "RFC 7515 4.1.1, RFC 8725 3.2", `{"alg":"`+name+`",`+kid+`}`))
	}
	rows = append(rows, types()...)
	return append(rows, ownKeys(k)...)
}

// types are the values of typ under a policy that asks for some.
func types() []spec {
	const policy = `{"algorithms":["ES256"],"types":["JWT","at+jwt"]}`
	var rows []spec
	for _, r := range []struct{ id, about, typ string }{
		{"valid/typ", "typ as it stands in the policy", `"typ":"JWT",`},
		{"valid/typ_second", "the second of the policy's types", `"typ":"at+jwt",`},
		{"valid/typ_lower_case", "media types are compared without regard to case", `"typ":"jwt",`},
		{"valid/typ_application", "application/ may be written out", `"typ":"application/at+jwt",`},
		{"wrong_type/missing", "the policy asks for a type and the token has none", ``},
		{"wrong_type/other", "another type", `"typ":"dpop+jwt",`},
		{"wrong_type/empty", "an empty type", `"typ":"",`},
		{"wrong_type/longer", "a type that only begins as the policy's", `"typ":"JWT2",`},
		{"wrong_type/text", "another top-level type", `"typ":"text/JWT",`},
		{"wrong_type/application_alone", "application/ and nothing", `"typ":"application/",`},
		{"wrong_type/two_slashes", "application/ is left out only where no other slash follows", `"typ":"application/application/JWT",`},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7515 4.1.9, RFC 8725 3.11", policy: policy, header: `{` + r.typ + `"alg":"ES256","kid":"es"}`})
	}
	return append(rows, spec{id: "valid/typ_not_asked_for", about: "any typ where the policy asks for none", rfc: "RFC 7515 4.1.9", header: `{"typ":"anything","alg":"ES256","kid":"es"}`})
}

// ownKeys are headers that bring or point to a key. The forged ones are signed
// by es2, which is in no key set.
func ownKeys(k *keyring) []spec {
	var rows []spec
	for _, r := range []struct{ name, member string }{
		{"jwk", `"jwk":` + k.es2.jwk()},
		{"jku", `"jku":"https://attacker.example/keys.json"`},
		{"x5u", `"x5u":"https://attacker.example/cert.pem"`},
		{"x5c", `"x5c":["MIIB"]`},
		{"x5t", `"x5t":"AAAA","x5t#S256":"AAAA"`},
	} {
		rows = append(rows,
			spec{id: "valid/" + r.name + "_ignored", about: r.name + " in the header is neither used nor followed", rfc: "RFC 8725 3.10",
				header: `{"alg":"ES256","kid":"es",` + r.member + `}`},
			spec{id: "bad_signature/" + r.name + "_forged", about: "attack: signed by a key that the token brings along in " + r.name, rfc: "RFC 8725 3.10",
				header: `{"alg":"ES256","kid":"es",` + r.member + `}`, by: k.es2})
	}
	return append(rows,
		spec{id: "unknown_key/jwk_own_kid", about: "attack: the header brings its own jwk under its own kid", rfc: "RFC 8725 3.10",
			header: `{"alg":"ES256","kid":"es2","jwk":` + k.es2.jwk() + `}`, by: k.es2},
		spec{id: "bad_signature/jwk_no_kid", about: "attack: the header brings its own jwk and no kid", rfc: "RFC 8725 3.10",
			header: `{"alg":"ES256","jwk":` + k.es2.anonymous() + `}`, by: k.es2})
}
