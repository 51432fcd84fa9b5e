// Package golden opens the reference numbers that were computed with the
// authors' code, for tests.
//
// The folder is the one named by NOFREELUNCH_GOLDEN, else ../shared/golden
// beside the repository, else the compact selection in this package's
// testdata. All three have the same layout: a set is a folder of JSON files and
// of NAME.f64 arrays indexed by NAME.json.
//
// The package knows nothing of what the numbers mean.
package golden

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Env names the variable that points to another golden folder.
const Env = "NOFREELUNCH_GOLDEN"

// Set is one folder of reference numbers.
type Set struct {
	dir string
}

// Open returns the set called name ("encodings", "gridscore", ...). A folder
// named by NOFREELUNCH_GOLDEN that lacks the set fails the test.
func Open(t testing.TB, name string) Set {
	t.Helper()
	if root := os.Getenv(Env); root != "" {
		dir := filepath.Join(root, name)
		if !isDir(dir) {
			t.Fatalf("golden: %s=%s has no folder %q", Env, root, name)
		}
		return Set{dir}
	}
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("golden: cannot locate this package's source")
	}
	here := packageDir(t, file)
	for _, root := range []string{
		filepath.Join(here, "..", "..", "..", "..", "shared", "golden"),
		filepath.Join(here, "testdata"),
	} {
		if dir := filepath.Join(root, name); isDir(dir) {
			return Set{dir}
		}
	}
	t.Fatalf("golden: no set %q beside the repository or in testdata", name)
	return Set{}
}

// packageDir finds this package's folder. With -trimpath the caller's file
// name is module-relative, so the folder is found from the working directory,
// which go test sets to the tested package inside the module.
func packageDir(t testing.TB, file string) string {
	if filepath.IsAbs(file) {
		return filepath.Dir(file)
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "stages", "internal", "golden")
		}
	}
	t.Fatal("golden: no go.mod above the working directory")
	return ""
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// Compact reports whether the set is the selection in testdata.
func (s Set) Compact() bool {
	return filepath.Base(filepath.Dir(s.dir)) == "testdata"
}

// JSON decodes the file called name (with its extension) into v.
func (s Set) JSON(t testing.TB, name string, v any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("golden: %s: %v", filepath.Join(s.dir, name), err)
	}
}

// Array is a named float64 array, row-major.
type Array struct {
	Shape  []int
	Values []float64
}

// Arrays maps names to the arrays of one .f64 file.
type Arrays map[string]Array

// Arrays reads name.f64 by its index name.json.
func (s Set) Arrays(t testing.TB, name string) Arrays {
	t.Helper()
	var index struct {
		Arrays map[string]struct {
			Offset int
			Shape  []int
		}
	}
	s.JSON(t, name+".json", &index)
	path := filepath.Join(s.dir, name+".f64")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := make(Arrays, len(index.Arrays))
	for key, a := range index.Arrays {
		n := 1
		for _, d := range a.Shape {
			n *= d
		}
		if a.Offset < 0 || 8*(a.Offset+n) > len(raw) {
			t.Fatalf("golden: %s: array %q lies outside the file", path, key)
		}
		v := make([]float64, n)
		for i := range v {
			v[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*(a.Offset+i):]))
		}
		out[key] = Array{a.Shape, v}
	}
	return out
}

// Get returns the array called name, or fails the test.
func (a Arrays) Get(t testing.TB, name string) Array {
	t.Helper()
	v, ok := a[name]
	if !ok {
		t.Fatalf("golden: no array %q", name)
	}
	return v
}

// Number is a float64 that JSON may write as null (NaN), "Infinity" or
// "-Infinity".
type Number float64

// UnmarshalJSON reads the three spellings.
func (n *Number) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null":
		*n = Number(math.NaN())
		return nil
	case `"Infinity"`:
		*n = Number(math.Inf(1))
		return nil
	case `"-Infinity"`:
		*n = Number(math.Inf(-1))
		return nil
	}
	var f float64
	if err := json.Unmarshal(b, &f); err != nil {
		return fmt.Errorf("golden: number %s: %w", b, err)
	}
	*n = Number(f)
	return nil
}
