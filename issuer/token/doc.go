// Package token says what a token of the issuer is: its claims, how it is
// minted and how it is read back.
//
// The form is simplejwt's: the claims token_type, exp, iat, jti and user_id in
// this order, aud and iss behind them when configured. A token is accepted
// when its key, its signature, its times and its type hold; which user it
// names is for package session to judge.
//
// Signing and verifying are golang-jwt's. The verification core under wasm/ is
// deliberately not used: it decides about these tokens elsewhere, and the
// tests compare the two.
package token
