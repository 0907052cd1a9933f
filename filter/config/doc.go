// Package config reads the filter's configuration: one JSON document that says
// which paths ask for which tokens.
//
//	{
//	  "realm": "api",
//	  "policy": {"algorithms": ["ES256"], "claims": [{"claim": "token_type", "equals": "access"}]},
//	  "keys": {"cluster": "issuer", "path": "/.well-known/jwks.json"},
//	  "claim_headers": [{"claim": "user_id", "header": "x-user-id"}],
//	  "forward_token": false,
//	  "rules": [
//	    {"prefix": "/admin", "policy": {...}},
//	    {"prefix": "/api/token", "public": true}
//	  ]
//	}
//
// policy and keys at the top stand for every path that no rule names, and for
// every rule that has none of its own; "policy" is the policy of the core. Only a
// policy with keys, or rules, must be there.
//
// keys are "inline" (a JWK set, as an object or as text) or come from a "cluster"
// of Envoy, with "path" (/.well-known/jwks.json), "authority" (the cluster's
// name), "refresh_seconds" (300) and "timeout_ms" (5000). When a fetch fails the
// keys of before stay in use, and the next try is after 1, 2, 4 and more seconds,
// up to refresh_seconds, and up to 10 while there are no keys at all.
//
// A header of claim_headers carries the claim if it is a string, a number or a
// boolean whose text is visible ASCII, with spaces inside if need be. Requests
// lose headers of the same name that they come with. The upstream sees the
// Authorization header of an accepted request only with "forward_token".
//
// # Rules
//
// A rule names an exact "path" or a "prefix" of whole segments: /api is the
// prefix of /api and /api/x, not of /apix. The exact path wins, then the longest
// prefix; the order in the document does not matter. A public rule asks for no
// token and leaves the Authorization header alone. What no rule names is refused
// with 403 if there is no policy at the top. A CORS preflight carries no token either: let
// Envoy's cors filter answer it before this one.
//
// Paths are compared without their query and with percent-escapes resolved
// once. Since an upstream may read an odd path in another way than the filter
// does, a document with rules refuses with 400 every path with an empty segment,
// a dot segment, a backslash, a semicolon, a control character, an escaped slash or a
// damaged escape. Let Envoy normalise paths (normalize_path, merge_slashes), and
// few clients ever see that.
//
// An unknown member, an empty list, a value of another type: [Load] refuses all
// that is not a configuration, with the place. The package knows nothing of
// Envoy and of requests: that is filter/plugin. Neighbours: wasm/verify,
// wasm/document and wasm/json below.
package config
