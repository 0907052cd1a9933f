package command

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"golang.org/x/term"

	"github.com/tallystick/tallystick/issuer/account"
	"github.com/tallystick/tallystick/issuer/store"
	"github.com/tallystick/tallystick/issuer/store/sqlite"
)

// with opens the database, calls f and closes it.
func (w *world) with(f func(store.Store, *account.Accounts) error) (err error) {
	cfg, err := w.settings()
	if err != nil {
		return err
	}
	db, err := sqlite.Open(w.ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return f(db, account.New(db, 1))
}

type userAdd struct {
	Name          string `arg:"" help:"User name: letters, digits and @ . + - _ only."`
	PasswordStdin bool   `name:"password-stdin" help:"Read the password from standard input; otherwise it is taken from TALLYSTICK_PASSWORD or asked for on the terminal."`
}

func (c userAdd) Run(w *world) error {
	if err := account.CheckName(c.Name); err != nil {
		return err
	}
	password, err := w.password(c.PasswordStdin)
	if err != nil {
		return err
	}
	return w.with(func(_ store.Store, a *account.Accounts) error {
		u, err := a.Add(w.ctx, c.Name, password)
		if err == nil {
			fmt.Fprintf(w.stdout, "added user %s with id %s\n", u.Name, u.ID)
		}
		return err
	})
}

type userPassword struct {
	Name          string `arg:"" help:"User name."`
	PasswordStdin bool   `name:"password-stdin" help:"Read the password from standard input; otherwise it is taken from TALLYSTICK_PASSWORD or asked for on the terminal."`
}

func (c userPassword) Run(w *world) error {
	password, err := w.password(c.PasswordStdin)
	if err != nil {
		return err
	}
	return w.with(func(_ store.Store, a *account.Accounts) error {
		err := a.SetPassword(w.ctx, c.Name, password)
		if err == nil {
			fmt.Fprintf(w.stdout, "user %s has a new password\n", c.Name)
		}
		return err
	})
}

type userDisable struct {
	Name string `arg:"" help:"User name."`
}

func (c userDisable) Run(w *world) error { return w.setActive(c.Name, false, "is shut out") }

type userEnable struct {
	Name string `arg:"" help:"User name."`
}

func (c userEnable) Run(w *world) error { return w.setActive(c.Name, true, "may sign in") }

func (w *world) setActive(name string, active bool, now string) error {
	return w.with(func(_ store.Store, a *account.Accounts) error {
		err := a.SetActive(w.ctx, name, active)
		if err == nil {
			fmt.Fprintf(w.stdout, "user %s %s\n", name, now)
		}
		return err
	})
}

type userList struct{}

func (userList) Run(w *world) error {
	return w.with(func(s store.Store, _ *account.Accounts) error {
		t := tabwriter.NewWriter(w.stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "ID\tNAME\tSTATE\tSINCE")
		err := s.EachUser(w.ctx, func(u store.User) error {
			state := "active"
			if !u.Active {
				state = "disabled"
			}
			_, err := fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", u.ID, u.Name, state, u.CreatedAt.Format(time.RFC3339))
			return err
		})
		return errors.Join(err, t.Flush())
	})
}

// password takes the password from standard input, from the environment, or
// from a person at a terminal, and never from an argument, which every user of
// the machine can read. An environment is readable by the same user only.
func (w *world) password(fromStdin bool) (string, error) {
	if fromStdin {
		text, err := io.ReadAll(io.LimitReader(w.stdin, 1<<16))
		if err != nil {
			return "", fmt.Errorf("password: standard input: %w", err)
		}
		return strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r"), nil
	}
	for _, e := range w.environ {
		if password, ok := strings.CutPrefix(e, "TALLYSTICK_PASSWORD="); ok {
			return password, nil
		}
	}
	if !term.IsTerminal(int(w.stdin.Fd())) {
		return "", errors.New("password: standard input is not a terminal; give --password-stdin, or set TALLYSTICK_PASSWORD")
	}
	return w.ask()
}

// ask reads a password twice from the terminal, whose echo is off before the
// prompt is there.
func (w *world) ask() (password string, err error) {
	fd := int(w.stdin.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", fmt.Errorf("password: %w", err)
	}
	defer func() { err = errors.Join(err, term.Restore(fd, before)) }()
	t := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{w.stdin, w.stderr}, "")
	var texts [2]string
	for i, prompt := range []string{"Password: ", "Password (again): "} {
		if texts[i], err = t.ReadPassword(prompt); err != nil { // Ctrl-C and Ctrl-D too
			fmt.Fprint(w.stderr, "\r\n")
			return "", errors.New("password: none was given; nothing was changed")
		}
	}
	if texts[0] != texts[1] {
		return "", errors.New("password: the two are not the same; nothing was changed")
	}
	return texts[0], nil
}
