package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nofreelunch"
	"nofreelunch/paper"
	"nofreelunch/paper/manuscript"
)

// The paper shows every figure of the graph and nothing else.
func TestPaperShowsEveryFigure(t *testing.T) {
	g, err := nofreelunch.Graph("smoke")
	if err != nil {
		t.Fatal(err)
	}
	var shown, made []string
	for _, line := range strings.Split(manuscript.Text(), "\n") {
		if rest, ok := strings.CutPrefix(line, "!figure "); ok {
			name, _, _ := strings.Cut(rest, " ")
			shown = append(shown, name)
		}
	}
	for _, target := range g.Targets() {
		if !target.Table {
			made = append(made, target.Name)
		}
	}
	slices.Sort(shown)
	slices.Sort(made)
	if !slices.Equal(shown, made) {
		t.Errorf("shown: %v\nmade: %v\nkeep paper/manuscript/manuscript.md and goyek.go in step", shown, made)
	}
}

// Equal sources make equal bytes, with every typesetter that is here.
func TestTypesetTwice(t *testing.T) {
	p, err := manuscript.Write("# A title\n\nText [@Wilson1927].\n\n!claims\n\n!references\n", nil,
		paper.Verdicts{Claims: []paper.Row{{ID: "x", Part: "Result 1", Statement: "σ ≥ 1, 10 % < x", N: 1, Verdict: paper.Reproduced}}}, paper.References())
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := writePaper(dir, p, nil); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, find := range []func(context.Context) (typesetter, bool){findTypst, findNode, findLaTeX} {
		setter, ok := find(t.Context())
		if !ok {
			continue
		}
		found++
		first, err := setter.run(t.Context(), dir)
		if err != nil {
			t.Errorf("%s: %v", setter.name, err)
			continue
		}
		second, err := setter.run(t.Context(), dir)
		if err != nil || !bytes.Equal(first, second) {
			t.Errorf("%s: %d and %d bytes differ, %v", setter.name, len(first), len(second), err)
		}
	}
	if found == 0 {
		t.Skip("no typesetter here")
	}
}

func TestPaperFaults(t *testing.T) {
	p := manuscript.Paper{Figures: []string{"figure1"}}
	if err := writePaper(t.TempDir(), p, nil); err == nil || !strings.Contains(err.Error(), "figure1") {
		t.Error(err)
	}
	if err := writePaper(t.TempDir(), manuscript.Paper{}, map[string][]byte{"figure2": nil}); err == nil || !strings.Contains(err.Error(), "does not show figure2") {
		t.Error(err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := findTypesetter(t.Context()); err == nil || !strings.Contains(err.Error(), "npm install") {
		t.Error(err)
	}
	pdf := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(pdf, []byte("not"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readPDF(pdf); err == nil {
		t.Error("read a file that is no PDF")
	}
}

// Where nothing can typeset the paper, nothing is computed for it.
func TestThePaperLooksForItsTypesetterFirst(t *testing.T) {
	p := newPlace(t)
	cmd := p.command("paper", smoke)
	cmd.Env = append(cmd.Env, "PATH="+t.TempDir())
	said, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "neither Typst nor LaTeX is here") || strings.Contains(string(said), "] ran") {
		t.Errorf("without a typesetter: %v\n%s", err, said)
	}
}
