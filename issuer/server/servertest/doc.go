// Package servertest runs a real issuer for tests: real HTTP on loopback, a
// real SQLite file, a clock that the test sets, and a log that it can read.
package servertest
