package ink

import (
	"bytes"
	"fmt"
	"image/color"
	"strconv"
)

// SVG writes the drawing as a stand-alone SVG 1.1 document. The view box counts
// hundredths of a point, so every coordinate is a whole number.
func (c *Canvas) SVG(title string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="%spt" height="%spt" viewBox="0 0 %d %d" role="img">
<title>%s</title>
<rect width="%d" height="%d" fill="#ffffff"/>
<g fill-rule="nonzero" stroke-linejoin="round">
`, decimal(c.w), decimal(c.h), c.w, c.h, escape(title), c.w, c.h)
	for _, m := range c.marks {
		c.svgMark(&b, m)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.Bytes()
}

func (c *Canvas) svgMark(b *bytes.Buffer, m mark) {
	b.WriteString(`<path `)
	paint := "fill"
	if m.width > 0 {
		paint = "stroke"
		fmt.Fprintf(b, `fill="none" stroke-width="%d" `, m.width)
	}
	fmt.Fprintf(b, `%s="%s" `, paint, hex(m.ink))
	if m.ink.A != 255 {
		fmt.Fprintf(b, `%s-opacity="%s" `, paint, fraction(m.ink.A))
	}
	b.WriteString(`d="`)
	c.svgPath(b, m.segs)
	b.WriteString("\"/>\n")
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
		case line:
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
