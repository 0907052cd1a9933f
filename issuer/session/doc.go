// Package session turns credentials into tokens and tokens into users: login,
// refresh, check.
//
// Refresh tokens are not rotated yet, as simplejwt does not by default: a
// refresh gives a new access token and the refresh token stays good until it
// expires or its user is shut out. Families of tokens, their rotation and
// their revocation will live here, with a row per family in the store; nothing
// is written for them before that, since nothing would read it.
//
// The package knows no dialect and no HTTP; package api/simplejwt puts its
// errors into words. Below it are account and token.
package session
