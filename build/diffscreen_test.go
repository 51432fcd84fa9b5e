package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"nofreelunch/build/compare"
)

// However much differs, the text is a screen of 80 columns and 24 lines, and says
// what there is besides.
func TestDiffIsAScreenAtMost(t *testing.T) {
	c := &comparison{Profile: "smoke", Before: "HEAD (0123456789)", After: "working tree"}
	for i := range 14 {
		c.Figures = append(c.Figures, compare.Difference{Figure: fmt.Sprintf("figure%d", i), Verdict: compare.Both, Commit: strings.Repeat("A long subject. ", 20),
			Tables: []compare.Table{{Table: "networks.parquet", Status: "changed", Rows: [2]int{8, 8}, Columns: []compare.Column{
				{Column: "error_m", Status: "changed", Unit: "m", Changed: 8, Numbers: true}, {Column: "σ", Status: "changed", Changed: 8}}}}})
	}
	for i := range 30 {
		c.Causes = append(c.Causes, sharedCause{fmt.Sprintf("%d networks: Parameter%d 1 -> 2", 100-i, i), []string{"figure1", "figure2", "figure3", "figure4", "figure5"}})
	}
	text, err := asText(c)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	if len(lines) > 24 {
		t.Errorf("%d lines:\n%s", len(lines), text)
	}
	for _, line := range lines {
		if n := utf8.RuneCountInString(line); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	for _, want := range []string{"14 of 14 figures differ", "100 networks: Parameter0 1 -> 2", "and 24 more", "figure13: data and drawing"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	long, err := asLongText(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Parameter29", "figure13: data and drawing", "σ changed in 8 of 8 rows"} {
		if !strings.Contains(string(long), want) {
			t.Errorf("with -v no %q", want)
		}
	}
}

// Figures that the cache has are compared without building anything: no compiler
// is there to do it.
func TestDiffOfCachedFiguresBuildsNothing(t *testing.T) {
	p := newPlace(t)
	repository(t, p)
	p.ok("setup", smoke)
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	bare := t.TempDir()
	if err := os.Symlink(git, filepath.Join(bare, "git")); err != nil {
		t.Skip(err)
	}
	t.Setenv("PATH", bare)
	for _, format := range []string{"text", "markdown", "json"} {
		if out := p.ok("diff", "HEAD", "HEAD", "-only", "^setup$", smoke, "-q", "-format", format); !strings.Contains(out, "setup") && !strings.Contains(out, "1 are the same") {
			t.Errorf("%s:\n%s", format, out)
		}
	}
	p.refused(exitFailed, "does not build", "diff", "HEAD", "-only", "^figure7$", smoke, "-q")
}
