package hostcall

import "github.com/tallystick/tallystick/wasm/signature"

// Answerer has Envoy answer what it can, RS256 and ES256, through its foreign
// function verify_signature; everything else, and everything that Envoy does not
// answer plainly, is asked of another answerer. It is for one goroutine, as a
// module in Envoy is.
type Answerer struct {
	other   signature.Answerer
	call    func(name string, parameter []byte) ([]byte, Status)
	missing bool   // the host has no such function
	request []byte // kept from one question to the next, as der is
	der     []byte
}

var _ signature.Answerer = (*Answerer)(nil)

// NewAnswerer returns an answerer that asks other where Envoy cannot be asked.
func NewAnswerer(other signature.Answerer) *Answerer {
	return &Answerer{other: other, call: callForeign}
}

// prepared is what is kept for a key that Envoy can use.
type prepared struct {
	request []byte         // the beginning of a request: hash and key
	key     *signature.Key // prepared for the other answerer, once it was needed
}

// Fields of envoy.source.extensions.common.wasm.VerifySignatureArguments, each
// of wire type 2 (length and bytes).
const (
	fieldHash      = 1<<3 | 2
	fieldKey       = 2<<3 | 2
	fieldSignature = 3<<3 | 2
	fieldText      = 4<<3 | 2
)

// Prepare makes the beginning of the request for the key.
func (a *Answerer) Prepare(key *signature.Key) {
	var spki []byte
	switch key.Kind {
	case signature.RSA:
		spki = appendRSA(nil, key.A, key.B)
	case signature.P256:
		spki = appendP256(nil, key.A, key.B)
	default:
		a.other.Prepare(key)
		return
	}
	request := appendField(nil, fieldHash, []byte("sha256"))
	key.Prepared = &prepared{request: appendField(request, fieldKey, spki)}
}

// Holds reports whether the signature holds.
func (a *Answerer) Holds(q *signature.Question) bool {
	p, ok := q.Key.Prepared.(*prepared)
	if !ok {
		return a.other.Holds(q)
	}
	if !a.missing {
		if holds, plain := a.ask(p, q); plain {
			return holds
		}
	}
	return a.askOther(p, q)
}

// ask asks Envoy. plain is false if its answer is neither a yes nor a no.
func (a *Answerer) ask(p *prepared, q *signature.Question) (holds, plain bool) {
	a.request = append(a.request[:0], p.request...)
	if q.Key.Kind == signature.P256 {
		a.der = appendECDSA(a.der[:0], q.Signature)
		a.request = appendField(a.request, fieldSignature, a.der)
	} else {
		a.request = appendField(a.request, fieldSignature, q.Signature)
	}
	a.request = appendField(a.request, fieldText, q.Input)
	result, status := a.call("verify_signature", a.request)
	if status == NotFound {
		a.missing = true
	}
	if status != OK {
		return false, false
	}
	return readResult(result)
}

// refused is how Envoy 1.40 words a signature that does not hold. Any other error
// is about the question, and costs no more than the time of the other answerer.
const refused = "Failed to verify digest. Error code: 0"

// readResult reads VerifySignatureResult: field 1 is the answer, field 2 an
// error. Nothing but the two octets that say true is a yes.
func readResult(result []byte) (holds, plain bool) {
	switch {
	case len(result) == 2 && result[0] == 1<<3 && result[1] == 1:
		return true, true
	case len(result) == 0:
		return false, true
	case len(result) == 2+len(refused) && result[0] == 2<<3|2 && result[1] == byte(len(refused)):
		for i := range len(refused) {
			if result[2+i] != refused[i] {
				return false, false
			}
		}
		return false, true
	}
	return false, false
}

func (a *Answerer) askOther(p *prepared, q *signature.Question) bool {
	if p.key == nil {
		key := *q.Key
		key.Prepared = nil
		a.other.Prepare(&key)
		p.key = &key
	}
	again := *q
	again.Key = p.key
	return a.other.Holds(&again)
}

// appendField appends a field of bytes in the wire format of protocol buffers.
func appendField(dst []byte, tag byte, value []byte) []byte {
	dst = append(dst, tag)
	n := len(value)
	for ; n >= 0x80; n >>= 7 {
		dst = append(dst, byte(n)|0x80)
	}
	return append(append(dst, byte(n)), value...)
}
