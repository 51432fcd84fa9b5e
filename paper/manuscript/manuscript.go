// Package manuscript turns the paper's text into Typst and LaTeX.
//
// The text is manuscript.md, a handful of forms:
//
//	# title                     the first line
//	## heading
//	paragraph                   lines up to an empty one
//	- item
//	!figure NAME caption        a figure of the graph
//	!claims                     the table of claims
//	!verdicts VERDICT           the claims with that verdict, as a list
//	!references                 the works cited
//	*emphasis*, [@Key], {{placeholder}}
//
// Every number of the text is a placeholder, filled in from computed tables;
// one that nothing fills in is an error.
//
// The package runs no program and reads no files: who typesets is the
// caller's affair.
package manuscript

import (
	_ "embed"
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode"

	"nofreelunch/paper"
)

//go:embed manuscript.md
var text string

// Text is the paper's text with its placeholders.
func Text() string { return text }

// Paper is a text with its numbers filled in.
type Paper struct {
	Title   string
	Blocks  []Block
	Figures []string // names, in order
	Works   []Work   // cited, in order
	Claims  []paper.Row
}

// Kind says what a block is.
type Kind string

// The kinds of block.
const (
	Heading    Kind = "heading"
	Paragraph  Kind = "paragraph"
	Item       Kind = "item"
	Figure     Kind = "figure"
	Claims     Kind = "claims"
	References Kind = "references"
)

// Block is a paragraph or what stands in place of one.
type Block struct {
	Kind Kind
	Name string // of a figure
	Text []Span
}

// Span is a piece of text in one style.
type Span struct {
	Text string
	Emph bool
	Cite int // number of the work cited, from 1; 0 for text
}

// Write fills a text's placeholders from values and claims, and parses it.
func Write(text string, values map[string]string, v paper.Verdicts, bibliography string) (Paper, error) {
	p := Paper{Claims: v.Ordered()}
	filled, err := fill(text, values)
	if err != nil {
		return p, err
	}
	works, err := parseWorks(bibliography)
	if err != nil {
		return p, err
	}
	title, body, _ := strings.Cut(strings.TrimSpace(filled), "\n")
	if p.Title, _ = strings.CutPrefix(title, "# "); p.Title == title {
		return p, fmt.Errorf("manuscript: the first line is %q, want a title after #", title)
	}
	r := reader{paper: &p, works: works}
	for _, part := range strings.Split(body, "\n\n") {
		for _, lines := range items(part) {
			if err := r.block(strings.Join(strings.Fields(lines), " ")); err != nil {
				return p, err
			}
		}
	}
	return p, nil
}

// items splits a list into its items.
func items(part string) []string {
	part = strings.TrimSpace(part)
	if !strings.HasPrefix(part, "- ") {
		return []string{part}
	}
	lines := strings.Split("\n"+part, "\n- ")[1:]
	for i := range lines {
		lines[i] = "- " + lines[i]
	}
	return lines
}

var placeholder = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// fill replaces placeholders, and names all that nothing fills.
func fill(text string, values map[string]string) (string, error) {
	unknown := map[string]bool{}
	out := placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := strings.TrimSpace(m[2 : len(m)-2])
		v, ok := values[name]
		if !ok {
			unknown[name] = true
		}
		return v
	})
	if len(unknown) > 0 {
		var names []string
		for n := range unknown {
			names = append(names, n)
		}
		sort.Strings(names)
		return "", fmt.Errorf("manuscript: nothing fills in {{%s}}", strings.Join(names, "}}, {{"))
	}
	if i := strings.Index(out, "{{"); i >= 0 {
		return "", fmt.Errorf("manuscript: a placeholder is not closed: %.40q", out[i:])
	}
	return out, nil
}

