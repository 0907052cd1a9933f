// Command issuer is the Tallystick issuer: it signs users in, mints pairs of
// an access and a refresh token, refreshes the access token, and publishes the
// keys that verify it. It speaks the wire format of Django's simplejwt, so a
// client written for that works by changing the base URL.
//
// This package holds main and nothing else. The rooms behind it, from the
// ground up (a room imports only rooms named before it):
//
//	store               what is kept: users and signing keys, as an interface
//	store/sqlite        the store in one SQLite file
//	store/storetest     the conformance suite that every store passes
//	keys                signing keys: generated, sealed at rest, as a JWK set
//	token               claims, minting and parsing (golang-jwt)
//	account             users and their passwords (argon2id)
//	session             login, refresh and check; rotation will live here
//	discovery           /.well-known/jwks.json
//	api/drf             how Django REST framework reads a request and answers
//	api                 routes, limits, CORS, logs, health; no dialect
//	api/simplejwt       the simplejwt dialect: token, refresh, hello
//	config              one struct from defaults, file, environment and flags
//	server              puts the rooms together and runs them
//	server/servertest   runs a real issuer for tests
//	command             the command line
//
// Data flows one way: a request goes from api through session down to store,
// and nothing below knows what is above. Nothing under wasm/ is imported,
// except by tests.
package main
