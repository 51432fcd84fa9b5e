package main

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"nofreelunch/build/compare"
	"nofreelunch/paper"
)

// shownCauses bounds what is printed for people; JSON, and text with -v, have all.
const shownCauses = 6

// asText is a screen at most: what differs upstream, once for all figures, and a
// line for each that differs.
func asText(c *comparison) ([]byte, error) {
	var b strings.Builder
	same, differ := c.split()
	fmt.Fprintf(&b, "%s against %s, profile %s: %d of %s\n", c.Before, c.After, c.Profile, len(differ), differing(len(c.Figures)))
	for i, cause := range c.Causes {
		if i == shownCauses {
			fmt.Fprintf(&b, "cause: and %d more; -v names them\n", len(c.Causes)-i)
			break
		}
		fmt.Fprintln(&b, shortened("cause: "+cause.Cause+" ("+someOf(cause.Figures, 4)+")", lineWidth))
	}
	for _, d := range differ {
		line := fmt.Sprintf("%s: %s", d.Figure, d.Verdict)
		if d.Commit != "" {
			line += "; since " + d.Commit
		}
		if most := mostMoved(d); most != "" {
			line += "; " + most
		}
		fmt.Fprintln(&b, shortened(line, lineWidth))
	}
	if len(same) > 0 {
		fmt.Fprintln(&b, shortened("same: "+strings.Join(same, ", "), lineWidth))
	}
	return []byte(b.String()), nil
}

func differing(figures int) string {
	if figures == 1 {
		return "1 figure differs"
	}
	return fmt.Sprintf("%d figures differ", figures)
}

// split is the names of the figures that are the same, and the others.
func (c *comparison) split() (same []string, differ []compare.Difference) {
	for _, d := range c.Figures {
		if d.Verdict == compare.Same {
			same = append(same, d.Figure)
		} else {
			differ = append(differ, d)
		}
	}
	return same, differ
}

// asLongText has every table and column that differs.
func asLongText(c *comparison) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s against %s, profile %s\n", c.Before, c.After, c.Profile)
	for _, cause := range c.Causes {
		fmt.Fprintf(&b, "cause: %s (%s)\n", cause.Cause, strings.Join(cause.Figures, ", "))
	}
	for _, d := range c.Figures {
		fmt.Fprintf(&b, "%s: %s\n", d.Figure, d.Verdict)
		if d.Commit != "" {
			fmt.Fprintf(&b, "  since: %s\n", d.Commit)
		}
		for _, t := range d.Tables {
			fmt.Fprintf(&b, "  %s\n", tableLine(t))
			for _, col := range t.Columns {
				fmt.Fprintf(&b, "    %s\n", columnLine(col, t.Rows[1]))
			}
		}
		if d.Pixels != nil {
			fmt.Fprintf(&b, "  %s\n", pixelLine(d.Pixels))
		} else if len(d.Files) > 0 {
			fmt.Fprintf(&b, "  drawing: %s differ, the PNG does not\n", strings.Join(d.Files, ", "))
		}
	}
	return []byte(b.String()), nil
}

// causeLines say what caused a difference, and which commit brought it.
func causeLines(d compare.Difference) []string {
	var lines []string
	if d.Commit != "" {
		lines = append(lines, "since: "+d.Commit)
	}
	for i, cause := range d.Causes {
		if i == shownCauses {
			lines = append(lines, fmt.Sprintf("cause: and %d more", len(d.Causes)-i))
			break
		}
		lines = append(lines, "cause: "+cause)
	}
	return lines
}

func tableLine(t compare.Table) string {
	switch {
	case t.Status != "changed":
		return fmt.Sprintf("%s: %s", t.Table, t.Status)
	case t.Rows[0] != t.Rows[1]:
		return fmt.Sprintf("%s: %d rows, before %d", t.Table, t.Rows[1], t.Rows[0])
	case len(t.Columns) == 0:
		return fmt.Sprintf("%s: same values, written otherwise", t.Table)
	}
	return fmt.Sprintf("%s: %d rows", t.Table, t.Rows[1])
}

func columnLine(c compare.Column, rows int) string {
	text := c.Column + " " + c.Status
	if c.Status != "changed" {
		return text
	}
	if c.Changed > 0 {
		text += fmt.Sprintf(" in %d of %d rows", c.Changed, rows)
	}
	unit := ""
	if c.Unit != "" && c.Unit != "1" {
		unit = " " + c.Unit
	}
	if !c.Numbers {
		if c.Largest > 0 {
			text += fmt.Sprintf(", by %.3g%s at most", c.Largest, unit)
		}
		return text
	}
	return text + fmt.Sprintf(": mean %.4g -> %.4g%s, d = %s, delta = %s, p = %s",
		c.Mean[0], c.Mean[1], unit, effect(c.CohenD), effect(c.CliffDelta), effect(c.P))
}

func effect(v float64) string {
	if math.IsNaN(v) {
		return "n/a"
	}
	return fmt.Sprintf("%.2g", v)
}

func pixelLine(p *compare.Pixels) string {
	text := fmt.Sprintf("drawing: %.2g %% of pixels differ, by at most %d of 255", p.Fraction*100, p.Largest)
	if p.Resized {
		text += "; the size differs"
	}
	return text
}

// asMarkdown is short: for a pull request.
func asMarkdown(c *comparison) ([]byte, error) {
	var b strings.Builder
	cell := paper.EscapeMarkdown
	fmt.Fprintf(&b, "### Figures: %s against %s (profile %s)\n\n", cell(c.Before), cell(c.After), cell(c.Profile))
	same, differ := c.split()
	if len(differ) == 0 {
		fmt.Fprintf(&b, "No figure differs: %d are the same to the byte.\n", len(same))
		return []byte(b.String()), nil
	}
	b.WriteString("| figure | differs | what moved most | cause |\n|---|---|---|---|\n")
	for _, d := range differ {
		var causes []string
		for _, cause := range d.Causes[:min(len(d.Causes), 2)] {
			causes = append(causes, cell(cause))
		}
		if d.Commit != "" {
			causes = append(causes, "since "+cell(d.Commit))
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", cell(d.Figure), d.Verdict, cell(mostMoved(d)), strings.Join(causes, "<br>"))
	}
	if len(same) > 0 {
		fmt.Fprintf(&b, "\n%d figures are the same to the byte.\n", len(same))
	}
	return []byte(b.String()), nil
}

// mostMoved is the column that moved most, or what the drawing shows.
func mostMoved(d compare.Difference) string {
	var best *compare.Column
	where := ""
	for _, t := range d.Tables {
		for i, c := range t.Columns {
			if c.Numbers && (best == nil || math.Abs(c.CohenD) > math.Abs(best.CohenD) || math.IsNaN(best.CohenD)) {
				best, where = &t.Columns[i], strings.TrimSuffix(t.Table, ".parquet")
			}
		}
	}
	switch {
	case best != nil:
		return fmt.Sprintf("%s.%s: mean %.4g → %.4g, d = %s, p = %s", where, best.Column, best.Mean[0], best.Mean[1], effect(best.CohenD), effect(best.P))
	case d.Pixels != nil:
		return pixelLine(d.Pixels)
	case len(d.Tables) > 0:
		return tableLine(d.Tables[0])
	case len(d.Files) > 0:
		return strings.Join(d.Files, ", ") + " differ, the PNG does not"
	}
	return ""
}

// asJSON has everything; numbers that JSON does not know are left out.
func asJSON(c *comparison) ([]byte, error) {
	out, err := json.MarshalIndent(c, "", " ")
	return append(out, '\n'), err
}
