package main

import (
	"os"

	"github.com/tallystick/tallystick/issuer/command"
)

func main() {
	os.Exit(command.Main(os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr))
}
