package ink

import (
	"bytes"
	"fmt"
	"image/color"
	"strconv"
)

// fonts are those that text asks for, the one it was laid out in first and then
// those that have its widths.
const fonts = "'Liberation Sans', Arimo, Arial, Helvetica, 'Nimbus Sans', sans-serif"

// SVG writes the drawing as a stand-alone SVG 1.1 document. The view box counts
// hundredths of a point, so every coordinate is a whole number. Each panel and
// each part of one is a group with an ID.
func (c *Canvas) SVG(title string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="%spt" height="%spt" viewBox="0 0 %d %d" role="img">
<title>%s</title>
<rect width="%d" height="%d" fill="#ffffff"/>
<g fill-rule="nonzero" stroke-linejoin="round" font-family="%s" text-rendering="geometricPrecision" xml:space="preserve">
`, decimal(c.w), decimal(c.h), c.w, c.h, escape(title), c.w, c.h, fonts)
	var in place
	for _, m := range c.marks {
		regroup(&b, in, m.place)
		in = m.place
		c.svgMark(&b, m)
	}
	regroup(&b, in, place{})
	b.WriteString("</g>\n</svg>\n")
	return b.Bytes()
}

// regroup ends and begins what groups lie between two marks.
func regroup(b *bytes.Buffer, from, to place) {
	if from == to {
		return
	}
	if from.part != "" {
		b.WriteString("</g>\n")
	}
	if from.panel != to.panel {
		if from.panel != "" {
			b.WriteString("</g>\n")
		}
		begin(b, to.panel)
	}
	begin(b, to.part)
}

func begin(b *bytes.Buffer, id string) {
	if id != "" {
		fmt.Fprintf(b, "<g id=\"%s\">\n", id)
	}
}

func (c *Canvas) svgMark(b *bytes.Buffer, m mark) {
	if m.words != nil {
		c.svgLine(b, *m.words, m.ink)
		return
	}
	b.WriteString(`<path `)
	if m.width > 0 {
		fmt.Fprintf(b, `fill="none" stroke-width="%d" %s `, m.width, paint("stroke", m.ink))
	} else {
		b.WriteString(paint("fill", m.ink) + " ")
	}
	b.WriteString(`d="`)
	c.svgPath(b, m.segs)
	b.WriteString("\"/>\n")
}

// paint is the attributes of a colour.
func paint(what string, ink color.NRGBA) string {
	text := fmt.Sprintf(`%s="%s"`, what, hex(ink))
	if ink.A != 255 {
		text += fmt.Sprintf(` %s-opacity="%s"`, what, fraction(ink.A))
	}
	return text
}

// svgLine writes a line of text as one element, stretches as spans if it has
// several. Their lengths are stated, so that another font takes the same room.
func (c *Canvas) svgLine(b *bytes.Buffer, l line, ink color.NRGBA) {
	b.WriteString("<text " + paint("fill", ink))
	bottom := c.h
	if l.cos != turn {
		fmt.Fprintf(b, ` transform="matrix(%s %s %s %s %d %d)"`, sine(l.cos), sine(-l.sin), sine(l.sin), sine(l.cos), l.at.x, c.h-l.at.y)
		bottom = 0
	}
	if len(l.words) == 1 {
		svgWord(b, l.words[0], bottom)
		b.WriteString("</text>\n")
		return
	}
	b.WriteString(">")
	for _, w := range l.words {
		b.WriteString("<tspan")
		svgWord(b, w, bottom)
		b.WriteString("</tspan>")
	}
	b.WriteString("</text>\n")
}

// svgWord writes the rest of the start of an element, and its text. The frame's
// y is at bottom and grows downwards.
func svgWord(b *bytes.Buffer, w word, bottom int32) {
	fmt.Fprintf(b, ` x="%d" y="%d" font-size="%d"`, w.from.x, bottom-w.from.y, w.size)
	switch w.style {
	case Bold:
		b.WriteString(` font-weight="bold"`)
	case Italic:
		b.WriteString(` font-style="italic"`)
	case Regular:
	}
	fmt.Fprintf(b, ` textLength="%d" lengthAdjust="spacingAndGlyphs">%s`, w.width(), escape(w.text))
}

// sine writes parts of turn.
func sine(v int32) string {
	if v%turn == 0 {
		return strconv.Itoa(int(v / turn))
	}
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	return fmt.Sprintf("%s%d.%04d", sign, v/turn, v%turn)
}

// svgPath writes moves absolutely and the rest relative to the point before.
func (c *Canvas) svgPath(b *bytes.Buffer, segs []segment) {
	var at, start point
	for _, s := range segs {
		switch s.verb {
		case move:
			at, start = s.p[0], s.p[0]
			b.WriteByte('M')
			pair(b, at.x, c.h-at.y)
		case straight:
			b.WriteByte('l')
			pair(b, s.p[0].x-at.x, at.y-s.p[0].y)
			at = s.p[0]
		case curve:
			b.WriteByte('c')
			for i, p := range s.p {
				if i > 0 {
					b.WriteByte(' ')
				}
				pair(b, p.x-at.x, at.y-p.y)
			}
			at = s.p[2]
		case closed:
			b.WriteByte('z')
			at = start
		}
	}
}

func pair(b *bytes.Buffer, x, y int32) {
	b.Write(strconv.AppendInt(nil, int64(x), 10))
	b.WriteByte(' ')
	b.Write(strconv.AppendInt(nil, int64(y), 10))
}

func hex(ink color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", ink.R, ink.G, ink.B) }

// decimal writes units as points.
func decimal(u int32) string { return fmt.Sprintf("%d.%02d", u/unit, u%unit) }

// fraction writes a byte as a part of one, to three places.
func fraction(a uint8) string { return fmt.Sprintf("0.%03d", (int(a)*1000+127)/255) }

func escape(s string) string {
	var b bytes.Buffer
	for _, r := range s {
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
