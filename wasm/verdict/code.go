package verdict

// Code is one verdict. The zero value is Unset, which is never acceptance; the
// only acceptance is Valid.
//
// Code is an error: a verifier returns the code itself, wrapped or bare, for
// everything but Valid.
type Code uint32

// String returns the wire name ("expired"), or "unset" for a number outside of
// the registry.
func (c Code) String() string {
	if int(c) < len(names) {
		return names[c]
	}
	return names[Unset]
}

// Error makes a Code an error. It is the wire name.
func (c Code) Error() string { return c.String() }

// Valid reports whether the code is the one acceptance.
func (c Code) Valid() bool { return c == Valid }

// Meaning returns one line that says what the code stands for.
func (c Code) Meaning() string { return meanings[c.index()] }

// Status returns the HTTP status that a resource server answers with.
func (c Code) Status() int { return int(statuses[c.index()]) }

// Challenge returns the RFC 6750 §3.1 error code for WWW-Authenticate, or ""
// where the answer carries none.
func (c Code) Challenge() string { return challenges[c.index()] }

// Detail returns the "detail" text by which clients of Django's simplejwt know
// this case.
func (c Code) Detail() string { return details[c.index()] }

// Since returns the release that introduced the code.
func (c Code) Since() string { return since[c.index()] }

// index maps a number outside of the registry to Unset, so that a code made up
// by a faulty host is a refusal and never a panic.
func (c Code) index() int {
	if int(c) < len(names) {
		return int(c)
	}
	return int(Unset)
}

// Parse returns the code of a wire name.
func Parse(name string) (Code, bool) {
	for i, n := range names {
		if n == name {
			return Code(i), true
		}
	}
	return Unset, false
}

// All returns every code of the registry in order.
func All() []Code {
	all := make([]Code, len(names))
	for i := range all {
		all[i] = Code(i)
	}
	return all
}

// Codes is one above the highest code of the registry.
const Codes = len(names)
