package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit statuses.
const (
	exitValid   = 0 // the token is valid, or nothing was to be judged
	exitRefused = 1 // the token is refused
	exitUsage   = 2 // the question was wrong: a flag, a file, a policy
)

// commandLine is everything that tally understands.
type commandLine struct {
	Verify  verifyCommand  `cmd:"" help:"Give the verdict on a token, or on a batch of them."`
	Inspect inspectCommand `cmd:"" help:"Show what a token says of itself, verifying nothing."`
}

const description = `Tally gives the verdict on a JWT that Envoy, the browser and Go services give.

  tally verify --policy policy.json --jwks keys.json eyJhbGciOi...
  tally inspect eyJhbGciOi...

A token of "-" is read from standard input. Exit status: 0 valid, 1 refused, 2 wrong use.`

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// run is main without the process around it.
func run(args []string, in io.Reader, out, errs io.Writer) int {
	var line commandLine
	exited := -1
	parser, err := kong.New(&line,
		kong.Name("tally"), kong.Description(description), kong.UsageOnError(),
		kong.Writers(out, errs), kong.Exit(func(code int) { exited = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Bind(&streams{in, out}))
	if err != nil {
		fmt.Fprintln(errs, "tally:", err)
		return exitUsage
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	context, err := parser.Parse(args)
	if exited >= 0 {
		return exited
	}
	if err == nil {
		err = context.Run()
	}
	switch {
	case err == nil:
		return exitValid
	case errors.Is(err, errRefused):
		return exitRefused
	}
	fmt.Fprintln(errs, "tally:", err)
	return exitUsage
}

// streams are what a command reads and writes.
type streams struct {
	in  io.Reader
	out io.Writer
}

// errRefused ends a command that has already said why.
var errRefused = errors.New("refused")

// token returns the argument, or standard input for "-".
func (s *streams) token(argument string) (string, error) {
	if argument != "-" {
		return argument, nil
	}
	text, err := io.ReadAll(io.LimitReader(s.in, 2<<20))
	return strings.TrimSpace(string(text)), err
}
