package manuscript

import (
	"flag"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"nofreelunch/paper"
)

var update = flag.Bool("update", false, "write golden files anew")

func verdicts() paper.Verdicts {
	return paper.Verdicts{Claims: []paper.Row{
		{ID: "a", Part: "Result 1", Statement: "σ > 0 & $x_1$ is 100 % #1", Source: "Schaeffer2022", Unit: "m", Published: 1.07, N: 8, Of: "networks", Ours: 1.1, Low: 1, High: 1.2,
			Verdict: paper.Reproduced, Robust: "robust (6 readings)", Profile: "test"},
		{ID: "b", Part: "Result 2", Statement: "Nothing", Source: "Schaeffer2022", Unit: "1", Published: math.NaN(), Ours: math.NaN(), Low: math.NaN(), High: math.NaN(),
			Verdict: paper.Contradicted, Profile: "test"},
	}}
}

const small = `# Title & all

Some *emphasis* [@Nayebi2021], {{a.ours}} and "quotes" [@Schaeffer2022]
over two lines [@Nayebi2021].

## Heading

- one
- two
  lines

!figure figure3 Caption with {{a.n}} networks.

!verdicts contradicted

!claims

!references
`

func written(t *testing.T, text string) Paper {
	t.Helper()
	p, err := Write(text, Values(verdicts()), verdicts(), paper.References())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestBackEnds(t *testing.T) {
	p := written(t, small)
	for name, got := range map[string]string{"testdata/small.typ": p.Typst(), "testdata/small.tex": p.LaTeX()} {
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("not as %s; if that is meant, run with -update", name)
		}
	}
	if p.Figures[0] != "figure3" || p.Works[0].Key != "Nayebi2021" || len(p.Works) != 2 {
		t.Errorf("%v, %v", p.Figures, p.Works)
	}
}

func TestFaults(t *testing.T) {
	for text, want := range map[string]string{
		"# T\n\n{{nobody}} and {{a.ours}}": "nothing fills in {{nobody}}",
		"# T\n\nopen {{a.ours":             "not closed",
		"# T\n\n[@Nobody1999]":             "not in the bibliography",
		"# T\n\n!figure figure1":           "no caption",
		"# T\n\n!clams":                    "no command",
		"no title":                         "want a title",
	} {
		if _, err := Write(text, Values(verdicts()), verdicts(), paper.References()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := Write("# T", nil, paper.Verdicts{}, "@article{A, author={B},\n title={C}, year={1}}"); err == nil {
		t.Error("read an entry over two lines")
	}
}

// The text holds no number of its own: digits stand only in names and in
// placeholders.
func TestNoBareNumbers(t *testing.T) {
	names := regexp.MustCompile(`\{\{[^{}]*\}\}|\[@\w+\]|!figure \w+|Score60|Result \d`)
	for i, line := range strings.Split(Text(), "\n") {
		if left := names.ReplaceAllString(line, ""); strings.ContainsAny(left, "0123456789") {
			t.Errorf("line %d has a number of its own: %q", i+1, left)
		}
	}
}

func TestBibliography(t *testing.T) {
	works, err := parseWorks(paper.References())
	if err != nil {
		t.Fatal(err)
	}
	w := works["Hochreiter1997"]
	if w.Author != "S. Hochreiter, J. Schmidhuber" || w.after() != "Neural Computation 9, 1735–1780 (1997)." {
		t.Errorf("%+v: %s", w, w.after())
	}
	for key, w := range works {
		if strings.ContainsAny(w.Author+w.Title+w.Venue, `{}\`) {
			t.Errorf("%s keeps TeX: %+v", key, w)
		}
	}
}

func TestFigureTitle(t *testing.T) {
	for name, want := range map[string]string{"figure3": "Figure 3", "supplement1": "Supplement 1", "setup": "Setup"} {
		if got := figureTitle(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
