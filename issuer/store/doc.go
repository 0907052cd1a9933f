// Package store says what the issuer keeps: its users and its signing keys.
//
// It holds the types, the interface and the errors, and imports nothing but
// the standard library. It opens no database: that is done by store/sqlite.
// Every implementation passes the suite in store/storetest.
//
// Families of refresh tokens are not kept yet. Without rotation a refresh
// token is judged by its signature, its times and its user alone, so a row
// that nobody reads would be written at each login.
package store
