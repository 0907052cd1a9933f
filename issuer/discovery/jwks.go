package discovery

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/tallystick/tallystick/issuer/keys"
)

// JWKSPath is where the JWK set is found.
const JWKSPath = "/.well-known/jwks.json"

// maxAge is how many seconds a verifier may go without asking again. A new key
// has to be announced at least that long before it signs.
const maxAge = 300

// JWKS answers GET and HEAD with the JWK set, and 304 to who has it already.
func JWKS(set keys.JWKSet) (http.HandlerFunc, error) {
	body, err := json.Marshal(set)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "public, max-age="+strconv.Itoa(maxAge))
		h.Set("ETag", etag)
		if known(r.Header.Values("If-None-Match"), etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Type", "application/jwk-set+json")
		_, _ = w.Write(body) // a client that has left misses it
	}, nil
}

// known compares as RFC 9110 §13.1.2 says: weakly, any of a list, or *.
func known(fields []string, etag string) bool {
	for _, field := range fields {
		for tag := range strings.SplitSeq(field, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == etag || tag == "*" {
				return true
			}
		}
	}
	return false
}
