package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"

	"encoding/base64"
)

// key is a key of the corpus: the members of its JWK, and how it signs.
type key struct {
	kid     string
	members string // all but kid, as JSON text
	sign    func(input []byte) []byte
}

// jwk is the key as JSON text, with more members behind its own.
func (k *key) jwk(more ...string) string { return k.named(k.kid, more...) }

// named is jwk with another kid.
func (k *key) named(kid string, more ...string) string {
	return object(append([]string{`"kid":` + quote(kid), k.members}, more...)...)
}

// anonymous is jwk without a kid.
func (k *key) anonymous(more ...string) string {
	return object(append([]string{k.members}, more...)...)
}

func object(members ...string) string { return "{" + strings.Join(members, ",") + "}" }

func set(keys ...string) string { return `{"keys":[` + strings.Join(keys, ",") + `]}` }

func b64(octets []byte) string { return base64.RawURLEncoding.EncodeToString(octets) }

// keyring are the keys that the tables use, by what they are for.
type keyring struct {
	hs         *key // HS256, 32 octets
	es, es2    *key // ES256
	ed, ed2    *key // EdDSA
	rs         *key // RS256, 2048 bits
	rs2047     *key
	rs8192     *key
	rs8200     *key
	rsE3       *key // 2048 bits, e = 3
	esPrivate  *ecdsa.PrivateKey
	rsaPrivate *rsa.PrivateKey
	rsaE3      *rsa.PrivateKey
	edPrivate  ed25519.PrivateKey
}

func loadKeys(root string) (*keyring, error) {
	k := &keyring{
		hs: octKey("hs", []byte("tallystick corpus: 32 octets key")),
	}
	k.es, k.esPrivate = ecKey("es", "tallystick corpus es")
	k.es2, _ = ecKey("es2", "tallystick corpus es2")
	k.ed, k.edPrivate = edKey("ed", seed("tallystick corpus ed"))
	k.ed2, _ = edKey("ed2", seed("tallystick corpus ed2"))
	for _, r := range []struct {
		to      **key
		private **rsa.PrivateKey
		kid     string
		file    string
	}{
		{&k.rs, &k.rsaPrivate, "rs", "rsa2048.pem"},
		{&k.rsE3, &k.rsaE3, "rs-e3", "rsa2048_e3.pem"},
		{&k.rs2047, nil, "rs2047", "rsa2047.pem"},
		{&k.rs8192, nil, "rs8192", "rsa8192.pem"},
		{&k.rs8200, nil, "rs8200", "rsa8200.pem"},
	} {
		private, err := readRSA(filepath.Join(root, "testdata/keys", r.file))
		if err != nil {
			return nil, err
		}
		*r.to = rsaKey(r.kid, private)
		if r.private != nil {
			*r.private = private
		}
	}
	return k, nil
}

// seed makes 32 octets of a name.
func seed(name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return sum[:]
}

func octKey(kid string, secret []byte) *key {
	return &key{kid, fmt.Sprintf(`"kty":"oct","k":%q`, b64(secret)), func(input []byte) []byte {
		mac := hmac.New(sha256.New, secret)
		mac.Write(input)
		return mac.Sum(nil)
	}}
}

func ecMembers(x, y []byte) string {
	return fmt.Sprintf(`"kty":"EC","crv":"P-256","x":%q,"y":%q`, b64(x), b64(y))
}

func ecKey(kid, name string) (*key, *ecdsa.PrivateKey) {
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed(name))
	must(err)
	x, y := coordinates(private)
	return &key{kid, ecMembers(x, y), func(input []byte) []byte { return signES(private, input) }}, private
}

func coordinates(private *ecdsa.PrivateKey) (x, y []byte) {
	point, err := private.PublicKey.Bytes()
	must(err)
	return point[1:33], point[33:]
}

// signES is ECDSA with the nonce of RFC 6979, r and s of 32 octets each.
func signES(private *ecdsa.PrivateKey, input []byte) []byte {
	digest := sha256.Sum256(input)
	der, err := private.Sign(nil, digest[:], crypto.SHA256)
	must(err)
	var rs struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(der, &rs)
	must(err)
	return pair(rs.R, rs.S)
}

// pair is r and s of 32 octets each.
func pair(r, s *big.Int) []byte {
	out := make([]byte, 64)
	r.FillBytes(out[:32])
	s.FillBytes(out[32:])
	return out
}

func unpair(signature []byte) (r, s *big.Int) {
	return new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
}

func okpMembers(crv string, x []byte) string {
	return fmt.Sprintf(`"kty":"OKP","crv":%q,"x":%q`, crv, b64(x))
}

func edKey(kid string, seed []byte) (*key, ed25519.PrivateKey) {
	private := ed25519.NewKeyFromSeed(seed)
	public := private.Public().(ed25519.PublicKey)
	return &key{kid, okpMembers("Ed25519", public), func(input []byte) []byte { return ed25519.Sign(private, input) }}, private
}

func readRSA(path string) (*rsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s: is not PEM", path)
	}
	private, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return private, nil
}

func rsaMembers(n, e []byte) string {
	return fmt.Sprintf(`"kty":"RSA","n":%q,"e":%q`, b64(n), b64(e))
}

func rsaKey(kid string, private *rsa.PrivateKey) *key {
	return rsaExponent(kid, private, big.NewInt(int64(private.E)))
}

// rsaExponent is the key with another public exponent. Where there is no
// private one to it, it cannot sign.
func rsaExponent(kid string, private *rsa.PrivateKey, e *big.Int) *key {
	one := big.NewInt(1)
	phi := new(big.Int).Sub(private.Primes[0], one)
	phi.Mul(phi, new(big.Int).Sub(private.Primes[1], one))
	d := new(big.Int).ModInverse(e, phi)
	return &key{kid, rsaMembers(private.N.Bytes(), e.Bytes()), func(input []byte) []byte {
		m := encodePKCS1(input, private.Size())
		return new(big.Int).Exp(m, d, private.N).FillBytes(make([]byte, private.Size()))
	}}
}

// digestInfo is the DER before a SHA-256 digest (RFC 8017 §9.2).
const digestInfo = "\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"

// encodePKCS1 is EMSA-PKCS1-v1_5 (RFC 8017 §9.2).
func encodePKCS1(input []byte, size int) *big.Int {
	digest := sha256.Sum256(input)
	return padPKCS1(append([]byte(digestInfo), digest[:]...), size)
}

func padPKCS1(info []byte, size int) *big.Int {
	text := "\x00\x01" + strings.Repeat("\xff", size-len(info)-3) + "\x00" + string(info)
	return new(big.Int).SetBytes([]byte(text))
}

// must is for what cannot fail with the fixed keys of this program.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
