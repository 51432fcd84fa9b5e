package paper

import (
	"math"
	"strings"
	"testing"
)

func TestEscapeMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"plain text, 0.4 [0.3, 0.5] > 0.2 *and* a_b": "plain text, 0.4 [0.3, 0.5] > 0.2 *and* a_b",
		"error < 8 cm":                           "error &lt; 8 cm",
		"<img src=x onerror=alert(1)>":           "&lt;img src=x onerror=alert(1)>",
		"a|b":                                    `a\|b`,
		`a\|b`:                                   `a\\\|b`,
		"`code`":                                 "\\`code\\`",
		"a\nb\r\nc\rd":                           "a b c d",
		"![x](http://example.org/pixel.png)":     `![x]\(http://example.org/pixel.png)`,
		"[x][y]":                                 `[x]\[y]`,
		"by @someone":                            "by &#64;someone",
		"&lt;":                                   "&amp;lt;",
		"# no heading\n\n* no list\n<!-- no end": "# no heading  * no list &lt;!-- no end",
	} {
		if got := EscapeMarkdown(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Whatever texts a claim has, its row is one row of as many cells as the head.
func TestHostileClaimKeepsTheTable(t *testing.T) {
	evil := "x | y\n| `z` <script>\\"
	row := Row{ID: evil, Part: "Result 1", Statement: evil, Source: evil, Where: evil, Of: evil, Unit: evil,
		Reason: evil, Robust: evil, Test: evil, Profile: evil, Published: 1, Ours: 2, Low: math.NaN(), Verdict: Contradicted, Differs: evil, Estimator: evil, Difference: 1, DiffLow: 0, DiffHigh: 2, Margin: math.NaN()}
	finding := row
	finding.Finding = true
	text := Verdicts{Claims: []Row{row, finding}}.Markdown()
	if strings.Contains(text, "<script") {
		t.Errorf("a tag is left:\n%s", text)
	}
	rows := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "| ") || !strings.Contains(line, "z") {
			continue
		}
		rows++
		plain := strings.ReplaceAll(strings.ReplaceAll(line, `\\`, ""), `\|`, "")
		if n := strings.Count(plain, "|"); n != 9 {
			t.Errorf("%d bars, want 9: %s", n, line)
		}
	}
	if rows != 2 {
		t.Errorf("%d rows, want 2:\n%s", rows, text)
	}
}
