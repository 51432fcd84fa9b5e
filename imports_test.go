package nofreelunch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowed says, for each top-level folder, which module folders its packages
// may import besides themselves, and which third-party modules are theirs alone.
func allowed(from, to string) bool {
	top := func(p string) string { s, _, _ := strings.Cut(p, "/"); return s }
	switch top(from) {
	case "build":
		return true
	case ".":
		return top(to) != "build"
	case "figures":
		return top(to) == "figures" || top(to) == "stages" || top(to) == "data" || to == "pipeline/job"
	case "stages":
		return top(to) == "stages" || to == "pipeline/job"
	case "pipeline":
		return top(to) == "pipeline"
	case "paper":
		if from == "paper/graph" { // declares the stage calls
			return top(to) != "build"
		}
		return top(to) == "paper" || top(to) == "figures" || top(to) == "stages" || top(to) == "data" || to == "pipeline/job"
	}
	return false
}

// owners maps third-party modules to the folders that alone may import them.
func owned(module, from string) bool {
	in := func(dirs ...string) bool {
		for _, d := range dirs {
			if from == d || strings.HasPrefix(from, d+"/") {
				return true
			}
		}
		return false
	}
	switch {
	case strings.HasPrefix(module, "github.com/goyek/"):
		return in("build") || from == "."
	case strings.HasPrefix(module, "gonum.org/v1/plot"):
		return in("figures")
	case strings.HasPrefix(module, "github.com/apache/arrow"):
		return in("pipeline/table")
	}
	return true
}

func TestImportDirection(t *testing.T) {
	const module = "nofreelunch"
	files := 0
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if file != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "out") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := path.Dir(filepath.ToSlash(file))
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if to, ok := strings.CutPrefix(imported, module+"/"); ok && !allowed(from, to) {
				t.Errorf("%s imports %s against the import direction", file, imported)
			}
			if imported == module && !strings.HasPrefix(from, "build") {
				t.Errorf("%s imports the root package; only build may", file)
			}
			if !owned(imported, from) {
				t.Errorf("%s imports %s, which is not its to use", file, imported)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 5 {
		t.Fatalf("only %d source files found", files)
	}
}
