package main

// rules are the policy's require and claims.
func rules(*keyring) []spec {
	require := func(list string) string { return `{"algorithms":["ES256"],"require":` + list + `}` }
	rule := func(rule string) string { return `{"algorithms":["ES256"],"claims":[` + rule + `]}` }
	const (
		access = `{"claim":"token_type","equals":"access"}`
		admin  = `{"claim":"roles","contains_any":["admin","staff"]}`
		scopes = `{"claim":"scope","contains_all":["read","write"]}`
		scope  = `{"claim":"scope","contains_any":["read"]}`
		nested = `{"claim":["realm_access","roles"],"contains_any":["admin"]}`
	)
	var rows []spec
	for _, r := range []struct{ id, about, claims, policy string }{
		{"valid/require", "the claims that the policy asks for", `"jti":"t","tenant":1`, require(`["jti","tenant"]`)},
		{"missing_claim/required", "one of them is missing", `"jti":"t"`, require(`["jti","tenant"]`)},
		{"missing_claim/required_null", "a claim that is null says nothing", `"tenant":null`, require(`["tenant"]`)},
		{"valid/required_false", "a claim that is false is there", `"tenant":false`, require(`["tenant"]`)},
		{"valid/required_nested", "a claim inside of others", `"a":{"b":{"c":0}}`, require(`[["a","b","c"]]`)},
		{"missing_claim/required_nested", "the last name of the path is missing", `"a":{"b":{"d":0}}`, require(`[["a","b","c"]]`)},
		{"missing_claim/required_in_capitals", "names are compared with regard to case", `"Tenant":1`, require(`["tenant"]`)},
		{"missing_claim/path_through_string", "the path leads through a string", `"a":"b"`, require(`[["a","b"]]`)},
		{"missing_claim/path_through_array", "the path leads through an array", `"a":[{"b":1}]`, require(`[["a","b"]]`)},
		{"missing_claim/dot_is_no_path", "a name with a dot is one name", `"a":{"b":1}`, require(`["a.b"]`)},
		{"valid/dot_in_name", "a name with a dot", `"a.b":1`, require(`["a.b"]`)},

		{"valid/equals_string", "a string that equals", `"token_type":"access"`, rule(access)},
		{"claim_mismatch/string", "another string", `"token_type":"refresh"`, rule(access)},
		{"claim_mismatch/string_in_capitals", "strings are compared with regard to case", `"token_type":"Access"`, rule(access)},
		{"claim_mismatch/string_longer", "a string that only begins as the policy's", `"token_type":"access "`, rule(access)},
		{"missing_claim/rule", "the claim is missing", `"sub":"u1"`, rule(access)},
		{"missing_claim/rule_null", "the claim is null", `"token_type":null`, rule(access)},
		{"claim_mismatch/array_for_string", "an array with the string in it does not equal it", `"token_type":["access"]`, rule(access)},
		{"valid/equals_escaped", "a string with escapes equals the string that it stands for", `"token_type":"\u0061ccess"`, rule(access)},
		{"valid/equals_number", "a number that equals", `"level":2`, rule(`{"claim":"level","equals":2}`)},
		{"valid/equals_number_fraction", "2.0 is 2", `"level":2.0`, rule(`{"claim":"level","equals":2}`)},
		{"valid/equals_number_exponent", "20e-1 is 2", `"level":20e-1`, rule(`{"claim":"level","equals":2}`)},
		{"claim_mismatch/number", "another number", `"level":2.0000000001`, rule(`{"claim":"level","equals":2}`)},
		{"claim_mismatch/number_beyond_float", "numbers that a float64 cannot tell apart", `"level":9007199254740993`, rule(`{"claim":"level","equals":9007199254740992}`)},
		{"claim_mismatch/number_negative", "-2 is not 2", `"level":-2`, rule(`{"claim":"level","equals":2}`)},
		{"claim_mismatch/string_for_number", "a string of digits is no number", `"level":"2"`, rule(`{"claim":"level","equals":2}`)},
		{"valid/equals_true", "true", `"admin":true`, rule(`{"claim":"admin","equals":true}`)},
		{"claim_mismatch/false_for_true", "false is not true", `"admin":false`, rule(`{"claim":"admin","equals":true}`)},
		{"claim_mismatch/one_for_true", "1 is not true", `"admin":1`, rule(`{"claim":"admin","equals":true}`)},
		{"claim_mismatch/string_for_true", "the string true is not true", `"admin":"true"`, rule(`{"claim":"admin","equals":true}`)},
		{"valid/equals_false", "false", `"admin":false`, rule(`{"claim":"admin","equals":false}`)},
		{"missing_claim/absent_is_not_false", "a claim that is absent is not false", `"sub":"u1"`, rule(`{"claim":"admin","equals":false}`)},

		{"valid/any_of_array", "one of the roles", `"roles":["user","staff"]`, rule(admin)},
		{"claim_mismatch/none_of_array", "none of the roles", `"roles":["user"]`, rule(admin)},
		{"claim_mismatch/array_empty", "no role at all", `"roles":[]`, rule(admin)},
		{"claim_mismatch/array_of_arrays", "a role inside of an array inside", `"roles":[["admin"]]`, rule(admin)},
		{"valid/array_of_mixed", "a role among values that are no strings", `"roles":[1,null,"admin"]`, rule(admin)},
		{"claim_mismatch/array_with_spaces", "an element with spaces is one role", `"roles":["user admin"]`, rule(admin)},
		{"claim_mismatch/object_for_array", "an object with the role as a name", `"roles":{"admin":true}`, rule(admin)},
		{"claim_mismatch/number_for_array", "a number", `"roles":1`, rule(admin)},
		{"valid/string_for_array", "a string is a list of words", `"roles":"admin"`, rule(admin)},
		{"valid/all_of_scope", "all scopes, in any order", `"scope":"write other read"`, rule(scopes)},
		{"claim_mismatch/one_of_scope", "one of two scopes", `"scope":"read other"`, rule(scopes)},
		{"valid/all_of_array", "all scopes, as an array", `"scope":["read","write"]`, rule(scopes)},
		{"claim_mismatch/scope_prefix", "a scope that only begins as the policy's", `"scope":"reader"`, rule(scope)},
		{"claim_mismatch/scope_suffix", "a scope that only ends as the policy's", `"scope":"thread"`, rule(scope)},
		{"claim_mismatch/scope_comma", "scopes are parted by spaces, not by commas", `"scope":"read,write"`, rule(scope)},
		{"claim_mismatch/scope_tab", "scopes are parted by spaces, not by tabs", `"scope":"read\twrite"`, rule(scope)},
		{"claim_mismatch/scope_empty", "an empty scope", `"scope":""`, rule(scope)},
		{"valid/scope_two_spaces", "two spaces between scopes", `"scope":"other  read"`, rule(scope)},
		{"valid/scope_escaped_space", "a space written as an escape is a space", `"scope":"other\u0020read"`, rule(scope)},
		{"valid/nested_rule", "a claim inside of another", `"realm_access":{"roles":["admin"]}`, rule(nested)},
		{"claim_mismatch/nested_rule", "a claim inside of another, with another role", `"realm_access":{"roles":["user"]}`, rule(nested)},
		{"missing_claim/nested_rule", "the outer claim is missing", `"roles":["admin"]`, rule(nested)},
		{"valid/two_rules", "two rules that both hold", `"token_type":"access","scope":"read"`, rule(access + "," + scope)},
		{"claim_mismatch/second_rule", "the second of two rules does not hold", `"token_type":"access","scope":"write"`, rule(access + "," + scope)},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, payload: `{"exp":1700000300,` + r.claims + `}`, policy: r.policy})
	}
	return rows
}
