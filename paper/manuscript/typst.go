package manuscript

import (
	"fmt"
	"strings"
)

// Typst is the paper in Typst. Its figures are figures/NAME.pdf.
func (p Paper) Typst() string {
	var b strings.Builder
	fmt.Fprintf(&b, `#set document(title: "%s", date: none)
#set page(paper: "a4", margin: (x: 15mm, y: 20mm), numbering: "1")
#set text(font: ("Libertinus Serif", "New Computer Modern"), size: 10pt, lang: "en", region: "gb")
#set par(justify: true, leading: 0.6em, spacing: 0.9em)
#set list(indent: 0.5em, spacing: 0.6em)
#set table(stroke: none, inset: (x: 3pt, y: 2.2pt))
#show heading: set block(above: 1.3em, below: 0.6em)
#show heading: set text(size: 12pt)
#show figure: set block(breakable: false, above: 1.2em, below: 1.2em)
#show figure.caption: set text(size: 8.5pt)
#show figure.caption: set align(left)
#align(center, text(size: 17pt, weight: "bold")[%s])
#v(0.6em)
`, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.Title), typst(p.Title))
	for _, q := range p.Blocks {
		switch q.Kind {
		case Heading:
			fmt.Fprintf(&b, "\n= %s\n", typstSpans(q.Text))
		case Paragraph:
			fmt.Fprintf(&b, "\n%s\n", typstSpans(q.Text))
		case Item:
			fmt.Fprintf(&b, "- %s\n", typstSpans(q.Text))
		case Figure:
			fmt.Fprintf(&b, "\n#figure(image(\"figures/%s.pdf\"), supplement: none, numbering: none, caption: [*%s.* %s])\n",
				q.Name, figureTitle(q.Name), typstSpans(q.Text))
		case Claims:
			p.typstClaims(&b)
		case References:
			for i, w := range p.Works {
				fmt.Fprintf(&b, "\n#par(hanging-indent: 1.5em)[\\[%d\\] %s. #emph[%s]. %s]\n", i+1, typst(w.by()), typst(w.Title), typst(w.after()))
			}
		}
	}
	return b.String()
}

func (p Paper) typstClaims(b *strings.Builder) {
	b.WriteString("\n#[\n#set text(size: 6.6pt)\n#set par(justify: false, leading: 0.45em)\n" +
		"#table(columns: (1fr, auto, auto, auto, 20mm, 27mm), align: (left, right, right, right, left, left),\n" +
		"table.hline(), table.header([*claim*], [*published*], [*ours* \\[95 %\\]], [*N*], [*verdict*], [*other readings*]), table.hline(stroke: 0.5pt),\n")
	part := ""
	for _, r := range p.Claims {
		if r.Part != part {
			part = r.Part
			fmt.Fprintf(b, "table.cell(colspan: 6, fill: luma(235))[*%s*],\n", typst(part))
		}
		statement := typst(r.Statement)
		if r.Finding {
			statement = "#emph[Finding.] " + statement
		}
		fmt.Fprintf(b, "[%s], [%s], [%s], [%d], [%s], [%s],\n", statement, typst(r.PublishedText()), typst(r.OursText()), r.N, typst(r.VerdictText()), typst(r.Robust))
	}
	b.WriteString("table.hline())\n]\n")
}

func typstSpans(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch {
		case s.Cite > 0:
			fmt.Fprintf(&b, "\\[%d\\]", s.Cite)
		case s.Emph:
			fmt.Fprintf(&b, "#emph[%s]", typst(s.Text))
		default:
			b.WriteString(typst(s.Text))
		}
	}
	return b.String()
}

// typst escapes what Typst would read as markup.
func typst(s string) string {
	return strings.NewReplacer(`\`, `\\`, "#", `\#`, "$", `\$`, "*", `\*`, "_", `\_`, "`", "\\`", "<", `\<`, ">", `\>`,
		"@", `\@`, "[", `\[`, "]", `\]`, "~", `\~`, "//", `\/\/`, "/*", `\/\*`, "=", `\=`, "\"", "\\\"", "'", `\'`).Replace(s)
}
