package origin

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/build/constraint"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"nofreelunch/pipeline/codeid"
)

// files are contents by path.
type files map[string][]byte

// read reads the files of a folder that count: those that the patterns name,
// without tests and what no build compiles.
func read(dir fs.FS, of patterns) (files, error) {
	found := files{}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir():
			if name != "." && !of.reach(name) {
				return fs.SkipDir
			}
			return nil
		case !of.name(name):
			return nil
		}
		text, err := fs.ReadFile(dir, name)
		if err == nil && compiled(name, text) {
			found[name] = text
		}
		return err
	})
	return found, err
}

// digest names all files at once.
func (f files) digest() string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(h, "%q %x\n", name, sha256.Sum256(f[name]))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// compiled reports that a file goes into the program under some settings:
// not one kept out by "//go:build ignore".
func compiled(name string, text []byte) bool {
	if !strings.HasSuffix(name, ".go") {
		return true
	}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		if line != "" && !strings.HasPrefix(line, "//") {
			return true
		}
		if x, err := constraint.Parse(line); err == nil && constraint.IsGoBuild(line) {
			return codeid.Satisfiable(x)
		}
	}
	return true
}

// patterns are those of go:embed.
type patterns []string

// embedded are the patterns in the Go files at the root of a module.
func embedded(module fs.FS) (patterns, error) {
	var all patterns
	names, err := fs.Glob(module, "*.go")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(module, name)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, "//go:embed"); ok {
				for _, word := range strings.Fields(rest) {
					if unquoted, err := strconv.Unquote(word); err == nil {
						word = unquoted
					}
					all = append(all, strings.TrimPrefix(word, "all:"))
				}
			}
		}
	}
	return all, nil
}

// name reports that a pattern names the file, or a folder it is in.
func (p patterns) name(file string) bool {
	if strings.HasSuffix(file, "_test.go") || slices.ContainsFunc(strings.Split(file, "/"), overlooked) {
		return false
	}
	return slices.ContainsFunc(p, func(pattern string) bool {
		for at := file; at != "."; at = path.Dir(at) {
			if ok, err := path.Match(pattern, at); ok && err == nil {
				return true
			}
		}
		return false
	})
}

// overlooked reports that the go command takes nothing of that name into a
// program.
func overlooked(name string) bool {
	return name == "testdata" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
}

// reach reports that a pattern may name something in the folder.
func (p patterns) reach(folder string) bool {
	words := strings.Split(folder, "/")
	return slices.ContainsFunc(p, func(pattern string) bool {
		of := strings.Split(pattern, "/")
		n := min(len(of), len(words))
		ok, err := path.Match(strings.Join(of[:n], "/"), strings.Join(words[:n], "/"))
		return ok && err == nil
	})
}
