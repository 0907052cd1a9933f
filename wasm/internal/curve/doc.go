// Package curve says whether the octets of a public key are a sound point: on
// its curve, in the one canonical form, of full order (RFC 7518 §6.2.1, RFC
// 8032 §5.1.3). It does so when a key set is loaded, in every host alike, so
// that no host's library decides what a key is.
//
// It checks public keys and the range of signature numbers, nothing secret: it
// is small and its timing tells. It is not for signing, not for key agreement.
// Neighbours: wasm/verify. It imports math/bits only.
package curve
