package ink

import (
	"strings"

	"gonum.org/v1/plot/vg"
)

// Sub- and superscripts are this much smaller, and moved by these parts of the
// size of the text around them.
const (
	scriptSize  = 0.72
	subscript   = -0.18
	superscript = 0.36
)

// run is a stretch of text in one style, size and height.
type run struct {
	text  string
	style Style
	size  float64 // relative to the line
	rise  float64 // relative to the line's size
	stack bool    // starts where the run before it started, as in k_E^2
}

// parse reads the markup of a line: *x* is italic, _x or _{xy} a subscript, ^x
// or ^{xy} a superscript, \ takes the next character as it is. A superscript
// straight after a subscript stands above it.
func parse(markup string, base Style) []run {
	p := parser{style: base, base: base}
	runes := []rune(markup)
	for i := 0; i < len(runes); i++ {
		switch r := runes[i]; {
		case r == '\\' && i+1 < len(runes):
			i++
			p.text.WriteRune(runes[i])
		case r == '*':
			p.flush()
			p.toggle()
		case (r == '_' || r == '^') && i+1 < len(runes):
			p.flush()
			word, used := group(runes[i+1:])
			p.script(word, r == '^')
			i += used
		default:
			p.text.WriteRune(r)
		}
	}
	p.flush()
	return p.runs
}

type parser struct {
	runs        []run
	text        strings.Builder
	style, base Style
}

func (p *parser) toggle() {
	if p.style == Italic {
		p.style = p.base
		return
	}
	p.style = Italic
}

func (p *parser) flush() {
	if p.text.Len() > 0 {
		p.runs = append(p.runs, run{text: p.text.String(), style: p.style, size: 1})
		p.text.Reset()
	}
}

func (p *parser) script(word string, above bool) {
	r := run{text: strings.ReplaceAll(word, "*", ""), style: p.style, size: scriptSize, rise: subscript}
	if strings.Contains(word, "*") && len(word) > 1 {
		r.style = Italic
	} else if word == "*" {
		r.text = "*"
	}
	if above {
		r.rise = superscript
		if n := len(p.runs); n > 0 && p.runs[n-1].rise == subscript {
			r.stack = true
		}
	}
	p.runs = append(p.runs, r)
}

// group returns the script's text and how many runes it took.
func group(rest []rune) (string, int) {
	if rest[0] != '{' {
		return string(rest[0]), 1
	}
	for i, r := range rest {
		if r == '}' {
			return string(rest[1:i]), i + 1
		}
	}
	return string(rest[1:]), len(rest)
}

// Text is a line of marked-up text in one style and size.
type Text struct {
	runs  []run
	at    []vg.Length
	size  vg.Length
	Width vg.Length
}

// Set lays out a line of markup.
func Set(markup string, style Style, size vg.Length) Text {
	t := Text{runs: parse(markup, style), size: size}
	var x, before vg.Length
	for _, r := range t.runs {
		start := x
		if r.stack {
			start = before
		}
		t.at = append(t.at, start)
		before = start
		advance := vg.Length(float64(r.style.width(size*vg.Length(r.size), r.text)))
		x = max(x, start+advance)
	}
	t.Width = x
	return t
}

// Draw draws the line. The alignments are 0 for left or baseline, 0.5 for the
// middle (of the capitals' height), 1 for right or top.
func (c *Canvas) Draw(t Text, pt vg.Point, alignX, alignY float64) {
	from := vg.Point{X: -vg.Length(float64(t.Width) * alignX), Y: -vg.Length(float64(t.size) * float64(capHeight*alignY))}
	var runs []placed
	for i, r := range t.runs {
		runs = append(runs, placed{r, vg.Point{X: from.X + t.at[i], Y: from.Y + vg.Length(float64(t.size)*r.rise)}})
	}
	c.spell(pt, runs, t.size)
}

// DrawUp draws the line turned a quarter counter-clockwise about pt.
func (c *Canvas) DrawUp(t Text, pt vg.Point, alignX, alignY float64) {
	c.Push()
	c.m = c.m.times(matrix{b: 1, c: -1, e: pt.X.Points(), f: pt.Y.Points()})
	c.Draw(t, vg.Point{}, alignX, alignY)
	c.Pop()
}

// capHeight is the height of Liberation Sans' capitals in ems.
const capHeight = 0.716
