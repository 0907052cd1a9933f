// Package testdata is the corpus: what every host must answer, one case a file
// and one failure a case, with the decoded header and payload in sight. See
// README.md for the form of a file and for how the files are made.
//
// It is for tests, of this module and of others that want to hold a verifier
// against it; nothing that is shipped imports it. It imports no room: a case is
// text, numbers and the name of a verdict. (Its folder is called testdata, so
// ./... leaves it out; its import path works.)
package testdata
