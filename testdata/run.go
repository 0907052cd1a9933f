package testdata

import "testing"

// Run holds a verifier against every case. verify answers one case with the
// name of its verdict.
func Run(t *testing.T, verify func(t *testing.T, c Case) string) {
	t.Helper()
	cases, err := Cases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("the corpus is empty")
	}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			if got := verify(t, c); got != c.Expect {
				t.Errorf("%s\n got %s, want %s", c.About, got, c.Expect)
			}
		})
	}
}
