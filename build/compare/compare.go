// Package compare says how two makings of a figure differ: in its data, table
// by table and column by column, and in its drawing, pixel by pixel.
//
// The package does not know commits, how figures are made, or what caused a
// difference.
package compare

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"nofreelunch/pipeline/provenance"
)

// Figure is one making of a figure, without its provenance.
type Figure struct {
	Name   string
	Key    string            // of the action that made it
	Files  map[string][]byte // "png", "pdf", "svg"
	Tables map[string][]byte // "networks.parquet"
}

// Read reads a figure from a folder of figures. It is nil if there is none.
func Read(dir, name string) (*Figure, error) {
	f := &Figure{Name: name, Files: map[string][]byte{}, Tables: map[string][]byte{}}
	for _, kind := range []string{"png", "pdf", "svg"} {
		data, err := os.ReadFile(filepath.Join(dir, name+"."+kind))
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			f.Files[kind], err = f.strip(data)
		}
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", name, kind, err)
		}
	}
	tables, err := fs.Glob(os.DirFS(dir), name+"/*.parquet")
	if err != nil {
		return nil, err
	}
	for _, path := range tables {
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err == nil {
			f.Tables[filepath.Base(path)], err = f.strip(data)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if len(f.Files)+len(f.Tables) == 0 {
		return nil, nil
	}
	return f, nil
}

// strip takes the provenance off a file, and keeps the figure's key.
func (f *Figure) strip(data []byte) ([]byte, error) {
	meta, err := provenance.Read(data)
	if err != nil {
		return nil, err
	}
	f.Key = meta["key"]
	return provenance.Strip(data)
}

// Drawn reports that there is a drawing.
func (f *Figure) Drawn() bool { return f != nil && len(f.Files) > 0 }

// Verdict says what of a figure differs.
type Verdict string

// The verdicts.
const (
	Same    Verdict = "same"
	Style   Verdict = "style only"
	Data    Verdict = "data only"
	Both    Verdict = "data and drawing"
	Added   Verdict = "added"
	Removed Verdict = "removed"
)

// Difference is what two makings of a figure differ in.
type Difference struct {
	Figure  string   `json:"figure"`
	Verdict Verdict  `json:"verdict"`
	Tables  []Table  `json:"tables,omitempty"` // those that differ
	Pixels  *Pixels  `json:"pixels,omitempty"` // nil if the PNG is the same, or there are not two
	Files   []string `json:"files,omitempty"`  // renderings that differ
	Causes  []string `json:"causes,omitempty"`
	Commit  string   `json:"commit,omitempty"` // that introduced it

	Before, After *Figure `json:"-"`
}

// Figures compares two makings; either may be nil.
func Figures(name string, before, after *Figure) (Difference, error) {
	d := Difference{Figure: name, Verdict: Same, Before: before, After: after}
	switch {
	case before == nil && after == nil:
		return d, nil
	case before == nil:
		d.Verdict = Added
		return d, nil
	case after == nil:
		d.Verdict = Removed
		return d, nil
	}
	var err error
	if d.Tables, err = tables(before.Tables, after.Tables); err != nil {
		return d, fmt.Errorf("%s: %w", name, err)
	}
	for _, kind := range union(before.Files, after.Files) {
		if !bytes.Equal(before.Files[kind], after.Files[kind]) {
			d.Files = append(d.Files, kind)
		}
	}
	if slices.Contains(d.Files, "png") {
		if d.Pixels, err = pixels(before.Files["png"], after.Files["png"]); err != nil {
			return d, fmt.Errorf("%s.png: %w", name, err)
		}
	}
	switch {
	case len(d.Tables) > 0 && len(d.Files) > 0:
		d.Verdict = Both
	case len(d.Tables) > 0:
		d.Verdict = Data
	case len(d.Files) > 0:
		d.Verdict = Style
	}
	return d, nil
}

func union(a, b map[string][]byte) []string {
	names := slices.Collect(maps.Keys(a))
	for name := range b {
		if _, ok := a[name]; !ok {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
