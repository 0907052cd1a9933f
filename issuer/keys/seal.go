package keys

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/tallystick/tallystick/issuer/store"
)

// Sealer encrypts private keys at rest with AES-256-GCM. A nil Sealer leaves
// them in the clear.
type Sealer struct {
	aead cipher.AEAD
	name string
}

// NewSealer reads the key of the database: 32 bytes in base64 or hex. Its
// errors never repeat the text.
func NewSealer(text string) (*Sealer, error) {
	key, ok := decodeKey(strings.TrimSpace(text))
	if !ok {
		return nil, errors.New("the key of the database must be 32 bytes in base64 or hex; make one with: openssl rand -base64 32")
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte("tallystick seal "), key...))
	return &Sealer{aead: aead, name: hex.EncodeToString(sum[:8])}, nil
}

func decodeKey(text string) ([]byte, bool) {
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString,
		base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if b, err := decode(text); err == nil && len(b) == 32 {
			return b, true
		}
	}
	return nil, false
}

// seal fills Material and Seal of row. The rest of the row is authenticated,
// so that a sealed key cannot be moved to another use or algorithm.
func (s *Sealer) seal(row store.Key, material []byte) store.Key {
	if s == nil {
		row.Material, row.Seal = material, ""
		return row
	}
	nonce := random(s.aead.NonceSize())
	row.Material, row.Seal = s.aead.Seal(nonce, nonce, material, about(row)), s.name
	return row
}

// open returns the private key in row.
func (s *Sealer) open(row store.Key) ([]byte, error) {
	switch {
	case row.Seal == "":
		return row.Material, nil
	case s == nil:
		return nil, errors.New("the signing keys in the database are sealed: set TALLYSTICK_KEY or key_file to the key of the database")
	case row.Seal != s.name || len(row.Material) < s.aead.NonceSize():
		return nil, errors.New("the signing keys in the database are sealed with another key than the one in TALLYSTICK_KEY or key_file")
	}
	n := s.aead.NonceSize()
	material, err := s.aead.Open(nil, row.Material[:n], row.Material[n:], about(row))
	if err != nil {
		return nil, fmt.Errorf("signing key %s in the database is damaged or was changed", row.ID)
	}
	return material, nil
}

func about(row store.Key) []byte {
	return []byte(row.ID + "\x00" + row.Use + "\x00" + row.Algorithm)
}
