package main

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// clock is the time of day of one Envoy: a file that the preload library maps.
type clock struct {
	file    *os.File
	library string
}

func newClock(ctx context.Context, root string) (*clock, error) {
	folder := filepath.Join(root, ".build/matrix")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	library := filepath.Join(folder, "clock.so")
	source := filepath.Join(root, "scripts/matrix/clock/clock.c")
	if err := command(ctx, root, "gcc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, source); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(folder, "clock-")
	if err != nil {
		return nil, err
	}
	c := &clock{f, library}
	return c, c.set(1, 0)
}

// environment is what has a process live by the clock.
func (c *clock) environment() []string {
	return []string{"LD_PRELOAD=" + c.library, "TALLYSTICK_CLOCK=" + c.file.Name()}
}

func (c *clock) set(sec int64, nano uint32) error {
	var b [16]byte
	binary.NativeEndian.PutUint64(b[:], uint64(sec))
	binary.NativeEndian.PutUint64(b[8:], uint64(nano))
	_, err := c.file.WriteAt(b[:], 0)
	return err
}

func (c *clock) close() error {
	c.file.Close()
	return os.Remove(c.file.Name())
}

// envoyTime reads the clock of a case as Envoy can tell it, or says why not.
func envoyTime(now string) (sec int64, nano uint32, why string) {
	whole, fraction, _ := strings.Cut(now, ".")
	sec, err := strconv.ParseInt(whole, 10, 64)
	fraction = strings.TrimRight(fraction, "0")
	switch {
	case err != nil:
		return 0, 0, "a clock that is no 64-bit number"
	case sec < 0 || strings.HasPrefix(whole, "-"):
		return 0, 0, "a clock before 1970"
	case sec >= math.MaxInt64/1_000_000_000:
		return 0, 0, "a clock beyond the year 2262"
	case len(fraction) > 6:
		return 0, 0, "a clock finer than a microsecond"
	}
	micro, err := strconv.ParseUint((fraction + "000000")[:6], 10, 32)
	if err != nil {
		return 0, 0, "a clock that is no plain number"
	}
	return sec, uint32(micro) * 1000, ""
}
