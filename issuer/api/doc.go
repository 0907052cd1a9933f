// Package api is the HTTP side of the issuer that all dialects share: the
// routing, the limits, CORS, the log line of each request, health.
//
// A dialect (api/simplejwt) brings Routes; package server joins them with
// discovery's and gives them to New. This package knows no token and no
// dialect's words, save that its own refusals (413, 404, 500, 503) have the
// {"detail": ...} that clients of Django expect.
package api
