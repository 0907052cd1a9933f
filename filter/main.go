package main

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"

	"github.com/tallystick/tallystick/filter/plugin"
)

// The host runs the initialisers and never main.
func init() { proxywasm.SetVMContext(plugin.New()) }

func main() {}
