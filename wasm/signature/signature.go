package signature

// Algorithm is a JWS algorithm (RFC 7518 §3.1, RFC 8037 §3.1). The numbers are
// those of the ABI; zero is no algorithm.
type Algorithm uint8

const (
	None  Algorithm = 0
	HS256 Algorithm = 1
	RS256 Algorithm = 4
	ES256 Algorithm = 10
	EdDSA Algorithm = 13
)

// Kind is a type of key, with its curve.
type Kind uint8

const (
	NoKind  Kind = iota
	Oct          // shared secret
	RSA          // RSA public key
	P256         // EC public key on P-256
	Ed25519      // OKP public key on Ed25519
)

// Properties is what the core must know of an algorithm to check the shape of
// keys and signatures.
type Properties struct {
	Name   string
	Kind   Kind
	Hash   int // bits
	MinKey int // the shortest key, in octets (oct only)
}

// table has a row for each algorithm that the core knows.
var table = [...]Properties{
	HS256: {Name: "HS256", Kind: Oct, Hash: 256, MinKey: 32},
	RS256: {Name: "RS256", Kind: RSA, Hash: 256},
	ES256: {Name: "ES256", Kind: P256, Hash: 256},
	EdDSA: {Name: "EdDSA", Kind: Ed25519, Hash: 512},
}

// Algorithms is one above the highest algorithm number.
const Algorithms = len(table)

// Properties returns the algorithm's row, with an empty name if the core does
// not know it.
func (a Algorithm) Properties() *Properties {
	if int(a) < len(table) {
		return &table[a]
	}
	return &table[None]
}

// String returns the algorithm's name in a JOSE header, "" for none.
func (a Algorithm) String() string { return a.Properties().Name }

// Set is a set of algorithms.
type Set uint32

// Add returns the set with the algorithm.
func (s Set) Add(a Algorithm) Set { return s | 1<<a }

// Has reports whether the algorithm is in the set.
func (s Set) Has(a Algorithm) bool { return s>>a&1 != 0 }

// Key is a public key or a shared secret whose shape has been checked: on its
// curve, of a sound size, in canonical form.
type Key struct {
	Kind Kind
	// A and B are the key's octets, big endian: oct k; RSA n and e; EC x and y,
	// each of the curve's full width; OKP x in A.
	A, B []byte
	// Index is the key's place in the key set's "keys".
	Index int
	// Prepared is what the answerer made of the key, set once by Prepare.
	Prepared any
}

// Question is what a verification stops at.
type Question struct {
	Algorithm Algorithm
	Key       *Key
	// Input is the signing input: the first two parts of the token with the dot
	// between them (RFC 7515 §5.1).
	Input []byte
	// Signature has been decoded and has the length that algorithm and key ask
	// for.
	Signature []byte
}

// Answerer answers questions. It must answer the same as every other: the key
// and the signature have passed the shape checks, what is left is arithmetic.
type Answerer interface {
	// Prepare makes ready what can be made ready once for a key, and keeps it in
	// key.Prepared. It is called before the first question about the key, from
	// one goroutine.
	Prepare(key *Key)
	// Holds reports whether the signature holds. It may be called by many
	// goroutines at once.
	Holds(q *Question) bool
}
