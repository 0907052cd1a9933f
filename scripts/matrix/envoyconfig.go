package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"

	"github.com/tallystick/tallystick/filter/config"
	"github.com/tallystick/tallystick/filter/deploy"
)

// maxConfiguration is where a listener's configuration is full; the filter takes
// 1 MiB.
const maxConfiguration = 960 << 10

// reached is the body behind the filter.
const reached = "reached"

// rule is a rule of the filter's configuration.
type rule struct {
	Path   string          `json:"path"`
	Policy json.RawMessage `json:"policy,omitempty"`
	Keys   any             `json:"keys"`
}

// inline are keys in the configuration itself.
type inline struct {
	Inline string `json:"inline"`
}

// remote are keys from the driver's own server.
type remote struct {
	Cluster string `json:"cluster"`
	Path    string `json:"path"`
}

// configuration is the filter's JSON for the rules.
func configuration(rules ...rule) ([]byte, error) {
	return encode(map[string]any{"rules": rules})
}

// encode is JSON without the escapes that make text longer.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return b.Bytes(), err
}

// ruleFor is the rule of a case. Keys are served where they were fetched, or
// where a configuration would not take them; refused says that the rule does not
// load even so, which is then the policy's fault.
func ruleFor(n int, v *vector, keys *keyServer) (r rule, size int, refused bool, err error) {
	r = rule{Path: "/c/" + strconv.Itoa(n), Policy: v.Policy, Keys: inline{v.Keys}}
	text, loads, err := try(r)
	if err == nil && (v.Fetched || !loads) {
		r.Keys = remote{"keys", keys.serve(v.Keys)}
		text, loads, err = try(r)
	}
	return r, len(text), !loads, err
}

func try(r rule) (text []byte, loads bool, err error) {
	text, err = configuration(r)
	if err != nil {
		return nil, false, err
	}
	_, refusal := config.Load(text)
	return text, refusal == nil, nil
}

// bootstrap is Envoy's configuration for some sets of rules, a listener each.
func bootstrap(root string, sets [][]rule, keys *keyServer) (map[string]any, error) {
	options := deploy.Options{Clusters: []deploy.Cluster{{Name: "keys", Address: keys.address()}}}
	for i, rules := range sets {
		text, err := configuration(rules...)
		if err != nil {
			return nil, err
		}
		options.Listeners = append(options.Listeners, deploy.Listener{
			Name: listenerName(i), Address: "127.0.0.1:0",
			Filter: &deploy.Filter{Wasm: filepath.Join(root, "filter/filter.wasm"), Configuration: text},
			Routes: []deploy.Route{{Prefix: "/", Status: 200, Body: reached}},
		})
	}
	text, err := deploy.Envoy(options)
	if err != nil {
		return nil, err
	}
	var built map[string]any
	if err := json.Unmarshal(text, &built); err != nil {
		return nil, err
	}
	return built, widen(built)
}

func listenerName(i int) string { return "l" + strconv.Itoa(i) }

// widen lets headers be as long as Envoy can have them: 8 MiB.
func widen(v any) error {
	found := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if _, manager := v["stat_prefix"]; manager {
				v["max_request_headers_kb"] = 8192
				found++
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
	if found == 0 {
		return fmt.Errorf("the bootstrap has no connection manager")
	}
	return nil
}

// discovered moves the listeners of a bootstrap into a file of the listener
// discovery service, so that Envoy refuses each for itself.
func discovered(built map[string]any, path string) (listeners []byte, err error) {
	static := built["static_resources"].(map[string]any)
	resources := static["listeners"].([]any)
	delete(static, "listeners")
	for _, l := range resources {
		l.(map[string]any)["@type"] = "type.googleapis.com/envoy.config.listener.v3.Listener"
	}
	built["node"] = map[string]any{"id": "matrix", "cluster": "matrix"}
	built["dynamic_resources"] = map[string]any{"lds_config": map[string]any{
		"resource_api_version": "V3", "path_config_source": map[string]any{"path": path},
	}}
	return encode(map[string]any{"version_info": "1", "resources": resources})
}
