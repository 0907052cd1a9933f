package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// subject is one algorithm with a token, the key set and golang-jwt's key.
type subject struct {
	Algorithm string `json:"algorithm"`
	Policy    string `json:"policy"`
	Keys      string `json:"keys"`
	Token     string `json:"token"`
	Now       int64  `json:"now"`

	method jwt.SigningMethod
	public any
}

// subjects makes a token of ordinary size for each algorithm.
func subjects() ([]subject, error) {
	secret := make([]byte, 32)
	rand.Read(secret)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	point, err := ecKey.PublicKey.Bytes()
	if err != nil {
		return nil, err
	}
	edPublic, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	b64 := base64.RawURLEncoding.EncodeToString
	rows := []struct {
		method          jwt.SigningMethod
		private, public any
		jwk             map[string]string
	}{
		{jwt.SigningMethodHS256, secret, secret, map[string]string{"kty": "oct", "k": b64(secret)}},
		{jwt.SigningMethodRS256, rsaKey, &rsaKey.PublicKey, map[string]string{"kty": "RSA", "n": b64(rsaKey.N.Bytes()), "e": "AQAB"}},
		{jwt.SigningMethodES256, ecKey, &ecKey.PublicKey, map[string]string{"kty": "EC", "crv": "P-256", "x": b64(point[1:33]), "y": b64(point[33:])}},
		{jwt.SigningMethodEdDSA, edKey, crypto.PublicKey(edPublic), map[string]string{"kty": "OKP", "crv": "Ed25519", "x": b64(edPublic)}},
	}
	now := time.Now().Unix()
	var all []subject
	for _, r := range rows {
		r.jwk["kid"] = "2026-11"
		token := jwt.NewWithClaims(r.method, jwt.MapClaims{
			"iss": "https://issuer.example", "aud": "api", "sub": "248289761001", "iat": now, "exp": now + 3600,
			"jti": "7f5997b7150d46579dc2b49167097e7b", "token_type": "access", "user_id": "1", "scope": "read write",
		})
		token.Header["kid"] = "2026-11"
		text, err := token.SignedString(r.private)
		if err != nil {
			return nil, err
		}
		keys, err := json.Marshal(map[string]any{"keys": []any{r.jwk}})
		if err != nil {
			return nil, err
		}
		name := r.method.Alg()
		all = append(all, subject{
			Algorithm: name, Keys: string(keys), Token: text, Now: now, method: r.method, public: r.public,
			Policy: `{"issuer":"https://issuer.example","audiences":["api"],"algorithms":["` + name + `"],"claims":[{"claim":"token_type","equals":"access"}]}`,
		})
	}
	return all, nil
}
