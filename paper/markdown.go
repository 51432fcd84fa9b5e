package paper

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Counts says how many claims have each verdict.
type Counts struct{ All, Reproduced, Contradicted, Inconclusive, NotComparable, Robust int }

// Count counts claims, findings apart.
func Count(rows []Row, finding bool) Counts {
	var c Counts
	for _, r := range rows {
		if r.Finding != finding {
			continue
		}
		c.All++
		switch r.Verdict {
		case Reproduced:
			c.Reproduced++
		case Contradicted:
			c.Contradicted++
		case NotComparable:
			c.NotComparable++
		default:
			c.Inconclusive++
		}
		if strings.HasPrefix(r.Robust, "robust") {
			c.Robust++
		}
	}
	return c
}

// Markdown is the table of claims for people, part by part.
func (v Verdicts) Markdown() string {
	var b strings.Builder
	b.WriteString("# Claims\n\n")
	b.WriteString(v.Summary())
	part := ""
	for _, r := range v.Ordered() {
		if r.Part != part {
			part = r.Part
			fmt.Fprintf(&b, "\n## %s\n\n| claim | published | ours [95 %%] | N | held against | p, Holm | verdict | other readings |\n|---|---|---|---|---|---|---|---|\n", part)
		}
		e := EscapeMarkdown
		fmt.Fprintf(&b, "| %s<br>%s, %s, %s; %s | %s | %s | %d %s | %s | %s | %s | %s |\n", r.title(), code(r.ID), e(r.Source), e(r.Where), e(r.Estimator),
			e(r.publishedWithN()), e(r.OursText()), r.N, e(r.Of), e(r.HeldText()), e(r.PText()), e(r.verdict()), e(r.Robust))
	}
	b.WriteString(v.contextTable())
	b.WriteString("\nTests, stated before the results were looked at:\n\n")
	seen := map[string]bool{}
	for _, r := range v.Ordered() {
		if !seen[r.Test] {
			seen[r.Test] = true
			fmt.Fprintf(&b, "* %s\n", EscapeMarkdown(r.Test))
		}
	}
	return b.String()
}

// Summary is the verdicts by part, for the README.
func (v Verdicts) Summary() string {
	var b strings.Builder
	b.WriteString(v.Headline())
	b.WriteString("\n| part | claims | reproduced | contradicted | inconclusive | not comparable | of the decided, robust |\n|---|---|---|---|---|---|---|\n")
	parts := v.parts()
	for _, part := range parts {
		var rows []Row
		for _, r := range v.Claims {
			if r.Part == part && !r.Finding {
				rows = append(rows, r)
			}
		}
		c := Count(rows, false)
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %d |\n", part, c.All, c.Reproduced, c.Contradicted, c.Inconclusive, c.NotComparable, c.Robust)
	}
	b.WriteString("\nFindings about the publication:\n\n")
	for _, r := range v.Claims {
		if r.Finding {
			e := EscapeMarkdown
			fmt.Fprintf(&b, "* %s: %s (ours %s, N = %d %s; %s).\n", e(r.Statement), e(r.verdict()), e(r.OursText()), r.N, e(r.Of), e(r.Robust))
		}
	}
	return b.String()
}

// Headline counts the verdicts in a line.
func (v Verdicts) Headline() string {
	profile := ""
	if len(v.Claims) > 0 {
		profile = v.Claims[0].Profile
	}
	c, f := Count(v.Claims, false), Count(v.Claims, true)
	return fmt.Sprintf("Profile %s: of %d published claims %d are reproduced, %d contradicted, %d inconclusive, %d not comparable; %d verdicts stand under every other reading. %d findings of our own.\n",
		code(profile), c.All, c.Reproduced, c.Contradicted, c.Inconclusive, c.NotComparable, c.Robust, f.All)
}

// parts are the parts in the order of the talk.
func (v Verdicts) parts() []string {
	var out []string
	for _, part := range []string{"Result 1", "Result 2", "Result 3", "Result 4", "Result 5", "Result 6", "Result 7", "Paradox", "Conclusion"} {
		for _, r := range v.Claims {
			if r.Part == part {
				out = append(out, part)
				break
			}
		}
	}
	return out
}

