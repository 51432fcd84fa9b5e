package paper

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Counts says how many claims have each verdict.
type Counts struct{ All, Reproduced, Not, Untestable, Robust int }

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
		case NotReproduced:
			c.Not++
		default:
			c.Untestable++
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
			fmt.Fprintf(&b, "\n## %s\n\n| claim | published | ours [95 %%] | N | verdict | other readings |\n|---|---|---|---|---|---|\n", part)
		}
		e := EscapeMarkdown
		fmt.Fprintf(&b, "| %s<br>%s, %s, %s | %s | %s | %d %s | %s | %s |\n", r.title(), code(r.ID), e(r.Source), e(r.Where),
			e(r.PublishedText()), e(r.OursText()), r.N, e(r.Of), e(r.verdict()), e(r.Robust))
	}
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
	b.WriteString("\n| part | claims | reproduced | not | not testable | of the decided, robust |\n|---|---|---|---|---|---|\n")
	parts := v.parts()
	for _, part := range parts {
		var rows []Row
		for _, r := range v.Claims {
			if r.Part == part && !r.Finding {
				rows = append(rows, r)
			}
		}
		c := Count(rows, false)
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d |\n", part, c.All, c.Reproduced, c.Not, c.Untestable, c.Robust)
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
	return fmt.Sprintf("Profile %s: of %d published claims %d are reproduced, %d are not, %d cannot be tested; %d verdicts stand under every other reading. %d findings of our own.\n",
		code(profile), c.All, c.Reproduced, c.Not, c.Untestable, c.Robust, f.All)
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

func (r Row) verdict() string {
	if r.Reason != "" {
		return r.VerdictText() + ": " + r.Reason
	}
	return r.VerdictText()
}

// VerdictText is the verdict; a finding of our own holds or does not.
func (r Row) VerdictText() string {
	switch {
	case r.Finding && r.Verdict == Reproduced:
		return "holds"
	case r.Finding && r.Verdict == NotReproduced:
		return "does not hold"
	}
	return r.Verdict
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
