package main

// audiences hold aud against the policy's audiences.
func audiences(*keyring) []spec {
	const (
		api  = `{"algorithms":["ES256"],"audiences":["https://api.example","api"]}`
		any  = `{"algorithms":["ES256"],"any_audience":true}`
		none = ""
	)
	var rows []spec
	for _, r := range []struct{ id, about, aud, policy string }{
		{"valid/aud_string", "aud is a string of the policy", `"api"`, api},
		{"valid/aud_array", "one of the audiences is the policy's", `["other","api"]`, api},
		{"valid/aud_array_of_one", "an array of one", `["https://api.example"]`, api},
		{"wrong_audience/string", "aud is another string", `"other"`, api},
		{"wrong_audience/array", "none of the audiences is the policy's", `["other","another"]`, api},
		{"wrong_audience/empty_array", "aud is an empty array", `[]`, api},
		{"wrong_audience/empty_string", "aud is an empty string", `""`, api},
		{"wrong_audience/in_capitals", "audiences are compared with regard to case", `"API"`, api},
		{"wrong_audience/trailing_slash", "a slash behind the audience", `"https://api.example/"`, api},
		{"wrong_audience/no_scheme", "the audience without its scheme", `"api.example"`, api},
		{"wrong_audience/other_scheme", "the audience with another scheme", `"http://api.example"`, api},
		{"wrong_audience/prefix", "an audience that only begins as the policy's", `"api2"`, api},
		{"wrong_audience/space_separated", "a list of audiences in a string", `"other api"`, api},
		{"valid/aud_escaped", "an audience with escapes", `"\u0061pi"`, api},
		{"wrong_audience/none_in_policy", "an audience in the token, none in the policy", `"api"`, none},
		{"wrong_audience/none_in_policy_empty", "an empty list of audiences in the token, none in the policy", `[]`, none},
		{"valid/any_audience", "an audience in the token, and the policy takes any", `"other"`, any},
		{"malformed/aud_number", "aud is a number", `1`, any},
		{"malformed/aud_null", "aud is null", `null`, any},
		{"malformed/aud_object", "aud is an object", `{"api":true}`, any},
		{"malformed/aud_mixed", "a number among the audiences", `["api",1]`, api},
		{"malformed/aud_null_inside", "null among the audiences", `["api",null]`, api},
		{"malformed/aud_nested", "an array among the audiences", `[["api"]]`, api},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7519 4.1.3", payload: `{"exp":1700000300,"aud":` + r.aud + `}`, policy: r.policy})
	}
	return append(rows,
		spec{id: "wrong_audience/missing", about: "no aud in the token, audiences in the policy", rfc: "RFC 7519 4.1.3", policy: api},
		spec{id: "valid/any_audience_none", about: "no aud in the token, and the policy takes any", rfc: "RFC 7519 4.1.3", policy: any})
}

// claims are the other registered claims, and cnf.
func claims(*keyring) []spec {
	const (
		issuer  = `{"algorithms":["ES256"],"issuer":"https://issuer.example"}`
		subject = `{"algorithms":["ES256"],"subjects":["u1","u2"]}`
		revoked = `{"algorithms":["ES256"],"revoked":["t1","t2"]}`
	)
	var rows []spec
	for _, r := range []struct{ id, about, rfc, claims, policy string }{
		{"valid/iss", "the policy's issuer", "RFC 7519 4.1.1", `"iss":"https://issuer.example"`, issuer},
		{"wrong_issuer/other", "another issuer", "RFC 7519 4.1.1", `"iss":"https://other.example"`, issuer},
		{"wrong_issuer/missing", "no issuer", "RFC 7519 4.1.1", `"sub":"u1"`, issuer},
		{"wrong_issuer/trailing_slash", "a slash behind the issuer", "RFC 7519 4.1.1", `"iss":"https://issuer.example/"`, issuer},
		{"wrong_issuer/in_capitals", "issuers are compared with regard to case", "RFC 7519 4.1.1", `"iss":"https://ISSUER.example"`, issuer},
		{"wrong_issuer/prefix", "an issuer that only begins as the policy's", "RFC 7519 4.1.1", `"iss":"https://issuer.example.attacker.example"`, issuer},
		{"wrong_issuer/empty", "an empty issuer", "RFC 7519 4.1.1", `"iss":""`, issuer},
		{"malformed/iss_array", "iss is an array with the issuer in it", "RFC 7519 4.1.1", `"iss":["https://issuer.example"]`, issuer},
		{"malformed/iss_number", "iss is a number, and the policy asks for none", "RFC 7519 4.1.1", `"iss":1`, ""},
		{"malformed/iss_null", "iss is null", "RFC 7519 4.1.1", `"iss":null`, ""},
		{"valid/iss_not_asked_for", "any issuer where the policy asks for none", "RFC 7519 4.1.1", `"iss":"https://other.example"`, ""},

		{"valid/sub", "a subject of the policy", "RFC 7519 4.1.2", `"sub":"u2"`, subject},
		{"wrong_subject/other", "another subject", "RFC 7519 4.1.2", `"sub":"u3"`, subject},
		{"wrong_subject/missing", "no subject", "RFC 7519 4.1.2", `"jti":"t1"`, subject},
		{"wrong_subject/in_capitals", "subjects are compared with regard to case", "RFC 7519 4.1.2", `"sub":"U1"`, subject},
		{"malformed/sub_number", "sub is a number", "RFC 7519 4.1.2", `"sub":1`, ""},
		{"malformed/sub_null", "sub is null", "RFC 7519 4.1.2", `"sub":null`, ""},
		{"malformed/jti_number", "jti is a number", "RFC 7519 4.1.7", `"jti":1`, ""},

		{"revoked/listed", "the token's jti is on the list", "RFC 7519 4.1.7", `"jti":"t2"`, revoked},
		{"revoked/listed_escaped", "the token's jti is on the list, written with an escape", "RFC 7519 4.1.7", `"jti":"\u00742"`, revoked},
		{"valid/not_revoked", "another jti", "RFC 7519 4.1.7", `"jti":"t3"`, revoked},
		{"valid/no_jti_to_revoke", "no jti: require asks for one where that matters", "RFC 7519 4.1.7", `"sub":"u1"`, revoked},

		{"proof_missing/jkt", "bound to a DPoP key", "RFC 9449 7.2", `"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}`, ""},
		{"proof_missing/x5t", "bound to a client certificate", "RFC 8705 3.1", `"cnf":{"x5t#S256":"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"}`, ""},
		{"proof_missing/unknown", "bound in a way that nobody knows", "RFC 7800 3.1", `"cnf":{"x":1}`, ""},
		{"proof_missing/empty", "bound to nothing that is said", "RFC 7800 3.1", `"cnf":{}`, ""},
		{"proof_missing/null", "cnf is null", "RFC 7800 3.1", `"cnf":null`, ""},
		{"valid/cnf_nested", "cnf inside of another claim binds nothing", "RFC 7800 3.1", `"act":{"cnf":{"jkt":"x"}}`, ""},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: r.rfc, payload: `{"exp":1700000300,` + r.claims + `}`, policy: r.policy})
	}
	return rows
}
