package deploy

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tallystick/tallystick/filter/config"
)

// replaced is a text with parts replaced, each of which must be there once.
func replaced(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if n := strings.Count(text, pairs[i]); n != 1 {
			t.Fatalf("%q stands %d times in the example, want once", pairs[i], n)
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// The example for Envoy runs, with other addresses: the API is behind the
// filter, the token endpoint is not, and the keys are asked for.
func TestExampleForEnvoy(t *testing.T) {
	text, err := os.ReadFile("envoy/envoy.yaml")
	if err != nil {
		t.Fatal(err)
	}
	wasm, err := filepath.Abs("../filter.wasm")
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan string, 100)
	issuer := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked <- r.URL.Path }))
	defer issuer.Close()
	_, port, _ := strings.Cut(issuer.Listener.Addr().String(), ":")
	p, err := Start(context.Background(), Command{Program: envoy, Config: []byte(replaced(t, string(text),
		"port_value: 9901", "port_value: 0",
		"address: 0.0.0.0, port_value: 8080", "address: 127.0.0.1, port_value: 0",
		"filename: filter.wasm", "filename: "+wasm,
		"address: issuer, port_value: 8000", "address: 127.0.0.1, port_value: "+port,
		"address: api, port_value: 8001", "address: 127.0.0.1, port_value: 1",
	))})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop()
	select {
	case path := <-asked:
		if path != "/.well-known/jwks.json" {
			t.Errorf("the issuer was asked for %s", path)
		}
	case <-time.After(10 * time.Second):
		t.Error("the issuer was not asked for its keys")
	}
	for path, want := range map[string]int{"/api/hello/": 401, "/api/token/": 200} {
		answer, err := http.Get("http://" + p.Address("ingress") + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, answer.Status, want)
		}
	}
}

// The example for Istio is read as a sidecar does it: YAML becomes a Struct, and
// its pluginConfig is handed to the filter as JSON. Envoy's own YAML reader does
// the first part, with the document as the metadata of its node.
func TestExampleForIstio(t *testing.T) {
	text, err := os.ReadFile("istio/wasmplugin.yaml")
	if err != nil {
		t.Fatal(err)
	}
	bootstrap := "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}\nnode:\n  id: a\n  cluster: a\n  metadata:\n"
	for line := range strings.Lines(string(text)) {
		bootstrap += "    " + line
	}
	p, err := Start(context.Background(), Command{Program: envoy, Config: []byte(bootstrap)})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Stop()
	info, err := p.Ask(context.Background(), "/server_info")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Node struct {
			Metadata struct {
				APIVersion string `json:"apiVersion"`
				Kind       string
				Spec       struct {
					Phase, FailStrategy, URL string
					PluginConfig             json.RawMessage `json:"pluginConfig"`
				}
			}
		}
	}
	if err := json.Unmarshal(info, &got); err != nil {
		t.Fatal(err)
	}
	m := got.Node.Metadata
	if m.APIVersion != "extensions.istio.io/v1alpha1" || m.Kind != "WasmPlugin" || m.Spec.Phase != "AUTHN" || m.Spec.FailStrategy != "FAIL_CLOSE" || m.Spec.URL == "" {
		t.Errorf("%+v", m)
	}
	c, err := config.Load(m.Spec.PluginConfig)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sources) != 1 || c.Sources[0].Cluster != "outbound|8000||issuer.shop.svc.cluster.local" || c.Sources[0].Refresh != 300 {
		t.Errorf("%+v", c.Sources)
	}
}
