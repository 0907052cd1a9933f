package keys

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
)

// JWK is the public half of an access key (RFC 7517 §4). There is no member
// for a symmetric or a private key, so none can ever be written.
type JWK struct {
	KeyType   string `json:"kty"`
	Use       string `json:"use"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	Curve     string `json:"crv,omitempty"`
	X         string `json:"x,omitempty"`
	Y         string `json:"y,omitempty"`
	N         string `json:"n,omitempty"`
	E         string `json:"e,omitempty"`
}

// JWKSet is a JWK set (RFC 7517 §5).
type JWKSet struct {
	Keys []JWK `json:"keys"`
}

// Published returns the JWK set of the keys that verify access tokens. It is
// empty when they are signed with a secret.
func (s Set) Published() (JWKSet, error) {
	set := JWKSet{Keys: []JWK{}}
	for _, k := range s.All {
		if k.Use != Access || k.Algorithm == HS256 {
			continue
		}
		j, err := publicJWK(k)
		if err != nil {
			return JWKSet{}, err
		}
		set.Keys = append(set.Keys, j)
	}
	return set, nil
}

func publicJWK(k Key) (JWK, error) {
	j := JWK{Use: "sig", Algorithm: k.Algorithm, ID: k.ID}
	switch p := k.Public.(type) {
	case *ecdsa.PublicKey:
		point, err := p.Bytes() // 4 ‖ x ‖ y
		if err != nil || k.Algorithm != ES256 || p.Curve != elliptic.P256() {
			return JWK{}, fmt.Errorf("the key does not fit algorithm %s", k.Algorithm)
		}
		j.KeyType, j.Curve = "EC", "P-256"
		j.X, j.Y = encode(point[1:33]), encode(point[33:])
	case ed25519.PublicKey:
		if k.Algorithm != EdDSA {
			return JWK{}, fmt.Errorf("the key does not fit algorithm %s", k.Algorithm)
		}
		j.KeyType, j.Curve, j.X = "OKP", "Ed25519", encode(p)
	case *rsa.PublicKey:
		if k.Algorithm != RS256 || p.N.BitLen() < 2048 {
			return JWK{}, fmt.Errorf("the key does not fit algorithm %s", k.Algorithm)
		}
		j.KeyType = "RSA"
		j.N, j.E = encode(p.N.Bytes()), encode(big.NewInt(int64(p.E)).Bytes())
	default:
		return JWK{}, fmt.Errorf("a key of type %T cannot be published", k.Public)
	}
	return j, nil
}

// thumbprint is the SHA-256 thumbprint of RFC 7638 (§3.2 and RFC 8037 §2 name
// the members; a map is marshalled in their lexical order).
func (j JWK) thumbprint() string {
	m := map[string]string{"kty": j.KeyType}
	for name, value := range map[string]string{"crv": j.Curve, "x": j.X, "y": j.Y, "n": j.N, "e": j.E} {
		if value != "" {
			m[name] = value
		}
	}
	text, _ := json.Marshal(m) // a map of strings always marshals
	sum := sha256.Sum256(text)
	return encode(sum[:])
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
