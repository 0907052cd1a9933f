package verify

import (
	"github.com/tallystick/tallystick/wasm/document"
	"github.com/tallystick/tallystick/wasm/internal/json"
	"github.com/tallystick/tallystick/wasm/signature"
)

// Limits of a key set.
const (
	maxKeys     = 256
	maxKeysText = 512 << 10
	maxTries    = 4 // keys tried for one token
)

// KeySet is a set of keys that tokens are verified with (RFC 7517 §5). It comes
// from LoadKeys and never changes; any number of verifications share it.
type KeySet struct {
	// entries are all keys, the unusable ones too, ordered by kid, then by place.
	entries []entry
	// fitting are the first keys of the set for a token without kid, by algorithm.
	fitting  [signature.Algorithms][]*signature.Key
	rejected []Rejection
	usable   int
}

// entry is one key of a set.
type entry struct {
	kid    []byte
	hasKid bool
	kind   signature.Kind      // NoKind if not even that is known
	alg    signature.Algorithm // the only one that the key may be used with, or None
	bound  bool                // the key names an alg
	key    *signature.Key      // nil if the key is unusable
}

// Rejection is a key that was skipped.
type Rejection struct {
	Index  int    // place in the set's "keys"
	Kid    string // "" if the key has none
	Reason string
}

// String is one line, such as `keys[2]: kid "a": RSA modulus has 1024 bits, at
// least 2048 are needed`.
func (r Rejection) String() string {
	text := "keys[" + document.Decimal(int64(r.Index)) + "]: "
	if r.Kid != "" {
		text += `kid "` + oneLine(r.Kid) + `": `
	}
	return text + r.Reason
}

// oneLine puts a question mark in the place of each control character.
func oneLine(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c < ' ' || c == 0x7f {
			b[i] = '?'
		}
	}
	return string(b)
}

// KeyError is a key set that was refused as a whole.
type KeyError struct{ Reason string }

// Error is one line, such as `key set: is not a JSON object`.
func (e *KeyError) Error() string { return "key set: " + e.Reason }

// Origin says where a key set comes from.
type Origin bool

const (
	// Handed is a set that the operator gave directly; it may hold shared secrets
	// (oct keys).
	Handed Origin = false
	// Fetched is a set that came over the network. Its oct keys are unusable: who
	// can publish a file must not be able to choose a shared secret.
	Fetched Origin = true
)

// LoadKeys reads a JWK set. A key that cannot be used is skipped and reported
// by Rejected; only a text that is no JWK set at all is a *KeyError. The text is
// copied.
func LoadKeys(text []byte, origin Origin) (*KeySet, error) {
	if len(text) > maxKeysText {
		return nil, &KeyError{"is longer than " + document.Decimal(maxKeysText) + " bytes"}
	}
	text = append([]byte(nil), text...)
	var keys json.Value
	var s json.Scanner
	s.ScanLoose(text)
	for name, value, ok := s.Next(); ok; name, value, ok = s.Next() {
		if name.Is("keys") {
			keys = value
		}
	}
	if !s.OK() {
		return nil, &KeyError{"is not a JSON object: its syntax is wrong, a name stands twice, or it is nested too deeply"}
	}
	if keys.Kind() != json.Array {
		return nil, &KeyError{`has no array "keys": a JWK set is {"keys": [...]} (RFC 7517 section 5)`}
	}
	set := &KeySet{}
	i := 0
	for w := keys.Elements(); ; i++ {
		v, ok := w.Element()
		if !ok {
			break
		}
		if i == maxKeys {
			return nil, &KeyError{"has more than " + document.Decimal(maxKeys) + " keys"}
		}
		set.add(i, v, origin)
	}
	set.sort()
	set.choose()
	return set, nil
}

// Usable is the number of keys that can verify tokens.
func (s *KeySet) Usable() int { return s.usable }

// Rejected are the keys that were skipped, in the order of the set.
func (s *KeySet) Rejected() []Rejection { return s.rejected }

// Prepare has the answerer make ready every key. It is to be called once,
// before the set is used.
func (s *KeySet) Prepare(a signature.Answerer) {
	for i := range s.entries {
		if key := s.entries[i].key; key != nil {
			a.Prepare(key)
		}
	}
}

func (s *KeySet) add(index int, v json.Value, origin Origin) {
	var j jwk
	reason := j.read(v)
	e := entry{kid: j.kid.Append(nil), hasKid: j.kid != nil, kind: j.kind}
	if reason == "" {
		reason = e.fill(&j, index, origin)
	}
	if reason != "" {
		s.rejected = append(s.rejected, Rejection{Index: index, Kid: string(e.kid), Reason: reason})
	} else {
		s.usable++
	}
	s.entries = append(s.entries, e)
}

// sort orders the entries by kid; those without one come last. Sets are small
// and mostly in order, so insertion does.
func (s *KeySet) sort() {
	for i := 1; i < len(s.entries); i++ {
		for j := i; j > 0 && s.entries[j].below(&s.entries[j-1]); j-- {
			s.entries[j], s.entries[j-1] = s.entries[j-1], s.entries[j]
		}
	}
}

func (e *entry) below(other *entry) bool {
	if e.hasKid != other.hasKid {
		return e.hasKid
	}
	return compare(e.kid, other.kid) < 0
}

// choose fills fitting.
func (s *KeySet) choose() {
	for a := signature.Algorithm(1); int(a) < signature.Algorithms; a++ {
		for i := range s.entries {
			if e := &s.entries[i]; e.fits(a) {
				s.fitting[a] = insert(s.fitting[a], e.key)
			}
		}
	}
}

// insert keeps the first maxTries keys by their place in the set.
func insert(keys []*signature.Key, key *signature.Key) []*signature.Key {
	keys = append(keys, key)
	for i := len(keys) - 1; i > 0 && keys[i].Index < keys[i-1].Index; i-- {
		keys[i], keys[i-1] = keys[i-1], keys[i]
	}
	return keys[:min(len(keys), maxTries)]
}

// fits reports whether the key may verify tokens of the algorithm.
func (e *entry) fits(a signature.Algorithm) bool {
	p := a.Properties()
	return e.key != nil && e.kind == p.Kind && (!e.bound || e.alg == a) && len(e.key.A) >= p.MinKey
}

// named returns the entries with the kid.
func (s *KeySet) named(kid []byte) []entry {
	low, high := 0, len(s.entries)
	for low < high {
		mid := (low + high) / 2
		if e := &s.entries[mid]; e.hasKid && compare(e.kid, kid) < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	end := low
	for end < len(s.entries) && s.entries[end].hasKid && compare(s.entries[end].kid, kid) == 0 {
		end++
	}
	return s.entries[low:end]
}

// hasKind reports whether the set has a key of the kind's type, usable or not.
func (s *KeySet) hasKind(kind signature.Kind) bool {
	for i := range s.entries {
		if s.entries[i].kind == kind {
			return true
		}
	}
	return false
}

// compare orders octet strings. It is bytes.Compare, which would not stay
// small in a guest.
func compare(a, b []byte) int {
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return int(a[i]) - int(b[i])
		}
	}
	return len(a) - len(b)
}
