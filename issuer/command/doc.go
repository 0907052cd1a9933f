// Package command is the issuer's command line: serve, user, config. It reads
// flags, prints what a person reads, and turns errors into one sentence and
// exit status 1. What the commands do is done by the packages below.
package command
