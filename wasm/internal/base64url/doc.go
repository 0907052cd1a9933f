// Package base64url decodes the one form of base64 that a JOSE object may use:
// the URL alphabet without padding, each text standing for one octet string and
// each octet string having one text (RFC 7515 §2, RFC 4648 §3.5 and §5).
//
// encoding/base64 is not used because it skips CR and LF even in strict mode.
// It does not encode. Neighbours: wasm/verify; it imports nothing.
package base64url
