package main

import (
	"encoding/json"
	"strings"
)

// configuredCase is a case of rfc and libs.
type configuredCase struct {
	Name   string
	Mode   string
	Config struct {
		Jwks       json.RawMessage
		Issuer     string
		Audiences  []string
		Now        json.Number
		ClockSkew  int  `json:"clock_skew"`
		RequireExp bool `json:"require_exp"`
	}
	Token    string
	Expect   string
	Expected string
}

func configured(c configuredCase) []check {
	want := c.Expect + c.Expected // a case has one of them
	if c.Mode == "jws" {
		want = reject // the payload is no claims set (RFC 7519 7.2)
	}
	p := policy{Issuer: c.Config.Issuer, Audiences: c.Config.Audiences, Skew: c.Config.ClockSkew, RequireExpiry: c.Config.RequireExp}
	return []check{{name: c.Name, policy: p.text(), keys: c.Config.Jwks, token: c.Token, now: c.Config.Now.String(), want: want}}
}

// envoyVerifyCase is a case of jwt_verify_lib's verification.
type envoyVerifyCase struct {
	Name       string
	Token      string
	Now        json.RawMessage
	Audiences  []string
	Equivalent json.RawMessage `json:"jwks_equivalent"`
	Expect     string          `json:"strict_expect"`
	Fuzz       json.RawMessage
}

func envoyVerify(c envoyVerifyCase) []check {
	now := strings.Trim(string(c.Now), `"`)
	if now == "wall-clock" {
		now = "1700000000"
	}
	p := policy{Audiences: c.Audiences, Skew: 60}
	one := check{name: c.Name, policy: p.text(), keys: c.Equivalent, token: c.Token, now: now, want: c.Expect}
	if c.Fuzz == nil {
		return []check{one}
	}
	all := one
	all.name, all.damage, all.want = c.Name+", every bit and every truncation of the signature", true, "every one refused"
	return []check{one, all}
}

// envoyParseCase only asks for the form of a token.
type envoyParseCase struct {
	Name   string
	Token  string
	Status string `json:"expected_status"`
}

func envoyParse(c envoyParseCase) []check {
	want := formed
	if c.Status != "Ok" {
		want = unformed
	}
	return []check{{name: c.Name, policy: policy{}.text(), keys: []byte(`{"keys":[]}`), token: c.Token, now: "1700000000", want: want}}
}

// envoyTimeCase only asks for dates; 0 stands for none.
type envoyTimeCase struct {
	Name     string
	Exp, Nbf int64
	Now      json.Number
	Skew     int    `json:"clock_skew"`
	Status   string `json:"expected_status"`
}

func envoyTime(c envoyTimeCase) []check {
	claims := map[string]int64{}
	if c.Exp != 0 {
		claims["exp"] = c.Exp
	}
	if c.Nbf != 0 {
		claims["nbf"] = c.Nbf
	}
	want, known := map[string]string{"Ok": accept, "JwtExpired": "expired", "JwtNotYetValid": "not_yet_valid"}[c.Status]
	if !known {
		want = "a status that is not known here: " + c.Status
	}
	return []check{{name: c.Name, policy: policy{Skew: c.Skew}.text(), keys: secretSet(), token: sign(claims), now: c.Now.String(), want: want}}
}

// envoyAudienceCase only asks for the audience.
type envoyAudienceCase struct {
	Name       string
	Configured []string
	Token      []string `json:"token_aud"`
	Allowed    bool     `json:"strict_allowed"`
}

func envoyAudience(c envoyAudienceCase) []check {
	want := "wrong_audience"
	if c.Allowed {
		want = accept
	}
	name := c.Name + " " + string(encode(c.Configured)) + " " + string(encode(c.Token))
	return []check{{name: name, policy: policy{Audiences: c.Configured}.text(), keys: secretSet(),
		token: sign(map[string]any{"aud": c.Token}), now: "1700000000", want: want}}
}
