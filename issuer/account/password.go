package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is what one hash takes.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// today is the cost of new hashes (OWASP Password Storage Cheat Sheet).
var today = cost{memory: 19456, passes: 2, threads: 1}

// limit is the highest cost that is read back, so that a row in the database
// cannot ask for all of the memory.
var limit = cost{memory: 1 << 20, passes: 16, threads: 16}

const (
	saltBytes = 16
	hashBytes = 32
)

// errHash: a stored hash cannot be read. It does not repeat the hash.
var errHash = errors.New("the stored password hash is not one that this release can read")

var b64 = base64.RawStdEncoding.Strict()

// hash encodes a password in Django's format, argon2$ before the PHC string:
//
//	argon2$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>
func hash(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // crypto/rand never fails; it ends the program instead
	return fmt.Sprintf("argon2$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		today.memory, today.passes, today.threads,
		b64.EncodeToString(salt), b64.EncodeToString(today.derive(password, salt, hashBytes)))
}

// verify says whether password is the one that was hashed, in a time that does
// not depend on how much of it is right.
func verify(encoded, password string) (bool, error) {
	c, salt, want, err := parse(encoded)
	if err != nil {
		return false, err
	}
	got := c.derive(password, salt, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

// spend takes as long as verify does for a hash of today.
func spend(password string) { today.derive(password, make([]byte, saltBytes), hashBytes) }

func (c cost) derive(password string, salt []byte, n uint32) []byte {
	return argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, n)
}

func parse(encoded string) (c cost, salt, sum []byte, err error) {
	part := strings.Split(encoded, "$")
	if len(part) != 6 || part[0] != "argon2" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, nil, nil, errHash
	}
	n, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads)
	if err != nil || n != 3 || fmt.Sprintf("m=%d,t=%d,p=%d", c.memory, c.passes, c.threads) != part[3] || !c.sane() {
		return cost{}, nil, nil, errHash
	}
	salt, err1 := b64.DecodeString(part[4])
	sum, err2 := b64.DecodeString(part[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(sum) < 16 || len(sum) > 64 {
		return cost{}, nil, nil, errHash
	}
	return c, salt, sum, nil
}

func (c cost) sane() bool {
	return c.threads >= 1 && c.threads <= limit.threads && c.passes >= 1 && c.passes <= limit.passes &&
		c.memory >= 8*uint32(c.threads) && c.memory <= limit.memory
}
