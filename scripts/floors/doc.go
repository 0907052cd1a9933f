// Package floors holds the architecture of the repository against the code: the
// table in rules.go says which package may reach which, and the test walks what
// `go list` says of every package.
//
// Only code that ships is held against the table; tests may reach further. It
// judges imports, not what is done with them. Nothing imports this package.
package floors
