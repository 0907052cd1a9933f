package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

func main() {
	root := flag.String("root", "..", "root of the repository")
	only := flag.String("hosts", "", "ask only these, parted by commas: "+strings.Join(names(), ","))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	good, err := run(ctx, *root, *only, flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "matrix:", err)
	}
	if !good {
		os.Exit(1)
	}
}

func run(ctx context.Context, root, only, path string) (good bool, err error) {
	root, err = filepath.Abs(root)
	if err != nil {
		return false, err
	}
	all := file(path)
	if path == "" {
		if all, err = corpus(); err != nil {
			return false, err
		}
	}
	// A file that cannot be read is told before any host is started.
	if err := all(func(int, *vector) error { return nil }); err != nil {
		return false, err
	}
	chosen, err := choose(only)
	if err != nil {
		return false, err
	}
	r, err := compare(os.Stdout, all, ask(ctx, root, chosen, all))
	if err != nil {
		return false, err
	}
	for _, err := range r.failed {
		fmt.Println("failed:", err)
	}
	for _, host := range slices.Sorted(maps.Keys(r.apart)) {
		for _, reason := range slices.Sorted(maps.Keys(r.apart[host])) {
			fmt.Printf("%s was not asked %d: %s\n", host, r.apart[host][reason], reason)
		}
	}
	fmt.Println(r)
	return r.good(), nil
}

// ask puts the questions to all hosts at once.
func ask(ctx context.Context, root string, chosen []host, all vectors) []*column {
	columns := make([]*column, len(chosen))
	var wait sync.WaitGroup
	for i, h := range chosen {
		c := &column{host: h.name}
		columns[i] = c
		wait.Go(func() { c.failed = h.ask(ctx, root, all, c) })
	}
	wait.Wait()
	return columns
}

func choose(only string) ([]host, error) {
	if only == "" {
		return hosts, nil
	}
	var chosen []host
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(hosts, func(h host) bool { return h.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no host %q; there are %s", name, strings.Join(names(), ", "))
		}
		chosen = append(chosen, hosts[i])
	}
	return chosen, nil
}

func names() []string {
	var list []string
	for _, h := range hosts {
		list = append(list, h.name)
	}
	return list
}
