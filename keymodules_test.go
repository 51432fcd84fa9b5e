package nofreelunch

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"nofreelunch/pipeline/codeid"
)

// modulesIn are the modules of others in the listing of a function.
func modulesIn(t *testing.T, sources fs.FS, function string) []string {
	t.Helper()
	s, err := codeid.New(sources)
	if err != nil {
		t.Fatal(err)
	}
	text, err := s.Listing(function)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^module "([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	return names
}

// requiring are the sources with one more line in go.mod, which nothing imports.
func requiring(t *testing.T) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(Sources(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(Sources(), path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	mod := string(files["go.mod"].Data)
	files["go.mod"].Data = []byte(strings.Replace(mod, "require (", "require (\n\texample.org/bucket/client v1.2.3", 1))
	files["go.sum"].Data = append(files["go.sum"].Data,
		"example.org/bucket/client v1.2.3 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"...)
	return files
}

// What trains and measures networks compiles in the CPU's features and nothing
// else of others, so no module that is required for something else, such as the
// shared store, can train a network again.
func TestNoModuleStandsInTheWayOfANetwork(t *testing.T) {
	more := requiring(t)
	for _, function := range []string{
		"nofreelunch/stages/net/train.Train", "nofreelunch/stages/measure/ratemap.Compute", "nofreelunch/stages/measure/gridscore.Score",
		"nofreelunch/stages/measure/null.Rates", "nofreelunch/stages/measure/rows.Measure",
	} {
		names := modulesIn(t, Sources(), function)
		for _, name := range names {
			if name != "golang.org/x/sys" {
				t.Errorf("%s compiles in %s", function, name)
			}
		}
		if after := modulesIn(t, more, function); !slices.Equal(names, after) {
			t.Errorf("%s: an unused requirement adds to %v: %v", function, names, after)
		}
	}
	if drawn := modulesIn(t, Sources(), "nofreelunch/figures.Figure7"); len(drawn) < 2 {
		t.Errorf("a figure is drawn with %v: the pattern finds no modules", drawn)
	}
}
