package hostcall

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	mathrand "math/rand/v2"
	"testing"
)

// numbers are of n octets; some begin with zeros, some with a high bit.
func numbers(n int) [][]byte {
	r := mathrand.New(mathrand.NewPCG(1, 2))
	var list [][]byte
	for _, first := range [][]byte{{0x7f}, {0x80}, {0xff}, {0, 0x7f}, {0, 0x80}, {0, 0, 1}} {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		copy(b, first)
		list = append(list, b)
	}
	one := make([]byte, n)
	one[n-1] = 1
	return append(list, one)
}

func TestECDSA(t *testing.T) {
	for _, r := range numbers(32) {
		for _, s := range numbers(32) {
			want, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(r), new(big.Int).SetBytes(s)})
			if err != nil {
				t.Fatal(err)
			}
			if got := appendECDSA([]byte{9}, append(append([]byte(nil), r...), s...)); !bytes.Equal(got[1:], want) || got[0] != 9 {
				t.Errorf("r %x s %x: %x, want %x", r, s, got, want)
			}
		}
	}
}

func TestRSA(t *testing.T) {
	for _, size := range []int{256, 257, 384, 512, 1024} {
		for _, n := range numbers(size) {
			for _, e := range []int{3, 65537, 1<<31 - 1} {
				key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: e}
				want, err := x509.MarshalPKIXPublicKey(key)
				if err != nil {
					t.Fatal(err)
				}
				got := appendRSA([]byte{9}, n, big.NewInt(int64(e)).Bytes())
				if !bytes.Equal(got[1:], want) || got[0] != 9 {
					t.Errorf("%d octets, e %d: %x, want %x", size, e, got, want)
				}
			}
		}
	}
}

func TestP256(t *testing.T) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key := &private.PublicKey
	point, err := key.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	want, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if got := appendP256(nil, point[1:33], point[33:]); !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}
