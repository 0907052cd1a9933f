// Package discovery publishes what a verifier needs to know of the issuer: its
// JWK set at /.well-known/jwks.json (RFC 7517 §5). Authorization server
// metadata (RFC 8414) will live here too.
//
// It only ever sees public keys: package keys hands it a set that has no room
// for others. Package server mounts it.
package discovery
