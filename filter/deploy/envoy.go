package deploy

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strconv"
)

// Options is what an Envoy is to do.
type Options struct {
	Listeners []Listener
	Clusters  []Cluster
}

// Listener accepts plain HTTP/1 and HTTP/2.
type Listener struct {
	Name    string // names the listener in Process.Address
	Address string // host:port; with port 0 the system chooses one
	Filter  *Filter
	Routes  []Route // the first that matches
}

// Filter is the compiled filter with its configuration.
type Filter struct {
	Wasm          string // file of filter.wasm
	Configuration []byte // JSON, see filter/config
}

// Route sends requests on, or answers them.
type Route struct {
	Prefix  string // of the path
	Cluster string // where to; or, if empty,
	Status  int    // the status to answer with,
	Body    string // and the body
}

// Cluster is an upstream, or the issuer that keys are fetched from.
type Cluster struct {
	Name    string
	Address string // host:port
}

// Envoy returns a bootstrap configuration, as JSON text. Its admin interface is
// on a loopback port that the system chooses.
//
// Paths are normalised before the filter sees them, and headers with an
// underscore in their names are dropped, so that no upstream reads another path
// or another header than the one that was checked.
func Envoy(o Options) ([]byte, error) {
	var listeners, clusters []any
	var errs []error
	for _, l := range o.Listeners {
		built, err := l.build()
		listeners, errs = append(listeners, built), append(errs, err)
	}
	for _, c := range o.Clusters {
		built, err := c.build()
		clusters, errs = append(clusters, built), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return json.MarshalIndent(object{
		"admin":            object{"address": socket("127.0.0.1", 0)},
		"static_resources": object{"listeners": listeners, "clusters": clusters},
	}, "", " ")
}

// object is a message of Envoy's API in its JSON form.
type object map[string]any

const types = "type.googleapis.com/"

func (l *Listener) build() (object, error) {
	address, err := parse(l.Address)
	if err != nil {
		return nil, fmt.Errorf("deploy: listener %q: %w", l.Name, err)
	}
	var filters []any
	if l.Filter != nil {
		filters = append(filters, l.Filter.build())
	}
	filters = append(filters, object{
		"name":         "envoy.filters.http.router",
		"typed_config": object{"@type": types + "envoy.extensions.filters.http.router.v3.Router"},
	})
	var routes []any
	for _, r := range l.Routes {
		routes = append(routes, r.build())
	}
	manager := object{
		"@type":       types + "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
		"stat_prefix": l.Name,
		"codec_type":  "AUTO",

		"normalize_path":                   true,
		"merge_slashes":                    true,
		"path_with_escaped_slashes_action": "REJECT_REQUEST",
		"common_http_protocol_options":     object{"headers_with_underscores_action": "DROP_HEADER"},

		"http_filters": filters,
		"route_config": object{"virtual_hosts": []any{object{"name": "all", "domains": []string{"*"}, "routes": routes}}},
	}
	return object{
		"name":          l.Name,
		"address":       address,
		"filter_chains": []any{object{"filters": []any{object{"name": "envoy.filters.network.http_connection_manager", "typed_config": manager}}}},
	}, nil
}

func (f *Filter) build() object {
	return object{
		"name": "tallystick",
		"typed_config": object{
			"@type": types + "envoy.extensions.filters.http.wasm.v3.Wasm",
			"config": object{
				"name":           "tallystick",
				"root_id":        "tallystick",
				"failure_policy": "FAIL_RELOAD",
				"vm_config": object{
					"vm_id":   "tallystick",
					"runtime": "envoy.wasm.runtime.v8",
					"code":    object{"local": object{"filename": f.Wasm}},
				},
				"configuration": object{"@type": types + "google.protobuf.StringValue", "value": string(f.Configuration)},
			},
		},
	}
}

func (r *Route) build() object {
	built := object{"match": object{"prefix": r.Prefix}}
	if r.Cluster == "" {
		built["direct_response"] = object{"status": r.Status, "body": object{"inline_string": r.Body}}
	} else {
		built["route"] = object{"cluster": r.Cluster, "timeout": "30s"}
	}
	return built
}

func (c *Cluster) build() (object, error) {
	address, err := parse(c.Address)
	if err != nil {
		return nil, fmt.Errorf("deploy: cluster %q: %w", c.Name, err)
	}
	endpoint := object{"endpoint": object{"address": address}}
	return object{
		"name":            c.Name,
		"type":            "STRICT_DNS",
		"connect_timeout": "2s",
		"load_assignment": object{"cluster_name": c.Name, "endpoints": []any{object{"lb_endpoints": []any{endpoint}}}},
	}, nil
}

func parse(address string) (object, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("address %s: the port must be a number", address)
	}
	return socket(host, int(port)), nil
}

func socket(host string, port int) object {
	return object{"socket_address": object{"address": host, "port_value": port}}
}
