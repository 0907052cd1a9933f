package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// maxOffered is how many different policies that do not load are given to Envoy
// in one run: each costs it a machine, some 0.2 s.
const maxOffered = 24

// refusals answers the waiting cases whose policy does not load.
func (d *driver) refusals(ctx context.Context) error {
	var fresh []rule
	for _, a := range d.refused {
		text := string(a.rule.Policy)
		if _, known := d.policies[text]; known {
			continue
		}
		d.policies[text] = answer{apart: fmt.Sprintf("a policy that does not load, behind %d others that Envoy was given and refused", maxOffered)}
		if d.offered < maxOffered {
			d.offered++
			fresh = append(fresh, a.rule)
		}
	}
	if err := d.offer(ctx, fresh); err != nil {
		return err
	}
	for _, a := range d.refused {
		d.column.set(a.n, d.policies[string(a.rule.Policy)])
	}
	return nil
}

// offer gives Envoy each rule as a listener of its own over the listener
// discovery service. Envoy keeps running and says of each whether it took it; a
// listener that it took would be an acceptance.
func (d *driver) offer(ctx context.Context, rules []rule) error {
	if len(rules) == 0 {
		return nil
	}
	sets := make([][]rule, len(rules))
	for i, r := range rules {
		sets[i] = []rule{r}
	}
	built, err := bootstrap(d.root, sets, d.keys)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(filepath.Join(d.root, ".build/matrix"), "listeners-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "listeners.json")
	listeners, err := discovered(built, path)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, listeners, 0o600); err != nil {
		return err
	}
	p, err := d.start(ctx, built)
	if err != nil {
		return err
	}
	defer p.Stop()
	text, err := p.Ask(ctx, "/config_dump?resource=dynamic_listeners")
	if err != nil {
		return err
	}
	refused, err := refusedListeners(text)
	if err != nil {
		return err
	}
	for i, r := range rules {
		said := answer{fault: "Envoy took a policy that does not load"}
		if refused[listenerName(i)] {
			said = answer{refused: anyWords}
		}
		d.policies[string(r.Policy)] = said
	}
	return nil
}

// refusedListeners reads the dump of listeners: those that are in an error state
// and not active.
func refusedListeners(text []byte) (map[string]bool, error) {
	var dump struct {
		Configs []struct {
			Name        string          `json:"name"`
			ActiveState json.RawMessage `json:"active_state"`
			ErrorState  *struct {
				Details string `json:"details"`
			} `json:"error_state"`
		} `json:"configs"`
	}
	if err := json.Unmarshal(text, &dump); err != nil {
		return nil, fmt.Errorf("the list of Envoy's listeners: %w", err)
	}
	refused := map[string]bool{}
	for _, l := range dump.Configs {
		if l.ErrorState != nil && l.ActiveState == nil {
			refused[l.Name] = true
		}
	}
	return refused, nil
}
