package manifest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Manifest is the text of manifest.json.
type Manifest struct {
	ABI       uint32    `json:"abi"` // what tally_abi answers, as in wasm/abi
	Toolchain Toolchain `json:"toolchain"`
	Modules   []Module  `json:"modules"`
}

// Toolchain names the releases that decide the bytes of a module.
type Toolchain struct {
	Go       string `json:"go"` // the standard library comes from here
	TinyGo   string `json:"tinygo"`
	LLVM     string `json:"llvm"`
	Binaryen string `json:"binaryen"`
}

// Module is one compiled module.
type Module struct {
	Path     string   `json:"path"`    // of the file, from the root of the repository
	Package  string   `json:"package"` // that it is compiled from
	SHA256   string   `json:"sha256"`
	Bytes    int      `json:"bytes"`
	Gzip     int      `json:"gzip"` // bytes after gzip at its best level
	TinyGo   []string `json:"tinygo_flags"`
	Binaryen []string `json:"binaryen_flags"`
	Shape
}

// Describe fills in all of a Module that follows from its bytes.
func (m *Module) Describe(wasm []byte) error {
	shape, err := Inspect(wasm)
	if err != nil {
		return fmt.Errorf("%s: %w", m.Path, err)
	}
	sum := sha256.Sum256(wasm)
	m.SHA256 = hex.EncodeToString(sum[:])
	m.Bytes = len(wasm)
	m.Gzip = gzipped(wasm)
	m.Shape = shape
	return nil
}

func gzipped(b []byte) int {
	var out bytes.Buffer
	// The level is a constant that exists, and a bytes.Buffer takes every write.
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	w.Write(b)
	w.Close()
	return out.Len()
}

// Find returns the module at a path, or nil.
func (m *Manifest) Find(path string) *Module {
	for i := range m.Modules {
		if m.Modules[i].Path == path {
			return &m.Modules[i]
		}
	}
	return nil
}

// Parse reads the text of a manifest. A member that it does not know is an
// error.
func Parse(text []byte) (Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("manifest: %w", err)
	}
	return m, nil
}

// Text is the manifest as it is committed: indented, with a final newline.
func (m Manifest) Text() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", "  ")
	return append(text, '\n'), err
}
