package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/tallystick/tallystick/wasm/verdict"
)

// What a case may expect beside a verdict.
const (
	accept = "accept"
	reject = "reject"
)

// answer is what a host says to one case.
type answer struct {
	verdict string // name of a verdict; or empty, and one of:
	refused string // the policy did not load, or the clock is none; the words, or anyWords
	apart   string // why the host cannot be asked
	fault   string // the host failed; this agrees with nothing
}

// anyWords is the error of a host that tells that a policy was refused, but
// whose words are another's.
const anyWords = "*"

func (a answer) String() string {
	switch {
	case a.verdict != "":
		return a.verdict
	case a.refused != "":
		return "error (" + a.refused + ")"
	case a.apart != "":
		return "not asked (" + a.apart + ")"
	case a.fault != "":
		return "FAULT (" + a.fault + ")"
	}
	return "FAULT (no answer)"
}

func (a answer) faulty() bool { return a.verdict == "" && a.refused == "" && a.apart == "" }

// agrees reports whether two answers are the same. An answer that is not there
// agrees with any, a fault with none.
func (a answer) agrees(b answer) bool {
	switch {
	case a.faulty() || b.faulty():
		return false
	case a.apart != "" || b.apart != "":
		return true
	case a.refused != "" && b.refused != "":
		return a.refused == b.refused || a.refused == anyWords || b.refused == anyWords
	}
	return a == b
}

// fits reports whether an answer is what the case expects.
func (a answer) fits(expect string) bool {
	switch {
	case a.faulty():
		return false
	case a.apart != "" || expect == "":
		return true
	case expect == accept:
		return a.verdict == verdict.Valid.String()
	case expect == reject:
		return a.verdict != verdict.Valid.String()
	}
	return a.verdict == expect
}

// column are the answers of one host, by the number of the case.
type column struct {
	host    string
	answers []answer
	failed  error // the host did not start, or ended before its time
}

func (c *column) at(n int) answer {
	if n < len(c.answers) {
		return c.answers[n]
	}
	return answer{}
}

// set keeps an answer. The texts of answers repeat, so few are kept.
func (c *column) set(n int, a answer) {
	for len(c.answers) <= n {
		c.answers = append(c.answers, answer{})
	}
	c.answers[n] = a
}

// report is what came out.
type report struct {
	cases, hosts         int
	disagreements, wrong int
	apart                map[string]map[string]int // by host and reason
	failed               []error
}

// compare writes a line for each case that is not right, and gives the counts.
func compare(w io.Writer, all vectors, columns []*column) (*report, error) {
	r := &report{hosts: len(columns), apart: map[string]map[string]int{}}
	for _, c := range columns {
		if c.failed != nil {
			r.failed = append(r.failed, fmt.Errorf("%s: %w", c.host, c.failed))
		}
	}
	err := all(func(n int, v *vector) error {
		r.cases++
		var wrong, differ bool
		for i, c := range columns {
			a := c.at(n)
			if a.apart != "" {
				r.count(c.host, a.apart)
			}
			wrong = wrong || !a.fits(v.Expect)
			for _, other := range columns[:i] {
				differ = differ || !a.agrees(other.at(n))
			}
		}
		if wrong {
			r.wrong++
		}
		if differ {
			r.disagreements++
		}
		if wrong || differ {
			fmt.Fprintln(w, row(n, v, columns, wrong, differ))
		}
		return nil
	})
	return r, err
}

func (r *report) count(host, reason string) {
	if r.apart[host] == nil {
		r.apart[host] = map[string]int{}
	}
	r.apart[host][reason]++
}

func row(n int, v *vector, columns []*column, wrong, differ bool) string {
	var what []string
	if differ {
		what = append(what, "disagreement")
	}
	if wrong {
		what = append(what, "wrong")
	}
	expect := v.Expect
	if expect == "" {
		expect = "nothing"
	}
	text := fmt.Sprintf("%s: %s expects %s;", strings.Join(what, ", "), v.ID, expect)
	for _, c := range columns {
		text += fmt.Sprintf(" %s: %v;", c.host, c.at(n))
	}
	return strings.TrimSuffix(text, ";")
}

// String is the last line.
func (r *report) String() string {
	return fmt.Sprintf("%d cases, %d hosts, %d disagreements, %d wrong", r.cases, r.hosts, r.disagreements, r.wrong)
}

func (r *report) good() bool {
	return r.cases > 0 && r.disagreements == 0 && r.wrong == 0 && len(r.failed) == 0
}