// Values are the placeholders that claims fill in.
func Values(v paper.Verdicts) map[string]string {
	out := map[string]string{}
	for _, r := range v.Claims {
		out[r.ID+".published"], out[r.ID+".ours"] = r.PublishedText(), r.OursText()
		out[r.ID+".verdict"], out[r.ID+".robust"] = r.VerdictText(), r.Robust
		out[r.ID+".n"] = fmt.Sprint(r.N)
		if r.Robust == "" {
			out[r.ID+".robust"] = "nothing to argue against"
		}
	}
	c, f := paper.Count(v.Claims, false), paper.Count(v.Claims, true)
	for name, n := range map[string]int{"claims.all": c.All, "claims.reproduced": c.Reproduced, "claims.contradicted": c.Contradicted,
		"claims.inconclusive": c.Inconclusive, "claims.notcomparable": c.NotComparable, "claims.robust": c.Robust, "findings.all": f.All} {
		out[name] = fmt.Sprint(n)
	}
	return out
}

// reader adds blocks to a paper.
type reader struct {
	paper *Paper
	works map[string]Work
}

func (r *reader) block(line string) error {
	switch {
	case line == "":
		return nil
	case strings.HasPrefix(line, "## "):
		return r.add(Heading, "", line[3:])
	case strings.HasPrefix(line, "!figure "):
		name, caption, _ := strings.Cut(line[8:], " ")
		if caption == "" {
			return fmt.Errorf("manuscript: figure %s has no caption", name)
		}
		r.paper.Figures = append(r.paper.Figures, name)
		return r.add(Figure, name, caption)
	case line == "!claims":
		return r.add(Claims, "", "")
	case line == "!references":
		return r.add(References, "", "")
	case strings.HasPrefix(line, "!verdicts "):
		return r.verdicts(line[10:])
	case strings.HasPrefix(line, "!"):
		return fmt.Errorf("manuscript: %q is no command", line)
	}
	if strings.HasPrefix(line, "- ") {
		return r.add(Item, "", line[2:])
	}
	return r.add(Paragraph, "", line)
}

// verdicts lists the claims of a verdict.
func (r *reader) verdicts(verdict string) error {
	n := 0
	for _, c := range r.paper.Claims {
		if c.VerdictText() != verdict {
			continue
		}
		n++
		line := c.Statement + ": " + c.OursText()
		if c.PublishedText() != "—" {
			line += ", published " + c.PublishedText()
		}
		r.paper.Blocks = append(r.paper.Blocks, Block{Kind: Item, Text: []Span{{Text: line + fmt.Sprintf(" (%s N = %d).", c.Part+";", c.N)}}})
	}
	if n == 0 {
		return r.add(Paragraph, "", "None.")
	}
	return nil
}

func (r *reader) add(kind Kind, name, line string) error {
	spans, err := r.spans(line)
	r.paper.Blocks = append(r.paper.Blocks, Block{kind, name, spans})
	return err
}

var mark = regexp.MustCompile(`\*[^*]+\*|\[@[A-Za-z0-9]+\]`)

// spans splits a line at its marks.
func (r *reader) spans(line string) ([]Span, error) {
	var out []Span
	last := 0
	for _, m := range mark.FindAllStringIndex(line, -1) {
		if m[0] > last {
			out = append(out, Span{Text: line[last:m[0]]})
		}
		if piece := line[m[0]:m[1]]; piece[0] == '*' {
			out = append(out, Span{Text: piece[1 : len(piece)-1], Emph: true})
		} else {
			n, err := r.cite(piece[2 : len(piece)-1])
			if err != nil {
				return nil, err
			}
			out = append(out, Span{Cite: n})
		}
		last = m[1]
	}
	if last < len(line) {
		out = append(out, Span{Text: line[last:]})
	}
	return out, nil
}

// cite numbers works by their first citation.
func (r *reader) cite(key string) (int, error) {
	for i, w := range r.paper.Works {
		if w.Key == key {
			return i + 1, nil
		}
	}
	w, ok := r.works[key]
	if !ok {
		return 0, fmt.Errorf("manuscript: [@%s] is not in the bibliography", key)
	}
	r.paper.Works = append(r.paper.Works, w)
	return len(r.paper.Works), nil
}

// figureTitle is "Figure 3" for figure3.
func figureTitle(name string) string {
	stem := strings.TrimRightFunc(name, unicode.IsDigit)
	title := strings.ToUpper(stem[:1]) + stem[1:]
	if number := name[len(stem):]; number != "" {
		title += " " + number
	}
	return title
}
