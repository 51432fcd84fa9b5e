package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// These tests do what CONTRIBUTING says, with the worked examples that lie in
// testdata of the packages that they add to, in a copy of the module.

// contribution is a file, and a line behind another one of goyek.go.
type contribution struct {
	file, to    string
	after, line string
}

func newEncoding() contribution {
	return contribution{"stages/world/encoding/testdata/log/log.go", "stages/world/encoding/log.go", "\t\tencoding.DoSEntry(),\n", "\t\tencoding.LoGEntry(),\n"}
}

func newCell() contribution {
	return contribution{"stages/net/nn/testdata/mgu/cell_mgu.go", "stages/net/nn/cell_mgu.go", "\t\tnn.UGRNN{},\n", "\t\tnn.MGU{},\n"}
}

func newFigure() contribution {
	return contribution{"figures/testdata/histogram/histogram.go", "figures/histogram.go",
		"\t// Which of the publication's statements hold.\n",
		"\tpipeline.Figure(g, \"histogram\", \"grid scores of all units\", pipeline.Do1(g, \"draw\", figures.Histogram, figures.HistogramParams{Profile: p.Profile(), Bins: 29}, p.Everyone()))\n"}
}

// contributed is a copy of the module with the contribution, spoilt by edit, which
// may be nil.
func contributed(t *testing.T, c contribution, edit func(string) string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	copyModule(t, dir)
	text := readText(t, filepath.Join("..", c.file))
	if edit != nil {
		text = edit(text)
	}
	writeText(t, filepath.Join(dir, c.to), text)
	contents := filepath.Join(dir, "goyek.go")
	before := readText(t, contents)
	if strings.Count(before, c.after) != 1 {
		t.Fatalf("goyek.go has the line %q %d times, want once", c.after, strings.Count(before, c.after))
	}
	writeText(t, contents, strings.Replace(before, c.after, c.after+c.line, 1))
	return dir
}

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// buildCommand builds the command of a module.
func buildCommand(t *testing.T, dir string) (bin, output string, err error) {
	t.Helper()
	bin = filepath.Join(t.TempDir(), "build")
	cmd := exec.Command("go", "build", "-o", bin, "./build")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return bin, string(out), err
}

// A new encoding, and a new cell, is a file and a line: the figures draw its
// networks, and no other network is trained again.
func TestContributingIsAFileAndALine(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	p := newPlace(t)
	figures := []string{"figure1", "supplement2"}
	p.ok(append(figures, smoke)...)
	for name, c := range map[string]contribution{"LoG": newEncoding(), "mgu": newCell()} {
		bin, out, err := buildCommand(t, contributed(t, c, nil))
		if err != nil {
			t.Fatalf("%s: go build: %v\n%s", name, err, out)
		}
		with := p.with(bin)
		plan := with.ok(append([]string{"plan", smoke}, figures...)...)
		trained := 0
		for line := range strings.Lines(plan) {
			fields := strings.Fields(line)
			if len(fields) < 3 || fields[1] != "train" || fields[0] != "run" {
				continue
			}
			trained++
			if !strings.Contains(line, name) {
				t.Errorf("adding %s trains again: %s", name, line)
			}
		}
		if trained == 0 {
			t.Errorf("adding %s trains nothing:\n%s", name, plan)
		}
		with.ok(append(figures, smoke)...)
		drawn := ""
		for _, data := range with.files() {
			drawn += data
		}
		if !strings.Contains(drawn, name) {
			t.Errorf("%s is in no table and on no figure", name)
		}
	}
}

// A new figure is a file and a line: it is drawn, and nothing else is made again.
func TestANewFigureIsAFileAndALine(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	p := newPlace(t)
	p.ok("figure1", smoke)
	bin, out, err := buildCommand(t, contributed(t, newFigure(), nil))
	if err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	with := p.with(bin)
	if out := with.ok("histogram", smoke); !strings.Contains(out, "ran 1 node") {
		t.Errorf("more ran than the drawing:\n%s", out)
	}
	if data := with.files()["histogram.png"]; !strings.HasPrefix(data, "\x89PNG") {
		t.Errorf("no picture among %d files", len(with.files()))
	}
}

// A part that is forgotten does not compile, and the compiler says which.
func TestForgottenPartsDoNotCompile(t *testing.T) {
	if os.Getenv("NOFREELUNCH_LONG") == "" {
		t.Skip("long: set NOFREELUNCH_LONG=1")
	}
	for _, f := range []struct {
		c                contribution
		from, to, missed string
	}{
		{newEncoding(), "func (logKind) tuning(", "func (logKind) tunig(", "tuning"},
		{newEncoding(), "func (logKind) validate(", "func (logKind) check(", "validate"},
		{newEncoding(), "func (laplacian) tune32(", "func (laplacian) tune16(", "tune32"},
		{newEncoding(), "func (logEntry) Look(", "func (logEntry) Lok(", "Look"},
		{newEncoding(), "func (logEntry) Curve(", "func (logEntry) Curves(", "Curve"},
		{newCell(), "func (MGU) gates(", "func (MGU) gate(", "gates"},
		{newCell(), "func (MGU) recurrent64(", "func (MGU) recurrent(", "recurrent64"},
		{newCell(), "func (c *mgu[F]) retreat(", "func (c *mgu[F]) back(", "retreat"},
	} {
		dir := contributed(t, f.c, func(text string) string { return strings.Replace(text, f.from, f.to, 1) })
		_, out, err := buildCommand(t, dir)
		if err == nil || !strings.Contains(out, "missing method "+f.missed) {
			t.Errorf("without %s: %v\n%s", f.missed, err, out)
		}
	}
}

// CONTRIBUTING shows the lines that these tests add.
func TestContributingSaysTheLines(t *testing.T) {
	text := []byte(readText(t, filepath.Join("..", "CONTRIBUTING.md")))
	for _, c := range []contribution{newEncoding(), newCell(), newFigure()} {
		for _, part := range []string{c.file, strings.TrimSpace(c.line)} {
			if !bytes.Contains(bytes.Join(bytes.Fields(text), []byte(" ")), []byte(part)) {
				t.Errorf("CONTRIBUTING.md does not mention %s", part)
			}
		}
	}
}
