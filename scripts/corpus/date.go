package main

import "fmt"

// dates hold exp, nbf and iat against the clock, each boundary from both sides.
// The clock stands at whole microseconds, which every host can tell; the dates
// have nanoseconds and more. None of the rows has a claim but its dates.
func dates(*keyring) []spec {
	const (
		skewed = `{"algorithms":["ES256"],"clock_skew_seconds":60}`
		aged   = `{"algorithms":["ES256"],"max_age_seconds":100}`
		both   = `{"algorithms":["ES256"],"clock_skew_seconds":60,"max_age_seconds":100}`
		free   = `{"algorithms":["ES256"],"require_expiry":false}`
	)
	var rows []spec
	for _, r := range []struct{ id, about, claims, policy, now string }{
		{"expired/now_is_exp", "now is exp", `"exp":1700000000`, "", ""},
		{"valid/exp_one_ns_ahead", "now is a nanosecond before exp", `"exp":1700000000.000000001`, "", ""},
		{"valid/exp_less_than_ns_ahead", "now is a tenth of a nanosecond before exp", `"exp":1700000000.0000000001`, "", ""},
		{"expired/one_second_ago", "exp was a second ago", `"exp":1699999999`, "", ""},
		{"expired/less_than_ns_ago", "exp was a tenth of a nanosecond ago", `"exp":1699999999.9999999999`, "", ""},
		{"expired/fraction", "now is exp, both with a fraction", `"exp":1700000000.25`, "", "1700000000.25"},
		{"valid/fraction", "a fractional exp is not rounded down", `"exp":1700000000.5`, "", "1700000000.499999"},
		{"expired/fraction_rounded_up", "a fractional exp is not rounded up", `"exp":1700000000.5`, "", "1700000000.75"},
		{"expired/epoch", "exp is 0", `"exp":0`, "", ""},
		{"expired/minus_zero", "exp is -0, which is 0", `"exp":-0`, "", ""},
		{"expired/tiny", "exp is next to nothing", `"exp":1e-400`, "", ""},
		{"valid/exponent", "exp with an exponent", `"exp":1.7000003e9`, "", ""},
		{"valid/exponent_negative", "exp with a negative exponent", `"exp":17000003000E-1`, "", ""},
		{"expired/exponent", "exp with an exponent, in the past", `"exp":16e+8`, "", ""},
		{"valid/zeros_behind", "exp with zeros behind the point", `"exp":1700000300.000`, "", ""},
		{"expired/skew_used_up", "now - skew is exp", `"exp":1699999940`, skewed, ""},
		{"valid/skew_left", "now - skew is a nanosecond before exp", `"exp":1699999940.000000001`, skewed, ""},
		{"missing_claim/exp", "there is no exp", `"sub":"u1"`, "", ""},
		{"valid/no_exp_allowed", "there is no exp, and the policy does not ask for one", `"sub":"u1"`, free, ""},
		{"expired/exp_not_required", "an exp that is there counts, asked for or not", `"exp":1700000000`, free, ""},
		{"valid/exp_largest", "exp is 2^63 - 2", `"exp":9223372036854775806`, "", ""},
		{"valid/exp_largest_skewed", "exp is 2^63 - 2: skew does not wrap", `"exp":9223372036854775806`, skewed, ""},
		{"malformed/exp_2_63_minus_1", "exp is 2^63 - 1", `"exp":9223372036854775807`, "", ""},
		{"malformed/exp_2_63", "exp is 2^63: it would be negative", `"exp":9223372036854775808`, "", ""},
		{"malformed/exp_2_64", "exp is 2^64 + 1700000300: it would wrap", `"exp":18446744075409551916`, "", ""},
		{"malformed/exp_1e300", "exp is 1e300", `"exp":1e300`, "", ""},
		{"malformed/exp_1e400", "exp is more than a float64 holds", `"exp":1e400`, "", ""},
		{"valid/exp_1e18", "exp is 1e18", `"exp":1e18`, "", ""},

		{"valid/nbf_now", "now is nbf", `"exp":1700000300,"nbf":1700000000`, "", ""},
		{"not_yet_valid/nbf_one_ns_ahead", "nbf is a nanosecond ahead", `"exp":1700000300,"nbf":1700000000.000000001`, "", ""},
		{"not_yet_valid/nbf_less_than_ns_ahead", "nbf is a tenth of a nanosecond ahead", `"exp":1700000300,"nbf":1700000000.0000000001`, "", ""},
		{"not_yet_valid/nbf_one_second_ahead", "nbf is a second ahead", `"exp":1700000300,"nbf":1700000001`, "", ""},
		{"valid/nbf_fraction", "a fractional nbf has come", `"exp":1700000300,"nbf":1700000000.25`, "", "1700000000.25"},
		{"not_yet_valid/nbf_fraction", "a fractional nbf is not rounded down", `"exp":1700000300,"nbf":1700000000.25`, "", "1700000000.249999"},
		{"valid/nbf_skew", "nbf is as far ahead as the skew", `"exp":1700000300,"nbf":1700000060`, skewed, ""},
		{"not_yet_valid/nbf_skew", "nbf is a nanosecond further ahead than the skew", `"exp":1700000300,"nbf":1700000060.000000001`, skewed, ""},
		{"valid/nbf_epoch", "nbf is 0", `"exp":1700000300,"nbf":0`, skewed, ""},
		{"not_yet_valid/nbf_largest", "nbf is 2^63 - 2", `"exp":1700000300,"nbf":9223372036854775806`, skewed, ""},
		{"malformed/nbf_2_63", "nbf is 2^63: it would be negative", `"exp":1700000300,"nbf":9223372036854775808`, "", ""},
		{"malformed/nbf_1e300", "nbf is 1e300", `"exp":1700000300,"nbf":1e300`, "", ""},
		{"not_yet_valid/nbf_behind_exp", "nbf comes after exp, now is before both", `"exp":1700000300,"nbf":1700000400`, "", ""},

		{"valid/iat_ahead", "iat is ahead, and the policy has no max_age_seconds", `"exp":1700000300,"iat":1700000200`, "", ""},
		{"valid/iat_now_aged", "iat is now", `"exp":1700000300,"iat":1700000000`, aged, ""},
		{"not_yet_valid/iat_ahead_aged", "iat is a nanosecond ahead under max_age_seconds", `"exp":1700000300,"iat":1700000000.000000001`, aged, ""},
		{"valid/iat_skew", "iat is as far ahead as the skew", `"exp":1700000300,"iat":1700000060`, both, ""},
		{"not_yet_valid/iat_skew", "iat is a nanosecond further ahead than the skew", `"exp":1700000300,"iat":1700000060.000000001`, both, ""},
		{"valid/age_at_most", "the age is max_age_seconds", `"exp":1700000300,"iat":1699999900`, aged, ""},
		{"too_old/one_ns", "the age is a nanosecond above max_age_seconds", `"exp":1700000300,"iat":1699999899.999999999`, aged, ""},
		{"too_old/one_second", "the age is a second above max_age_seconds", `"exp":1700000300,"iat":1699999899`, aged, ""},
		{"valid/age_skew", "the age is max_age_seconds and the skew", `"exp":1700000300,"iat":1699999840`, both, ""},
		{"too_old/age_skew", "the age is a nanosecond above max_age_seconds and the skew", `"exp":1700000300,"iat":1699999839.999999999`, both, ""},
		{"too_old/epoch", "iat is 0", `"exp":1700000300,"iat":0`, aged, ""},
		{"missing_claim/iat", "max_age_seconds without iat", `"exp":1700000300`, aged, ""},
		{"valid/max_age_zero", "max_age_seconds 0 and a token of this very moment", `"exp":1700000300,"iat":1700000000`, `{"algorithms":["ES256"],"max_age_seconds":0}`, ""},
		{"too_old/max_age_zero", "max_age_seconds 0 and a microsecond", `"exp":1700000300,"iat":1700000000`, `{"algorithms":["ES256"],"max_age_seconds":0}`, "1700000000.000001"},
	} {
		rows = append(rows, spec{id: r.id, about: r.about, rfc: "RFC 7519 2, 4.1.4 to 4.1.6", payload: `{` + r.claims + `}`, policy: r.policy, now: r.now})
	}
	return append(rows, badDates()...)
}

// badDates are values that are no date, for each of the three.
func badDates() []spec {
	var rows []spec
	for _, name := range []string{"exp", "nbf", "iat"} {
		other := `"exp":1700000300,`
		if name == "exp" {
			other = ""
		}
		for _, r := range []struct{ name, about, value string }{
			{"null", "null", `null`},
			{"string", "a string of digits", `"1700000300"`},
			{"iso", "a date in words", `"2023-11-14T22:18:20Z"`},
			{"true", "true", `true`},
			{"array", "an array", `[1700000300]`},
			{"object", "an object", `{"$numberLong":"1700000300"}`},
			{"negative", "negative", `-1`},
			{"negative_fraction", "negative by a fraction", `-0.000000001`},
			{"negative_huge", "hugely negative", `-1e300`},
		} {
			rows = append(rows, spec{id: fmt.Sprintf("malformed/%s_%s", name, r.name), about: name + " is " + r.about,
				rfc: "RFC 7519 2, 4.1.4 to 4.1.6", payload: `{` + other + `"` + name + `":` + r.value + `}`})
		}
	}
	return rows
}
