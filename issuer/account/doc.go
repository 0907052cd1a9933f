// Package account knows users and their passwords.
//
// Passwords are hashed with argon2id (RFC 9106) at OWASP's m=19456 t=2 p=1 and
// kept in Django's format, so that hashes of a Django application can be kept
// beside them later. An unknown user costs the same time as a wrong password.
// A bound on concurrent hashes keeps a flood of logins from taking all cores
// and all memory (19 MiB each) from refreshes; who waits too long is told so.
//
// The package mints nothing and knows no HTTP. Above it is package session,
// below it store.
package account
