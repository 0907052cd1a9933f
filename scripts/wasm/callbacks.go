package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
)

// The SDK exports an allocator for what the host returns, and a name can be
// exported once only. So the filter exports its own under another name, of the
// same length, which is put in the SDK's place after linking.
const (
	sdkAllocator = "proxy_on_memory_allocate"
	allocator    = "tally_on_memory_allocate"
)

// renameAllocator gives the filter's allocator the name that Envoy calls. The
// byte before a name is its length.
func renameAllocator(wasm []byte) ([]byte, error) {
	old, name := string(rune(len(allocator)))+allocator, string(rune(len(sdkAllocator)))+sdkAllocator
	if n := bytes.Count(wasm, []byte(old)); n != 1 || len(old) != len(name) {
		return nil, fmt.Errorf("the name %s stands %d times in the filter, not once", allocator, n)
	}
	return bytes.Replace(wasm, []byte(old), []byte(name), 1), nil
}

// always are the filter's exports that Envoy or the SDK cannot do without. The
// answer of an HTTP call is there because the SDK takes its callback as a
// function, not as a method.
var always = []string{
	"memory",
	initialize,
	"proxy_abi_version_0_2_0",
	allocator,
	"proxy_on_vm_start",
	"proxy_on_configure",
	"proxy_on_context_create",
	"proxy_on_delete",
	"proxy_on_http_call_response",
}

// callbacks are the exports that call a method of the SDK's contexts. Envoy
// calls each one that it finds, so one that only reaches the SDK's empty
// default costs a crossing for nothing and is dropped.
var callbacks = map[string]string{
	"OnPluginDone":           "proxy_on_done",
	"OnTick":                 "proxy_on_tick",
	"OnQueueReady":           "proxy_on_queue_ready",
	"OnNewConnection":        "proxy_on_new_connection",
	"OnDownstreamData":       "proxy_on_downstream_data",
	"OnDownstreamClose":      "proxy_on_downstream_connection_close",
	"OnUpstreamData":         "proxy_on_upstream_data",
	"OnUpstreamClose":        "proxy_on_upstream_connection_close",
	"OnStreamDone":           "proxy_on_log",
	"OnHttpRequestHeaders":   "proxy_on_request_headers",
	"OnHttpRequestBody":      "proxy_on_request_body",
	"OnHttpRequestTrailers":  "proxy_on_request_trailers",
	"OnHttpResponseHeaders":  "proxy_on_response_headers",
	"OnHttpResponseBody":     "proxy_on_response_body",
	"OnHttpResponseTrailers": "proxy_on_response_trailers",
	"OnHttpStreamDone":       "proxy_on_log",
}

// keepCallbacks keeps what is always needed and the callbacks for which a
// package of the filter declares the method. All else goes, the malloc family
// first: Envoy prefers an exported malloc, and TinyGo's never gives back.
func keepCallbacks(root string, _ []string) ([]string, error) {
	methods, err := declaredMethods(filepath.Join(root, "filter"))
	if err != nil {
		return nil, err
	}
	kept := map[string]bool{}
	keep := append([]string(nil), always...)
	for _, method := range methods {
		if name, ok := callbacks[method]; ok && !kept[name] {
			kept[name] = true
			keep = append(keep, name)
		}
	}
	if !kept["proxy_on_request_headers"] {
		return nil, fmt.Errorf("no package under filter declares OnHttpRequestHeaders, so the filter would never be called")
	}
	return keep, nil
}

// declaredMethods lists the methods that the packages in a folder declare,
// tests aside, in the order of their files.
func declaredMethods(dir string) ([]string, error) {
	var methods []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
				methods = append(methods, f.Name.Name)
			}
		}
		return nil
	})
	return methods, err
}
