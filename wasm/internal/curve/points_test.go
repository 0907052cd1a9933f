package curve

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"math/big"
	"testing"

	"filippo.io/edwards25519"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestP256 holds the check against crypto/elliptic's on good points, on points
// beside the curve and on coordinates that are not reduced.
func TestP256(t *testing.T) {
	p := elliptic.P256().Params().P
	for range 50 {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		x, y := point[1:33], point[33:]
		if !P256(x, y) {
			t.Fatalf("refuses the point %x", point)
		}
		for bit := range 512 {
			point[1+bit/8] ^= 1 << (bit % 8)
			if P256(x, y) {
				t.Fatalf("takes the point %x", point)
			}
			point[1+bit/8] ^= 1 << (bit % 8)
		}
	}
	// x = 5 has a point; x + p is the same point, not in canonical form.
	five := big.NewInt(5)
	x, y := elliptic.UnmarshalCompressed(elliptic.P256(), append([]byte{2}, five.FillBytes(make([]byte, 32))...))
	if x == nil {
		t.Fatal("x = 5 has no point")
	}
	yb := y.FillBytes(make([]byte, 32))
	if !P256(five.FillBytes(make([]byte, 32)), yb) {
		t.Error("refuses x = 5")
	}
	if P256(five.Add(five, p).FillBytes(make([]byte, 32)), yb) {
		t.Error("takes x = 5 + p")
	}
	if P256(make([]byte, 32), make([]byte, 32)) || P256(nil, nil) || P256(make([]byte, 31), yb) {
		t.Error("takes the point at infinity or short coordinates")
	}
}

// TestEd25519 holds the check against edwards25519, which decodes
// non-canonical points and those of small order too.
func TestEd25519(t *testing.T) {
	cofactor := func(p *edwards25519.Point) bool {
		return new(edwards25519.Point).MultByCofactor(p).Equal(edwards25519.NewIdentityPoint()) == 1
	}
	seen := map[bool]int{}
	octets := make([]byte, 32)
	for range 2000 {
		rand.Read(octets)
		p, err := new(edwards25519.Point).SetBytes(octets)
		want := err == nil && bytes.Equal(p.Bytes(), octets) && !cofactor(p)
		if got := Ed25519(octets); got != want {
			t.Fatalf("Ed25519(%x) = %v, want %v", octets, got, want)
		}
		seen[want]++
	}
	if seen[true] < 500 || seen[false] < 500 {
		t.Fatalf("one-sided sample: %v", seen)
	}
	for _, bad := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000080",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000080",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // y = p
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // y = p + 1
		"f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // y = p + 3
		"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		"00",
	} {
		if Ed25519(unhex(t, bad)) {
			t.Errorf("takes %s", bad)
		}
	}
	for y := range 256 {
		octets := make([]byte, 32)
		octets[0] = byte(y)
		p, err := new(edwards25519.Point).SetBytes(octets)
		if want := err == nil && !cofactor(p); Ed25519(octets) != want {
			t.Errorf("y = %d: %v, want %v", y, !want, want)
		}
	}
}

func TestScalars(t *testing.T) {
	n := elliptic.P256().Params().N
	l, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	one := big.NewInt(1)
	octets := func(x *big.Int) []byte { return x.FillBytes(make([]byte, 32)) }
	tests := []struct {
		x       *big.Int
		p256    bool
		ed25519 bool
	}{
		{new(big.Int), false, true},
		{one, true, true},
		{new(big.Int).Sub(l, one), true, true},
		{l, true, false},
		{new(big.Int).Add(l, one), true, false},
		{new(big.Int).Sub(n, one), true, false},
		{n, false, false},
		{new(big.Int).Add(n, one), false, false},
	}
	for _, test := range tests {
		if got := P256Scalar(octets(test.x)); got != test.p256 {
			t.Errorf("P256Scalar(%v) = %v", test.x, got)
		}
		if got := Ed25519Scalar(reversed(octets(test.x))); got != test.ed25519 {
			t.Errorf("Ed25519Scalar(%v) = %v", test.x, got)
		}
	}
}

func BenchmarkEd25519(b *testing.B) {
	octets := edwards25519.NewGeneratorPoint().Bytes()
	for b.Loop() {
		if !Ed25519(octets) {
			b.Fatal("refused")
		}
	}
}
