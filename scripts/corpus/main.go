package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// tables are the rows of the corpus, a file of this package each.
var tables = []func(k *keyring) []spec{
	rfcExamples, forms, texts, headers, keyIDs, keyMembers, keyShapes, rsaKeys, keySets,
	dates, audiences, claims, rules, signatures, orders, attacks,
}

func main() {
	check := flag.Bool("check", false, "write nothing, fail if a file is not as this program makes it")
	root := flag.String("root", "..", "root of the repository")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	want, err := generate(root)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "testdata/cases")
	have, err := present(folder)
	if err != nil {
		return err
	}
	var wrong []string
	for name, text := range want {
		if bytes.Equal(have[name], text) {
			continue
		}
		wrong = append(wrong, name)
		if !check {
			if err := write(filepath.Join(folder, name), text); err != nil {
				return err
			}
		}
	}
	for name := range have {
		if want[name] != nil {
			continue
		}
		wrong = append(wrong, name)
		if !check {
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				return err
			}
		}
	}
	if check && len(wrong) > 0 {
		slices.Sort(wrong)
		return fmt.Errorf("%d files of testdata/cases are not as scripts/corpus makes them; run make generate: %s",
			len(wrong), strings.Join(wrong, ", "))
	}
	fmt.Printf("corpus: %d cases\n", len(want))
	return nil
}

// generate gives every file by its name.
func generate(root string) (map[string][]byte, error) {
	k, err := loadKeys(root)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, table := range tables {
		for _, row := range table(k) {
			name := row.id + ".json"
			if files[name] != nil {
				return nil, fmt.Errorf("two rows are called %s", row.id)
			}
			if files[name], err = format(row.build(k)); err != nil {
				return nil, fmt.Errorf("%s: %w", row.id, err)
			}
		}
	}
	return files, nil
}

// present reads what is there.
func present(folder string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if os.IsNotExist(err) {
		return files, nil
	}
	return files, err
}

func write(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}
