// Command corpus writes the cases of testdata/cases from the tables in this
// package:
//
//	corpus [-check] [-root DIR]
//
// Keys come from fixed seeds and from testdata/keys, and every signature is
// deterministic, so each run gives the same bytes. With -check it writes
// nothing and fails if a file differs, is missing or is nobody's.
//
// It makes tokens with the standard library alone: what signs here is never the
// code that verifies there.
package main
