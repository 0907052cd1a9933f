package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/tallystick/tallystick/issuer/config"
)

const about = `Signs users in and mints pairs of an access and a refresh token, as
Django's simplejwt does.

Without a command it serves, on 127.0.0.1:8000 and with the SQLite file
tallystick.db unless it is told otherwise. First steps:

  issuer user add NAME      make a user; asks for the password
  issuer                    serve
  curl -d 'username=NAME&password=...' http://127.0.0.1:8000/api/token/

Settings come from a JSON file (--config or TALLYSTICK_CONFIG), then from the
environment, then from flags; "issuer config members" lists them. Secrets come
from the environment (TALLYSTICK_SECRET, TALLYSTICK_KEY) or from files of their
own (secret_file, key_file), never from flags.`

// line is the whole command line.
type line struct {
	ConfigFile string            `name:"config" short:"c" placeholder:"FILE" help:"Configuration in JSON."`
	Listen     *string           `placeholder:"ADDRESS" help:"Address and port to listen on (setting listen)."`
	Database   *string           `placeholder:"FILE" help:"SQLite file (setting database)."`
	Set        map[string]string `placeholder:"NAME=VALUE" mapsep:"none" help:"Any other setting, such as access_seconds=30; repeatable. Elements of a list are separated by commas."`

	Serve serve `cmd:"" default:"withargs" help:"Serve (this is what happens without a command)."`
	User  struct {
		Add      userAdd      `cmd:"" help:"Make a user."`
		List     userList     `cmd:"" help:"List the users."`
		Password userPassword `cmd:"" help:"Give a user another password."`
		Disable  userDisable  `cmd:"" help:"Shut a user out: no login, no refresh."`
		Enable   userEnable   `cmd:"" help:"Let a user in again."`
	} `cmd:"" help:"Users."`
	Config struct {
		Check   configCheck   `cmd:"" help:"Check the settings and print them; open nothing."`
		Members configMembers `cmd:"" help:"List every setting with its default and meaning."`
	} `cmd:"" help:"Settings."`
}

// world is what a command sees of the process.
type world struct {
	ctx            context.Context
	environ        []string
	stdin          *os.File
	stdout, stderr io.Writer
	line           *line
}

// settings loads the configuration of this command line.
func (w *world) settings() (*config.Config, error) {
	flags := maps.Clone(w.line.Set)
	if flags == nil {
		flags = map[string]string{}
	}
	for path, value := range map[string]*string{"listen": w.line.Listen, "database": w.line.Database} {
		if value != nil {
			flags[path] = *value
		}
	}
	return config.Load(w.line.ConfigFile, w.environ, flags)
}

// Main runs the command line and returns the exit status: 0, or 1 after one
// sentence on stderr. SIGINT and SIGTERM end the context of a command.
func Main(args, environ []string, stdin *os.File, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	return run(ctx, args, environ, stdin, stdout, stderr)
}

func run(ctx context.Context, args, environ []string, stdin *os.File, stdout, stderr io.Writer) int {
	fail := func(err error) int {
		fmt.Fprintf(stderr, "issuer: %v\n", err)
		return 1
	}
	var l line
	exit := -1
	parser, err := kong.New(&l, kong.Name("issuer"), kong.Description(about),
		kong.Writers(stdout, stderr), kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}))
	if err != nil {
		return fail(err)
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help has been printed
		return exit
	}
	if err != nil {
		return fail(fmt.Errorf("%w; see issuer --help", err))
	}
	w := &world{ctx: ctx, environ: environ, stdin: stdin, stdout: stdout, stderr: stderr, line: &l}
	if err := parsed.Run(w); err != nil && !errors.Is(err, context.Canceled) {
		return fail(err)
	}
	return 0
}
