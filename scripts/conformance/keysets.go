package main

import (
	"encoding/json"
	"fmt"
)

// envoyKeysCase is a key set of jwt_verify_lib. It takes a set in which a key is
// bad as a whole or not at all; the core skips that key (RFC 7517 5), so what a
// refused set comes to here is no usable key.
type envoyKeysCase struct {
	Name   string
	Jwks   string
	Status string `json:"expected_status"`
	Keys   *int   `json:"expected_keys"`
}

func envoyKeys(c envoyKeysCase) []check {
	usable := 0
	if c.Status == "Ok" {
		usable = 1 // at least, where the source does not say
		if c.Keys != nil {
			usable = *c.Keys
		}
	}
	return []check{{name: c.Name, keySet: true, keys: []byte(c.Jwks), want: fmt.Sprint(usable)}}
}

// rfcKeysCase is a key or a key set of an RFC.
type rfcKeysCase struct {
	Name     string
	Jwks     json.RawMessage
	Jwk      json.RawMessage
	Expected struct {
		Usable []string `json:"usable_for_verify"`
	}
}

func rfcKeys(c rfcKeysCase) []check {
	keys, usable := c.Jwks, len(c.Expected.Usable)
	if keys == nil {
		keys = []byte(`{"keys":[` + string(c.Jwk) + `]}`)
	}
	if c.Expected.Usable == nil {
		usable = forVerifying(keys)
	}
	return []check{{name: c.Name, keySet: true, keys: keys, want: fmt.Sprint(usable)}}
}

// forVerifying counts the keys that do not say that they are for something else.
func forVerifying(set []byte) (n int) {
	for _, k := range keysOf(set) {
		if k.Use == nil || *k.Use == "sig" {
			n++
		}
	}
	return n
}

// notYet counts the keys that are for an algorithm that the core does not know
// yet.
func notYet(set []byte) (n int) {
	for _, k := range keysOf(set) {
		if k.Alg != nil && unknown[*k.Alg] || k.Crv != nil && (*k.Crv == "P-384" || *k.Crv == "P-521") {
			n++
		}
	}
	return n
}

type anyKey struct{ Use, Alg, Crv *string }

// keysOf reads what it can of a set; a set that is not JSON has none.
func keysOf(set []byte) (keys []anyKey) {
	var s struct{ Keys []json.RawMessage }
	if json.Unmarshal(set, &s) != nil {
		return nil
	}
	for _, text := range s.Keys {
		var k anyKey
		if json.Unmarshal(text, &k) == nil {
			keys = append(keys, k)
		}
	}
	return keys
}
