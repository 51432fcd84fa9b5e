package manuscript

import (
	"fmt"
	"strings"
)

// LaTeX is the paper in LaTeX, for pdflatex. Its figures are figures/NAME.pdf.
func (p Paper) LaTeX() string {
	var b strings.Builder
	fmt.Fprintf(&b, `\documentclass[10pt,a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage[margin=15mm]{geometry}
\usepackage{graphicx,longtable,array}
\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
\pdfinfoomitdate=1
\pdftrailerid{}
\pdfsuppressptexinfo=-1
\setlength{\parindent}{0pt}\setlength{\parskip}{0.5em}
\begin{document}
\begin{center}\Large\bfseries %s\end{center}
`, latex(p.Title))
	inList := false
	for _, q := range p.Blocks {
		if list := q.Kind == Item; list != inList {
			inList = list
			b.WriteString(map[bool]string{true: "\\begin{itemize}\\setlength{\\itemsep}{0pt}\n", false: "\\end{itemize}\n"}[list])
		}
		switch q.Kind {
		case Heading:
			fmt.Fprintf(&b, "\n\\section*{%s}\n", latexSpans(q.Text))
		case Paragraph:
			fmt.Fprintf(&b, "\n%s\n", latexSpans(q.Text))
		case Item:
			fmt.Fprintf(&b, "\\item %s\n", latexSpans(q.Text))
		case Figure:
			fmt.Fprintf(&b, "\n\\begin{center}\\includegraphics{figures/%s.pdf}\\end{center}\n{\\small \\textbf{%s.} %s\\par}\n",
				q.Name, figureTitle(q.Name), latexSpans(q.Text))
		case Claims:
			p.latexClaims(&b)
		case References:
			for i, w := range p.Works {
				fmt.Fprintf(&b, "\n\\hangindent=1.5em [%d] %s. \\emph{%s}. %s\n", i+1, latex(w.by()), latex(w.Title), latex(w.after()))
			}
		}
	}
	if inList {
		b.WriteString("\\end{itemize}\n")
	}
	b.WriteString("\\end{document}\n")
	return b.String()
}

func (p Paper) latexClaims(b *strings.Builder) {
	b.WriteString("\n{\\scriptsize\\setlength{\\tabcolsep}{3pt}\n\\begin{longtable}{@{}>{\\raggedright}p{58mm}rrr>{\\raggedright}p{19mm}>{\\raggedright\\arraybackslash}p{27mm}@{}}\n" +
		"\\hline\\textbf{claim}&\\textbf{published}&\\textbf{ours} [95 \\%]&\\textbf{N}&\\textbf{verdict}&\\textbf{other readings}\\\\\\hline\\endhead\n")
	part := ""
	for _, r := range p.Claims {
		if r.Part != part {
			part = r.Part
			fmt.Fprintf(b, "\\multicolumn{6}{@{}l}{\\textbf{%s}}\\\\\n", latex(part))
		}
		statement := latex(r.Statement)
		if r.Finding {
			statement = "\\emph{Finding.} " + statement
		}
		fmt.Fprintf(b, "%s&%s&%s&%d&%s&%s\\\\\n", statement, latex(r.PublishedText()), latex(r.OursText()), r.N, latex(r.VerdictText()), latex(r.Robust))
	}
	b.WriteString("\\hline\\end{longtable}}\n")
}

func latexSpans(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		switch {
		case s.Cite > 0:
			fmt.Fprintf(&b, "[%d]", s.Cite)
		case s.Emph:
			fmt.Fprintf(&b, "\\emph{%s}", latex(s.Text))
		default:
			b.WriteString(latex(s.Text))
		}
	}
	return b.String()
}

// latex escapes what TeX would read as a command, and names what its fonts
// lack.
func latex(s string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, "#", `\#`, "$", `\$`, "%", `\%`, "&", `\&`, "_", `\_`, "{", `\{`, "}", `\}`,
		"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "<", `\textless{}`, ">", `\textgreater{}`, "σ", `$\sigma$`, "Σ", `$\Sigma$`, "−", "$-$", "×", `$\times$`,
		"—", "---", "–", "--", "≥", `$\ge$`, "≤", `$\le$`, "…", `\dots{}`).Replace(s)
}
