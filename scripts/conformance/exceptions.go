package main

// exceptions are cases on which the core rightly differs from what its
// collection wants, with the reason.
var exceptions = map[string]string{
	"jwt_verify_lib/time.json: OnlyNbf now=2^63+2": clock64,
	"jwt_verify_lib/time.json: None now=2^63+2":    clock64,

	`jwt_verify_lib/audience.json: TestEmptyAudienceMatch ["bar",""] ["bar"]`: emptyAudience,
	`jwt_verify_lib/audience.json: TestEmptyAudienceMatch ["bar",""] [""]`:    emptyAudience,

	"jwt_verify_lib/jwks.json: JwksParseTest.GoodOKP":                          notAPoint,
	"jwt_verify_lib/jwks.json: JwksParseTest.JwksIgnoreUnsupportedKey":         notAPoint,
	"jwt_verify_lib/jwks.json: JwksParseTest.JwksIgnoreUnsupportedKeyInMiddle": notAPoint,

	"jwt_verify_lib/jwks.json: JwksParseTest.JwksECMissingBothAlgCrvES256": noCurve,
	"jwt_verify_lib/jwks.json: JwksParseTest.JwksECUnspecifiedCrv":         noCurve,

	"jwt_verify_lib/jwks.json: JwksParseTest.JwksGoodX509": notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.RealJwksX509": notASet,

	"jwt_verify_lib/jwks.json: JwksParseTest.goodPEMRSA":                           notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.goodPEMEC":                            notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.goodPEMEd25519":                       notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.CreateFromPemPopulatesExpectedFields": notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.addKeyFromPemSuccess":                 notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.addKeyFromPemSuccess (2)":             notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.addKeyFromPemError":                   notASet,
	"jwt_verify_lib/jwks.json: JwksParseTest.addKeyFromPemError (2)":               notASet,
}

const (
	clock64       = "the clock is a signed 64-bit number of seconds (wasm/ABI.md), so a host cannot tell this one; it is refused, not wrapped"
	emptyAudience = "an empty audience in the policy is an error when the policy is loaded, not a name that somebody may bear (RFC 7519 4.1.3: each principal MUST identify itself with a value)"
	notAPoint     = "the x of the Ed25519 key is the x of the P-256 fixtures and not the encoding of a point (RFC 8032 5.1.3: decoding fails); its source does not decode it"
	noCurve       = `an EC key without "crv" (RFC 7518 6.2.1.1: this member MUST be present for EC keys)`
	notASet       = `PEM or a map of certificates, not a JWK set (RFC 7517 5: a JWK set MUST have a "keys" member)`
)
