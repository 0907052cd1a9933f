package main

import "strings"

// A fault is one thing wrong with a token, its policy or its keys. Two of them
// at once show which is told.
type fault struct {
	verdict string
	apply   func(s *spec, k *keyring)
}

// faults in the order of the checks (wasm/verify). Each touches what the ones
// before it leave alone.
var faults = []fault{
	{"too_large", func(s *spec, _ *keyring) { s.policy += `,"max_token_bytes":100` }},
	{"malformed", func(s *spec, _ *keyring) { s.payload += `,"jti":1` }},
	{"unsupported_algorithm", func(s *spec, _ *keyring) { s.header = strings.Replace(s.header, "ES256", "none", 1) }},
	{"algorithm_not_allowed", func(s *spec, _ *keyring) { s.header = strings.Replace(s.header, "ES256", "HS256", 1) }},
	{"unsupported_critical", func(s *spec, _ *keyring) { s.header += `,"crit":["x"],"x":1` }},
	{"wrong_type", func(s *spec, _ *keyring) { s.policy += `,"types":["at+jwt"]` }},
	{"wrong_issuer", func(s *spec, _ *keyring) { s.policy += `,"issuer":"https://issuer.example"` }},
	{"unknown_key", func(s *spec, k *keyring) { s.keys = []string{k.es2.jwk()} }},
	{"expired", func(s *spec, _ *keyring) { s.payload += `,"exp":1700000000` }},
	{"not_yet_valid", func(s *spec, _ *keyring) { s.payload += `,"nbf":1700000001` }},
	{"bad_signature", func(s *spec, k *keyring) { s.by = k.es2 }},
	{"wrong_audience", func(s *spec, _ *keyring) { s.policy += `,"audiences":["api"]` }},
	{"wrong_subject", func(s *spec, _ *keyring) { s.policy += `,"subjects":["u2"]` }},
	{"missing_claim", func(s *spec, _ *keyring) { s.policy += `,"require":["tenant"]` }},
	{"claim_mismatch", func(s *spec, _ *keyring) { s.policy += `,"claims":[{"claim":"sub","equals":"u2"}]` }},
	{"too_old", func(s *spec, _ *keyring) { s.policy += `,"max_age_seconds":10` }},
	{"revoked", func(s *spec, _ *keyring) { s.policy += `,"revoked":["t1"]` }},
	{"proof_missing", func(s *spec, _ *keyring) { s.payload += `,"cnf":{"jkt":"x"}` }},
}

// orders have a fault and the one that is checked next, or all that follow: the
// verdict is the first.
func orders(k *keyring) []spec {
	var rows []spec
	for i, first := range faults {
		rows = append(rows, several(k, "/order_all_behind", "this fault and all that are checked after it", faults[i:]))
		if i+1 < len(faults) {
			next := faults[i+1]
			rows = append(rows, several(k, "/order_before_"+next.verdict, first.verdict+" is told before "+next.verdict, []fault{first, next}))
		}
	}
	return append(rows,
		spec{id: "keys_unavailable/order_before_expired", about: "keys_unavailable is told before expired", keySet: noKeys, payload: `{"exp":1}`},
		spec{id: "wrong_issuer/order_before_keys_unavailable", about: "wrong_issuer is told before keys_unavailable", keySet: noKeys, policy: `{"algorithms":["ES256"],"issuer":"x"}`},
		spec{id: "unusable_key/order_before_expired", about: "unusable_key is told before expired", keys: []string{k.es.jwk(`"use":"enc"`)}, payload: `{"exp":1}`},
		spec{id: "expired/order_before_bad_shape", about: "expired is told before a signature of the wrong length", payload: `{"exp":1}`, sig: cut(1)})
}

func several(k *keyring, name, about string, list []fault) spec {
	s := spec{
		id: list[0].verdict + name, about: about,
		header: `"alg":"ES256","kid":"es"`, payload: `"sub":"u1","iat":1699999900`, policy: `"algorithms":["ES256"]`,
	}
	id := `,"jti":"t1"`
	for _, f := range list {
		if f.verdict == "malformed" {
			id = ""
		}
	}
	end := `,"exp":1700000300`
	for _, f := range list {
		if f.verdict == "expired" {
			end = ""
		}
		f.apply(&s, k)
	}
	s.header, s.payload, s.policy = "{"+s.header+"}", "{"+s.payload+id+end+"}", "{"+s.policy+"}"
	return s
}
