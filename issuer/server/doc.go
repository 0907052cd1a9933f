// Package server puts the rooms of the issuer together and runs them: it opens
// the store, reads the keys, mounts the dialects, and serves until it is told
// to stop, when it finishes the requests in flight.
//
// It decides nothing itself. Package command runs it; tests run it with a
// clock of their own.
package server
