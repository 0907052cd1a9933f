// Package keys holds the issuer's signing keys.
//
// There are two uses and they never mix. Access keys sign access tokens and
// their public halves are published as a JWK set. The refresh key signs
// refresh tokens, is an HMAC key that only issuers hold, and is published
// nowhere: no verifier of access tokens can take a refresh token for one. The
// exception is HS256, where one secret is shared with a Django application,
// as simplejwt does; there the claim token_type tells the tokens apart, and
// the published set is empty.
//
// Keys are made at the first start and kept in the store, sealed with
// AES-256-GCM when the operator gives a key for the database.
//
// The package signs nothing itself: package token does. It imports package
// store for keys at rest.
package keys
