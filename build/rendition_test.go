package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/tiff"

	"nofreelunch/pipeline/provenance"
)

// A figure is written in the formats asked for and in no other, each with where
// it came from and how to ask for it again, and always beside its Parquet.
func TestFiguresInOtherFormats(t *testing.T) {
	p := newPlace(t)
	out := p.ok("setup", smoke, "-format", "tiff, eps,csv", "-dpi", "72")
	if !strings.Contains(out, "setup.tiff, .eps and its tables") {
		t.Errorf("it says %s", out)
	}
	read := func(name string) []byte {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(p.dir, outDir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, absent := range []string{"setup.png", "setup.svg", "setup.pdf"} {
		if _, err := os.Stat(filepath.Join(p.dir, outDir, absent)); err == nil {
			t.Errorf("%s was not asked for", absent)
		}
	}
	img, err := tiff.Decode(bytes.NewReader(read("setup.tiff")))
	if err != nil || img.Bounds().Dx() != 510 { // 180 mm at 72 to the inch
		t.Errorf("TIFF: %v, %v", img.Bounds(), err)
	}
	for name, asked := range map[string]string{"setup.tiff": " -format tiff -dpi 72", "setup.eps": " -format eps", "setup/errors.parquet": "setup -profile smoke"} {
		meta, err := provenance.Read(read(name))
		if err != nil || !strings.HasSuffix(meta["command"], asked) {
			t.Errorf("%s: command %q, %v", name, meta["command"], err)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(read("setup/errors.csv"))).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Errorf("CSV: %d rows, %v", len(rows), err)
	}
	p.ok("setup", smoke, "-format", "png", "-dpi", "300")
	usual := read("setup.png")
	p.ok("setup", smoke)
	if !bytes.Equal(usual, read("setup.png")) {
		t.Error("the PNG at the usual resolution is another one when that is asked for")
	}
	p.ok("get", "setup", smoke, "-o", "got", "-format", "eps,csv,parquet")
	for _, name := range []string{"figure.eps", "errors.csv", "errors.parquet"} {
		if _, err := os.Stat(filepath.Join(p.dir, "got", name)); err != nil {
			t.Error(err)
		}
	}
}

// Status names files that are not what was written, or of an earlier making.
func TestStatusNoticesEditedFiles(t *testing.T) {
	p := newPlace(t)
	p.ok("setup", "claims", smoke, "-format", "svg,eps,csv")
	figures := filepath.Join(p.dir, outDir)
	if out := p.ok("status", smoke); strings.Contains(out, "written") || strings.Contains(out, "earlier") {
		t.Errorf("nothing was touched:\n%s", out)
	}
	for _, name := range []string{"setup.svg", "setup.eps", "setup/errors.csv", "setup/paths.parquet", "../claims.md"} {
		path := filepath.Join(figures, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
		if out := p.ok("status", smoke); !strings.Contains(out, "edited since") || !strings.Contains(out, filepath.Clean(filepath.Join(outDir, name))) {
			t.Errorf("%s was edited:\n%s", name, out)
		}
		if out := p.ok("status", smoke, "-json"); !strings.Contains(out, `"edited":[`) {
			t.Errorf("%s was edited:\n%s", name, out)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(figures, "setup.svg")); err != nil {
		t.Fatal(err)
	}
	if out := p.ok("status", smoke); !strings.Contains(out, "removed since they were written: ") || strings.Contains(out, "edited") {
		t.Errorf("a file was removed:\n%s", out)
	}
	if out := p.ok("status", smoke, "-set", "lr=0.005"); !strings.Contains(out, "of an earlier making") {
		t.Errorf("asked of other networks:\n%s", out)
	}
}
