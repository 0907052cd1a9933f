package command

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/tallystick/tallystick/issuer/config"
	"github.com/tallystick/tallystick/issuer/keys"
	"github.com/tallystick/tallystick/issuer/server"
)

type configCheck struct{}

func (configCheck) Run(w *world) error {
	cfg, err := w.settings()
	if err != nil {
		return err
	}
	if _, err := server.Sealer(cfg); err != nil {
		return err
	}
	if cfg.Algorithm == keys.HS256 {
		if _, err := server.Secret(cfg); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(cfg, "", "  ")
	if err != nil {
		return err
	}
	for _, name := range cfg.Ignored {
		fmt.Fprintf(w.stderr, "issuer: %s is not a setting and is ignored\n", name)
	}
	_, err = fmt.Fprintf(w.stdout, "%s\n", text)
	return err
}

type configMembers struct{}

func (configMembers) Run(w *world) error {
	t := tabwriter.NewWriter(w.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "MEMBER\tENVIRONMENT\tDEFAULT\tMEANING")
	for _, s := range config.Settings(&config.Config{}) {
		value := s.Default
		if value == "" {
			value = "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", s.Path, s.Env, value, s.Help)
	}
	for _, s := range [][2]string{
		{"TALLYSTICK_CONFIG", "path of the configuration file, as --config"},
		{"TALLYSTICK_SECRET", "the HS256 secret, at least 32 bytes, shared with Django"},
		{"TALLYSTICK_KEY", "32 bytes in base64 or hex that seal the signing keys in the database"},
		{"TALLYSTICK_PASSWORD", "password for user add and user password, in scripts"},
	} {
		fmt.Fprintf(t, "-\t%s\t-\t%s\n", s[0], s[1])
	}
	return t.Flush()
}
