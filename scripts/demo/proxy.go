package main

import (
	"context"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"time"

	"github.com/tallystick/tallystick/wasm/abi"
	"github.com/tallystick/tallystick/wasm/host"
	"github.com/tallystick/tallystick/wasm/middleware"
	"github.com/tallystick/tallystick/wasm/signature/native"
)

// goProxy is Envoy with the filter in sixty lines of Go: the compiled core in
// wazero, signatures by Go's crypto, keys from the issuer.
func goProxy(ctx context.Context, policy string, issuer, site *url.URL) (http.Handler, error) {
	verifier, err := host.New(ctx, []byte(policy), host.Options{Answerer: native.Answerer{}})
	if err != nil {
		return nil, err
	}
	go keepKeys(ctx, verifier, issuer.JoinPath("/.well-known/jwks.json").String())

	protect := middleware.New(verifier, middleware.Options{
		Headers: map[string][]string{userHeader: {"user_id"}},
	})
	mux := http.NewServeMux()
	handle := func(prefix string, h http.Handler) {
		mux.Handle(prefix, h)
		mux.Handle(prefix+"/", h)
	}
	for _, prefix := range toIssuer {
		handle(prefix, httputil.NewSingleHostReverseProxy(issuer))
	}
	for _, prefix := range protected {
		handle(prefix, protect(httputil.NewSingleHostReverseProxy(site)))
	}
	mux.Handle("/", httputil.NewSingleHostReverseProxy(site))
	return mux, nil
}

// keepKeys fetches the key set until the context ends. A set that cannot be had
// or does not load leaves the one before in its place.
func keepKeys(ctx context.Context, verifier *host.Verifier, address string) {
	for wait := time.Second; ; {
		if text, err := fetch(ctx, address); err == nil {
			if _, err := verifier.SetKeys(ctx, text, abi.Fetched); err == nil {
				wait = time.Minute
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func fetch(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return io.ReadAll(io.LimitReader(answer.Body, 512<<10))
}
