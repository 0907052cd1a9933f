// Package simplejwt is the dialect of Django's simplejwt 5.5.1: the routes
// /api/token/ and /api/token/refresh/, and the tutorial's protected view at
// /hello/ and /api/hello/.
//
// Bodies, statuses and headers are simplejwt's to the letter. The file
// testdata/recorded.jsonl holds the answers of simplejwt itself to some 250
// requests; the tests send the same requests here and compare. Where an answer
// differs on purpose, the file differences.json beside it says why.
//
// The package puts the errors of package session into simplejwt's words. It
// reads and writes by package api/drf, and package server mounts its routes.
package simplejwt
