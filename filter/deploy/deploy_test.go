package deploy

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

const envoy = "../../.tools/bin/envoy"

func TestStart(t *testing.T) {
	config, err := Envoy(Options{Listeners: []Listener{
		{Name: "one", Address: "127.0.0.1:0", Routes: []Route{{Prefix: "/", Status: 200, Body: "first"}}},
		{Name: "two", Address: "127.0.0.1:0", Routes: []Route{{Prefix: "/a", Status: 404}, {Prefix: "/", Status: 200, Body: "second"}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start(context.Background(), Command{Program: envoy, Config: config})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"one": "first", "two": "second"} {
		answer, err := http.Get("http://" + p.Address(name) + "/")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if string(body) != want || err != nil {
			t.Errorf("%s: %q, %v; want %q", name, body, err, want)
		}
	}
	p.Stop()
	if _, err := http.Get("http://" + p.Address("one") + "/"); err == nil {
		t.Error("still there after Stop")
	}
}

func TestStartTellsWhyNot(t *testing.T) {
	_, err := Start(context.Background(), Command{Program: envoy, Config: []byte(`{"static_resources": {"nonsense": 1}}`)})
	if err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("%v; want an error with Envoy's own words", err)
	}
	_, err = Start(context.Background(), Command{Program: "./no-such-envoy"})
	if err == nil {
		t.Error("no error without a program")
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:65536"} {
		if _, err := Envoy(Options{Clusters: []Cluster{{"a", address}}}); err == nil {
			t.Errorf("cluster with address %q: no error", address)
		}
		if _, err := Envoy(Options{Listeners: []Listener{{Address: address}}}); err == nil {
			t.Errorf("listener with address %q: no error", address)
		}
	}
}
