package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
)

// The uses of a key.
const (
	Access  = "access"
	Refresh = "refresh"
)

// The algorithms that keys are made for (RFC 7518 §3.1, RFC 8037 §3.1).
const (
	HS256 = "HS256"
	RS256 = "RS256"
	ES256 = "ES256"
	EdDSA = "EdDSA"
)

// Algorithms lists what an access token may be signed with.
var Algorithms = []string{ES256, EdDSA, RS256, HS256}

// rsaBits is the length of RSA keys: 112 bits of strength until 2030
// (NIST SP 800-57) at a tenth of the price of 4096.
const rsaBits = 2048

// Key signs tokens of one use with one algorithm.
type Key struct {
	// ID is the kid: for a key pair the thumbprint of its public half
	// (RFC 7638), empty for a secret that is shared with Django.
	ID        string
	Use       string
	Algorithm string
	// Private is a crypto.Signer, or []byte for HS256.
	Private any
	// Public is what verifies: a public key, or the same []byte for HS256.
	Public any
}

// Generate makes a key from the system's source of randomness.
func Generate(use, algorithm string) (Key, error) {
	private, err := generate(algorithm)
	if err != nil {
		return Key{}, err
	}
	return assemble(use, algorithm, "", private)
}

func generate(algorithm string) (any, error) {
	switch algorithm {
	case HS256:
		secret := make([]byte, 32)
		_, err := rand.Read(secret)
		return secret, err
	case RS256:
		return rsa.GenerateKey(rand.Reader, rsaBits)
	case ES256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case EdDSA:
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return private, err
	}
	return nil, fmt.Errorf("algorithm %q: not one of %q", algorithm, Algorithms)
}

// assemble checks that private fits the algorithm and derives the rest. An
// empty id is derived or, for a secret, drawn.
func assemble(use, algorithm, id string, private any) (Key, error) {
	k := Key{ID: id, Use: use, Algorithm: algorithm, Private: private}
	fits := false
	switch p := private.(type) {
	case []byte:
		fits, k.Public = algorithm == HS256 && len(p) >= 32, p
		if id == "" {
			k.ID = base64.RawURLEncoding.EncodeToString(random(16))
		}
	case crypto.Signer:
		k.Public = p.Public()
		j, err := publicJWK(k)
		if err != nil {
			return Key{}, err
		}
		fits, k.ID = true, j.thumbprint()
	}
	if !fits {
		return Key{}, fmt.Errorf("a key of type %T does not fit algorithm %s", private, algorithm)
	}
	return k, nil
}

// marshal returns the private key as bytes: PKCS #8, or the secret itself.
func (k Key) marshal() ([]byte, error) {
	if secret, ok := k.Private.([]byte); ok {
		return secret, nil
	}
	return x509.MarshalPKCS8PrivateKey(k.Private)
}

// unmarshal is the inverse of marshal.
func unmarshal(use, algorithm, id string, material []byte) (Key, error) {
	if algorithm == HS256 {
		return assemble(use, algorithm, id, material)
	}
	private, err := x509.ParsePKCS8PrivateKey(material)
	if err != nil {
		return Key{}, err
	}
	return assemble(use, algorithm, id, private)
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // crypto/rand never fails; it ends the program instead
	return b
}
