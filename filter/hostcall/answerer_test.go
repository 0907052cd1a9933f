package hostcall

import (
	"bytes"
	"testing"

	"github.com/tallystick/tallystick/wasm/signature"
)

// other is an answerer that counts.
type other struct {
	prepared, asked int
	holds           bool
}

func (o *other) Prepare(key *signature.Key) { o.prepared++; key.Prepared = o }
func (o *other) Holds(q *signature.Question) bool {
	o.asked++
	return o.holds && q.Key.Prepared == o
}

func rsaKey() *signature.Key {
	return &signature.Key{Kind: signature.RSA, A: bytes.Repeat([]byte{0x81}, 256), B: []byte{1, 0, 1}}
}

func ecKey() *signature.Key {
	return &signature.Key{Kind: signature.P256, A: make([]byte, 32), B: make([]byte, 32)}
}

const (
	yes  = "\x08\x01"
	no   = "\x12\x26Failed to verify digest. Error code: 0"
	odd  = "\x12\x2aFailed to initialize digest verify. Code 3"
	both = yes + odd
)

func TestAnswerer(t *testing.T) {
	tests := []struct {
		about  string
		result string
		status Status
		other  bool // is it asked?
		holds  bool // where the other says that the signature holds
	}{
		{"yes", yes, OK, false, true},
		{"no, in Envoy's words", no, OK, false, false},
		{"no, without words", "", OK, false, false},
		{"an error", odd, OK, true, true},
		{"yes with an error", both, OK, true, true},
		{"yes, and more", yes + "\x00", OK, true, true},
		{"another number", "\x08\x02", OK, true, true},
		{"a long true", "\x08\x81\x00", OK, true, true},
		{"yes, but the call failed", yes, Failed, true, true},
		{"no such function", "", NotFound, true, true},
	}
	for _, key := range []*signature.Key{rsaKey(), ecKey()} {
		for _, test := range tests {
			o := &other{holds: true}
			calls := 0
			a := NewAnswerer(o)
			a.call = func(string, []byte) ([]byte, Status) { calls++; return []byte(test.result), test.status }
			key.Prepared = nil
			a.Prepare(key)
			q := &signature.Question{Key: key, Input: []byte("input"), Signature: make([]byte, 64)}
			for range 2 {
				if got := a.Holds(q); got != test.holds {
					t.Errorf("%s: %v, want %v", test.about, got, test.holds)
				}
			}
			if (o.asked == 2) != test.other || o.prepared > 1 {
				t.Errorf("%s: the other was prepared %d times and asked %d times", test.about, o.prepared, o.asked)
			}
			want := 2
			if test.status == NotFound {
				want = 1 // and remembered
			}
			if calls != want {
				t.Errorf("%s: %d calls, want %d", test.about, calls, want)
			}
			o.holds = false
			if test.other && a.Holds(q) {
				t.Errorf("%s: holds although the other says no", test.about)
			}
		}
	}
}

// What Envoy cannot answer is never put to it.
func TestAnswererForOthers(t *testing.T) {
	o := &other{holds: true}
	a := NewAnswerer(o)
	a.call = func(string, []byte) ([]byte, Status) { t.Error("Envoy was asked"); return []byte(yes), OK }
	for _, kind := range []signature.Kind{signature.Oct, signature.Ed25519} {
		key := &signature.Key{Kind: kind, A: make([]byte, 32)}
		a.Prepare(key)
		if !a.Holds(&signature.Question{Key: key}) {
			t.Errorf("kind %d: the other's answer was lost", kind)
		}
	}
}

func TestRequest(t *testing.T) {
	a := NewAnswerer(&other{})
	var got []byte
	a.call = func(name string, parameter []byte) ([]byte, Status) {
		if name != "verify_signature" {
			t.Errorf("calls %s", name)
		}
		got = parameter
		return []byte(yes), OK
	}
	key := ecKey()
	a.Prepare(key)
	input := bytes.Repeat([]byte("i"), 300)
	rs := bytes.Repeat([]byte{1}, 64)
	a.Holds(&signature.Question{Key: key, Input: input, Signature: rs})
	want := "\x0a\x06sha256\x12\x5b" + prefixP256 + string(make([]byte, 64)) +
		"\x1a\x46\x30\x44\x02\x20" + string(rs[:32]) + "\x02\x20" + string(rs[32:]) +
		"\x22\xac\x02" + string(input)
	if string(got) != want {
		t.Errorf("%x\nwant %x", got, want)
	}
}
