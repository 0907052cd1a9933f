package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/tallystick/tallystick/filter/deploy"
)

// The demo's one user.
const (
	user     = "demo"
	password = "tally-demo"
)

// protected and toIssuer are path prefixes, with and without a slash behind: what
// asks for a token, and what goes to the issuer. All else is the page.
var (
	protected = []string{"/api/hello", "/hello"}
	toIssuer  = []string{"/api/token", "/.well-known"}
)

// policy is what filter, proxy and page hold tokens against.
const policy = `{"algorithms":["ES256"],"claims":[{"claim":"token_type","equals":"access"}]}`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root, err := filepath.Abs("..")
	if err == nil {
		d := &demo{
			root: root, out: os.Stdout,
			port:   environment("DEMO_PORT", "8000"),
			access: environment("DEMO_ACCESS_SECONDS", "30"),
			inGo:   os.Getenv("DEMO_PROXY") == "go",
		}
		err = d.run(ctx)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is what is started.
type demo struct {
	root   string // of the repository
	out    io.Writer
	port   string // on 127.0.0.1
	access string // life of an access token in seconds
	inGo   bool   // the Go proxy although there is an Envoy

	group  group
	envoy  *deploy.Process
	failed chan error // what ended before its time
}

// run starts everything, says where it is and stays until the context ends.
func (d *demo) run(ctx context.Context) error {
	d.failed = make(chan error, 4)
	defer d.stop()
	address := net.JoinHostPort("127.0.0.1", d.port)
	if err := free(address); err != nil {
		return err
	}
	issuer, err := d.startIssuer(ctx)
	if err != nil {
		return err
	}
	page, err := d.buildPage(ctx)
	if err != nil {
		return err
	}
	site, err := serveSite(page, d.out)
	if err != nil {
		return err
	}
	defer site.Close()
	if err := d.startFront(ctx, address, issuer, site.Addr().String()); err != nil {
		return err
	}
	if err := ready(ctx, "http://"+address); err != nil {
		return err
	}
	fmt.Fprintf(d.out, welcome, user, password, d.access, "http://"+address)
	select {
	case <-ctx.Done():
		fmt.Fprintln(d.out, "\nstopping")
		return nil
	case err := <-d.failed:
		// Ctrl-C on a terminal reaches every process at once.
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
}

const welcome = `
Open the address below and sign in as %s with password %s.
An access token lives %s seconds here, so that the refresh is seen. Ctrl-C ends everything.

  curl -d 'username=demo&password=tally-demo' %[4]s/api/token/
  curl -H 'Authorization: Bearer ...' %[4]s/api/hello/

ready: %[4]s
`

func (d *demo) stop() {
	if d.envoy != nil {
		d.envoy.Stop()
	}
	d.group.stop()
}

func (d *demo) path(elements ...string) string {
	return filepath.Join(append([]string{d.root}, elements...)...)
}

// startIssuer builds the issuer, gives it a fresh database with the one user,
// and starts it on a free port.
func (d *demo) startIssuer(ctx context.Context) (address string, err error) {
	fmt.Fprintln(d.out, "issuer: building and starting")
	dir := d.path(".build", "demo-run")
	if err := os.RemoveAll(dir); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	program := d.path(".build", "issuer")
	if err := run(ctx, d.root, nil, "go", "build", "-o", program, "./issuer"); err != nil {
		return "", err
	}
	database := filepath.Join(dir, "tallystick.db")
	if err := run(ctx, dir, []string{"TALLYSTICK_PASSWORD=" + password}, program, "--database", database, "user", "add", user); err != nil {
		return "", err
	}
	if address, err = freeAddress(); err != nil {
		return "", err
	}
	log, err := os.Create(filepath.Join(dir, "issuer.log"))
	if err != nil {
		return "", err
	}
	defer log.Close()
	err = d.group.start("the issuer", log, nil, d.fail, program,
		"--database", database, "--listen", address, "--set", "access_seconds="+d.access)
	if err != nil {
		return "", err
	}
	return address, answers(ctx, "http://"+address+"/healthz", "", http.StatusOK)
}

func (d *demo) fail(err error) {
	select {
	case d.failed <- err:
	default:
	}
}

// buildPage builds the page and returns its folder.
func (d *demo) buildPage(ctx context.Context) (string, error) {
	fmt.Fprintln(d.out, "page: building")
	browser := d.path("browser")
	return filepath.Join(browser, "demo", "dist"), run(ctx, browser, nil, "npm", "run", "demo:build")
}

// startFront starts Envoy with the filter, or the Go proxy where there is none.
func (d *demo) startFront(ctx context.Context, address, issuer, site string) error {
	program := d.path(".tools", "bin", "envoy")
	_, err := os.Stat(program)
	if err != nil || d.inGo {
		fmt.Fprintln(d.out, "proxy: there is no Envoy here (or DEMO_PROXY=go), so a Go reverse proxy with the same core takes its place")
		return d.startProxy(ctx, address, issuer, site)
	}
	fmt.Fprintln(d.out, "envoy: starting with filter/filter.wasm")
	config, err := envoyConfig(address, issuer, site, d.path("filter", "filter.wasm"))
	if err != nil {
		return err
	}
	if d.envoy, err = deploy.Start(ctx, deploy.Command{Program: program, Config: config}); err != nil {
		return err
	}
	go func() {
		<-d.envoy.Done()
		d.fail(errors.New("envoy ended"))
	}()
	return nil
}

// envoyConfig is the way of a request through Envoy.
func envoyConfig(address, issuer, site, wasm string) ([]byte, error) {
	type object = map[string]any
	rules := []object{{"prefix": "/", "public": true}}
	for _, prefix := range protected {
		rules = append(rules, object{"prefix": prefix, "policy": json.RawMessage(policy)})
	}
	var routes []deploy.Route
	for _, prefix := range toIssuer {
		routes = append(routes, deploy.Route{Prefix: prefix, Cluster: "issuer"})
	}
	configuration, err := json.Marshal(object{
		"realm":         "tallystick",
		"keys":          object{"cluster": "issuer"},
		"claim_headers": []object{{"claim": "user_id", "header": userHeader}},
		"rules":         rules,
	})
	if err != nil {
		return nil, err
	}
	return deploy.Envoy(deploy.Options{
		Clusters: []deploy.Cluster{{Name: "issuer", Address: issuer}, {Name: "site", Address: site}},
		Listeners: []deploy.Listener{{
			Name: "front", Address: address,
			Filter: &deploy.Filter{Wasm: wasm, Configuration: configuration},
			Routes: append(routes, deploy.Route{Prefix: "/", Cluster: "site"}),
		}},
	})
}

func (d *demo) startProxy(ctx context.Context, address, issuer, site string) error {
	handler, err := goProxy(ctx, policy, &url.URL{Scheme: "http", Host: issuer}, &url.URL{Scheme: "http", Host: site})
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { d.fail(server.Serve(l)) }()
	context.AfterFunc(ctx, func() { server.Close() })
	return nil
}
