package ink

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"
)

// EPS writes the drawing as encapsulated PostScript of level 2, text as outlines.
//
// PostScript knows no translucent colours. Each translucent mark is drawn in the
// colour it has on paper, and within it again what lies under it, in the colours
// that this has through it; of two translucent marks on one another the lower one
// counts as drawn on paper.
func (c *Canvas) EPS(title string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `%%!PS-Adobe-3.0 EPSF-3.0
%%%%BoundingBox: 0 0 %d %d
%%%%HiResBoundingBox: 0 0 %s %s
%%%%Title: (%s)
%%%%Creator: (nofreelunch)
%%%%LanguageLevel: 2
%%%%Pages: 1
%%%%EndComments
%%%%BeginProlog
/m {moveto} bind def /l {lineto} bind def /c {curveto} bind def /h {closepath} bind def
/f {setrgbcolor fill} bind def /s {setlinewidth setrgbcolor stroke} bind def
/k {clip newpath} bind def /w {setlinewidth strokepath clip newpath} bind def
%%%%EndProlog
%%%%Page: 1 1
gsave
0.01 0.01 scale 1 setlinejoin 0 setlinecap 1 setgray 0 0 %d %d rectfill
`, (c.w+unit-1)/unit, (c.h+unit-1)/unit, decimal(c.w), decimal(c.h), postscript(title), c.w, c.h)
	for i, m := range c.marks {
		m.postscript(&b, m.onPaper())
		if m.ink.A != 255 {
			c.through(&b, i)
		}
	}
	b.WriteString("grestore\n%%EOF\n")
	return b.Bytes()
}

// through draws what lies under a translucent mark again, within it.
func (c *Canvas) through(b *bytes.Buffer, i int) {
	m := c.marks[i]
	lo, hi := m.box()
	begun := false
	for _, u := range c.marks[:i] {
		if a, z := u.box(); a.x > hi.x || z.x < lo.x || a.y > hi.y || z.y < lo.y {
			continue
		}
		if !begun {
			begun = true
			b.WriteString("gsave\n")
			pdfPath(b, m.segs)
			if m.width > 0 {
				fmt.Fprintf(b, "%d w\n", m.width)
			} else {
				b.WriteString("k\n")
			}
		}
		u.postscript(b, over(m.ink, u.onPaper()))
	}
	if begun {
		b.WriteString("grestore\n")
	}
}

// postscript draws the mark in a colour.
func (m mark) postscript(b *bytes.Buffer, ink color.NRGBA) {
	pdfPath(b, m.segs)
	fmt.Fprintf(b, "%s %s %s ", channel(ink.R), channel(ink.G), channel(ink.B))
	if m.width > 0 {
		fmt.Fprintf(b, "%d s\n", m.width)
		return
	}
	b.WriteString("f\n")
}

// onPaper is the colour that a mark has on white.
func (m mark) onPaper() color.NRGBA { return over(m.ink, color.NRGBA{255, 255, 255, 255}) }

// over is an opaque colour seen through another.
func over(top, under color.NRGBA) color.NRGBA {
	mixed := func(a, b uint8) uint8 {
		return uint8((int(a)*int(top.A) + int(b)*(255-int(top.A)) + 127) / 255)
	}
	return color.NRGBA{mixed(top.R, under.R), mixed(top.G, under.G), mixed(top.B, under.B), 255}
}

// postscript is a text for a comment: ASCII, and at most a line's worth.
func postscript(text string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) {
			return '?'
		}
		return r
	}, text)
	return plain[:min(len(plain), 200)]
}
