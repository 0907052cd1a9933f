package main_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/keys"
	"github.com/tallystick/tallystick/issuer/server/servertest"
)

// userOf is the user_id in a token, read without checking.
func userOf(token string) string {
	part := strings.Split(token, ".")
	if len(part) != 3 {
		return ""
	}
	payload, _ := base64.RawURLEncoding.DecodeString(part[1])
	var c struct {
		User string `json:"user_id"`
	}
	_ = json.Unmarshal(payload, &c)
	return c.User
}

// quick is an issuer with one user.
func quick(b *testing.B, algorithm string) *servertest.Issuer {
	i := servertest.Start(b, func(c *config.Config) {
		if c.Algorithm = algorithm; algorithm == keys.HS256 {
			c.Secret = []byte("0123456789abcdef0123456789abcdef")
		}
	})
	i.AddUser("ana", "right")
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64
	return i
}

func BenchmarkLogin(b *testing.B) {
	i := quick(b, keys.ES256)
	measure(b, i, "/api/token/", "username=ana&password=right", "logins/s")
}

func BenchmarkRefresh(b *testing.B) {
	for _, algorithm := range keys.Algorithms {
		b.Run(algorithm, func(b *testing.B) {
			i := quick(b, algorithm)
			measure(b, i, "/api/token/refresh/", "refresh="+login(b, i, "ana", "right").Refresh, "refreshes/s")
		})
	}
}

// measure posts the body from several clients at once, over loopback; client
// and server share the cores.
func measure(b *testing.B, i *servertest.Issuer, path, body, unit string) {
	b.SetParallelism(4)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if res, text := i.Do("POST", path, body, "Content-Type", asForm); res.StatusCode != 200 {
				b.Errorf("%d %s", res.StatusCode, text)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), unit)
}

// BenchmarkRefreshBesideLogins tells how long refreshes take while clients
// keep every place for hashing busy.
func BenchmarkRefreshBesideLogins(b *testing.B) {
	i := quick(b, keys.ES256)
	refresh := "refresh=" + login(b, i, "ana", "right").Refresh
	stop, stopped := make(chan struct{}), make(chan struct{})
	for range 4 {
		go func() {
			defer func() { stopped <- struct{}{} }()
			for {
				select {
				case <-stop:
					return
				default:
					i.Do("POST", "/api/token/", "username=ana&password=wrong", "Content-Type", asForm)
				}
			}
		}()
	}
	var took []time.Duration
	for b.Loop() {
		start := time.Now()
		if res, text := i.Do("POST", "/api/token/refresh/", refresh, "Content-Type", asForm); res.StatusCode != 200 {
			b.Fatal(res.StatusCode, text)
		}
		took = append(took, time.Since(start))
	}
	close(stop)
	for range 4 {
		<-stopped
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
