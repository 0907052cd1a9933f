package token_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/tallystick/tallystick/issuer/keys"
	"github.com/tallystick/tallystick/issuer/token"
)

func TestAnyUserAndTimeReadBack(t *testing.T) {
	set := keySet(t, keys.HS256)
	rapid.Check(t, func(t *rapid.T) {
		now := &clock{time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "now"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))}
		user := rapid.StringN(1, 40, -1).Draw(t, "user")
		life := time.Duration(rapid.IntRange(1, 1<<20).Draw(t, "life")) * time.Second
		prof := token.Profile{AccessLife: life, RefreshLife: 2 * life, Issuer: rapid.String().Draw(t, "iss"),
			Audience: rapid.SliceOf(rapid.StringN(1, 20, -1)).Draw(t, "aud")}
		pair, err := token.NewMinter(set, prof, now.now).Pair(user)
		if err != nil {
			t.Fatal(err)
		}
		p := token.NewParser(set, prof, now.now)
		start := now.at.Truncate(time.Second)
		for _, at := range []struct {
			when time.Time
			want error
		}{{now.at, nil}, {start.Add(life - time.Nanosecond), nil}, {start.Add(life), token.Expired}, {start.Add(5 * life), token.Expired}} {
			now.at = at.when
			c, err := p.Parse(pair.Access, token.Access)
			if err != at.want {
				t.Fatalf("at %v: %v, want %v", at.when, err, at.want)
			}
			if err == nil && (c.User != token.UserID{Text: user}) {
				t.Fatalf("user %q read back as %q", user, c.User.Text)
			}
		}
	})
}

func BenchmarkMint(b *testing.B) {
	for _, algorithm := range keys.Algorithms {
		m := token.NewMinter(keySet(b, algorithm), profile, time.Now)
		c := token.Claims{User: token.UserID{Text: "7"}}
		b.Run(algorithm, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := m.Access(c); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mints/s")
		})
	}
}
