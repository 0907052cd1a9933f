// Package storetest is the conformance suite of package store. Every store
// runs it in a test of its own and so behaves as every other.
package storetest
