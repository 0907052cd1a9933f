package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"
)

// environment returns a variable or its default.
func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// free reports in plain words that a port is taken.
func free(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; end what listens there, or choose another port: DEMO_PORT=8001 make demo", address, err)
	}
	return l.Close()
}

// freeAddress finds a port on loopback that nobody listens on.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// ready waits until the front lets a signed-in user through, so it has keys, and
// until the page is there.
func ready(ctx context.Context, base string) error {
	answer, err := http.PostForm(base+"/api/token/", url.Values{"username": {user}, "password": {password}})
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	var pair struct{ Access string }
	if err := json.NewDecoder(answer.Body).Decode(&pair); err != nil || pair.Access == "" {
		return fmt.Errorf("the user %s cannot sign in: %s", user, answer.Status)
	}
	if err := answers(ctx, base+"/api/hello/", pair.Access, http.StatusOK); err != nil {
		return err
	}
	return answers(ctx, base+"/", "", http.StatusOK)
}

// answers waits until an address answers with a status, to a request with the
// token if there is one.
func answers(ctx context.Context, address, token string, status int) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var last error
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return err
		}
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		answer, err := http.DefaultClient.Do(request)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == status {
				return nil
			}
			err = fmt.Errorf("status %s", answer.Status)
		}
		if ctx.Err() == nil {
			last = err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s did not answer with %d: %w", address, status, last)
		case <-time.After(50 * time.Millisecond):
		}
	}
}