// Ordered are the claims, those of a part together, findings last.
func (v Verdicts) Ordered() []Row {
	var out []Row
	for _, part := range v.parts() {
		for _, finding := range []bool{false, true} {
			for _, r := range v.Claims {
				if r.Part == part && r.Finding == finding {
					out = append(out, r)
				}
			}
		}
	}
	return out
}

func (r Row) title() string {
	if r.Finding {
		return "*Finding.* " + EscapeMarkdown(r.Statement)
	}
	return EscapeMarkdown(r.Statement)
}

// code is a name as code. A name that code cannot hold in a table is text.
func code(name string) string {
	if strings.ContainsAny(name, "`|\r\n") {
		return EscapeMarkdown(name)
	}
	return "`" + name + "`"
}

// verdict is the verdict with its reason, and what else ours has not in common
// with the published networks.
func (r Row) verdict() string {
	text := r.VerdictText()
	if r.Reason != "" {
		text += ": " + r.Reason
	}
	if r.Differs != "" {
		text += " [differs: " + r.Differs + "]"
	}
	return text
}

// VerdictText is the verdict; a finding of our own holds or does not.
func (r Row) VerdictText() string {
	switch {
	case r.Finding && r.Verdict == Reproduced:
		return "holds"
	case r.Finding && r.Verdict == Contradicted:
		return "does not hold"
	}
	return r.Verdict
}

// HeldText is what the verdict holds against the margin or bound, with its
// interval, or a dash.
func (r Row) HeldText() string {
	switch {
	case math.IsNaN(r.Difference):
		return "—"
	case math.IsNaN(r.Margin):
		return r.Test
	}
	return fmt.Sprintf("difference %s [%s, %s], margin %s", Number(r.Difference), Number(r.DiffLow), Number(r.DiffHigh), Number(r.Margin))
}

// PText is p, alone and among the comparable claims of the part, or a dash.
func (r Row) PText() string {
	if math.IsNaN(r.P) || math.IsNaN(r.PHolm) {
		return "—"
	}
	return probabilityText(r.P) + ", " + probabilityText(r.PHolm)
}

func probabilityText(p float64) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return Number(p)
}

func (r Row) publishedWithN() string {
	if r.PublishedN == 0 || math.IsNaN(r.Published) {
		return r.PublishedText()
	}
	return fmt.Sprintf("%s (N = %d)", r.PublishedText(), r.PublishedN)
}

// contextTable is what no verdict is given on.
func (v Verdicts) contextTable() string {
	if len(v.Context) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n## Checks and context\n\nNot claims: what is true by construction if everything is right, and numbers of other works or of scale.\n\n")
	b.WriteString("| statement | published | ours | holds |\n|---|---|---|---|\n")
	for _, c := range v.Context {
		fmt.Fprintf(&b, "| %s<br>%s, %s, %s | %s | %s | %s |\n", EscapeMarkdown(c.Statement), code(c.ID), EscapeMarkdown(c.Kind), EscapeMarkdown(c.Source),
			Number(c.Published), Number(c.Ours), EscapeMarkdown(c.Holds))
	}
	return b.String()
}

// PublishedText is the published value with its unit, or a dash.
func (r Row) PublishedText() string {
	if math.IsNaN(r.Published) {
		return "—"
	}
	return Number(r.Published) + r.unit()
}

// OursText is our value with its interval and unit, or a dash.
func (r Row) OursText() string {
	if math.IsNaN(r.Ours) {
		return "—"
	}
	if math.IsNaN(r.Low) {
		return Number(r.Ours) + r.unit()
	}
	return fmt.Sprintf("%s [%s, %s]%s", Number(r.Ours), Number(r.Low), Number(r.High), r.unit())
}

func (r Row) unit() string {
	if r.Unit == "1" {
		return ""
	}
	return " " + r.Unit
}

// Number writes three digits, never in exponents.
func Number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return "—"
	case a >= 1000 || a == math.Trunc(a) && a >= 10:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 1:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	s := strconv.FormatFloat(v, 'f', 3, 64)
	if s == "-0.000" {
		return "0.000"
	}
	return s
}
