// Command gotest runs `go test` and counts:
//
//	gotest [-C DIR] [-counts FILE] -- [flags and packages of go test]
//
// It prints a line for each package, the whole output of what failed, and last
// how many tests passed, failed and were skipped. A skipped test is a failure:
// here a missing tool must never look like a pass. With -counts the last line
// is also written to a file, for the end of a long log.
package main
