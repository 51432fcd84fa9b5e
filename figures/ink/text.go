package ink

import (
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansitalic"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"gonum.org/v1/plot/vg"
)

// A Style is one cut of the one family, Liberation Sans.
type Style int

// The cuts.
const (
	Regular Style = iota
	Bold
	Italic
)

// typeface is a parsed font with its outlines in font units.
type typeface struct {
	font *sfnt.Font
	em   fixed.Int26_6 // the size at which an outline unit is a font unit
}

// faces parses the fonts once; they are compiled in, so a failure is a fault of
// the build.
var faces = sync.OnceValue(func() [3]typeface {
	var out [3]typeface
	for i, ttf := range [3][]byte{liberationsansregular.TTF, liberationsansbold.TTF, liberationsansitalic.TTF} {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic("ink: built-in font: " + err.Error())
		}
		out[i] = typeface{font: f, em: fixed.I(int(f.UnitsPerEm()))}
	}
	return out
})

// layout calls visit with the font and glyph of each rune and its distance from
// the start, in font units, and returns the whole advance in ems.
func (s Style) layout(text string, visit func(*sfnt.Buffer, sfnt.GlyphIndex, int)) float64 {
	f := faces()[s]
	var buf sfnt.Buffer
	x, last := 0, sfnt.GlyphIndex(0)
	for _, r := range text {
		g, err := f.font.GlyphIndex(&buf, r)
		if err != nil || g == 0 {
			panic("ink: the font has no glyph for " + string(r))
		}
		if kern, err := f.font.Kern(&buf, last, g, f.em, font.HintingNone); err == nil && last != 0 {
			x += kern.Round()
		}
		visit(&buf, g, x)
		advance, err := f.font.GlyphAdvance(&buf, g, f.em, font.HintingNone)
		if err != nil {
			panic("ink: " + err.Error())
		}
		x, last = x+advance.Round(), g
	}
	return float64(x) / float64(f.font.UnitsPerEm())
}

// width is the advance of plain text.
func (s Style) width(size vg.Length, text string) vg.Length {
	return size * vg.Length(s.layout(text, func(*sfnt.Buffer, sfnt.GlyphIndex, int) {}))
}

// glyphs fills the outlines of plain text with its baseline starting at pt and
// returns its advance.
func (c *Canvas) glyphs(s Style, size vg.Length, pt vg.Point, text string) vg.Length {
	f := faces()[s]
	scale := float64(size) / float64(f.font.UnitsPerEm())
	var path vg.Path
	advance := s.layout(text, func(buf *sfnt.Buffer, g sfnt.GlyphIndex, x int) {
		outline, err := f.font.LoadGlyph(buf, g, f.em, nil)
		if err != nil {
			panic("ink: " + err.Error())
		}
		trace := outliner{path: &path, x: float64(x), scale: scale, origin: pt}
		trace.add(outline)
	})
	c.Fill(path)
	return size * vg.Length(advance)
}

// outliner appends one glyph's outline to a path.
type outliner struct {
	path     *vg.Path
	x, scale float64
	origin   vg.Point
}

func (o outliner) add(outline sfnt.Segments) {
	for i, s := range outline {
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				o.path.Close()
			}
			o.path.Move(o.at(s.Args[0]))
		case sfnt.SegmentOpLineTo:
			o.path.Line(o.at(s.Args[0]))
		case sfnt.SegmentOpQuadTo:
			o.path.QuadTo(o.at(s.Args[0]), o.at(s.Args[1]))
		case sfnt.SegmentOpCubeTo:
			o.path.CubeTo(o.at(s.Args[0]), o.at(s.Args[1]), o.at(s.Args[2]))
		}
	}
	if len(outline) > 0 {
		o.path.Close()
	}
}

// at places a point of the outline, whose y points down in 26.6 fixed point.
func (o outliner) at(p fixed.Point26_6) vg.Point {
	x, y := float64(float64(p.X)/64)+o.x, -float64(p.Y)/64
	return vg.Point{
		X: o.origin.X + vg.Length(float64(x*o.scale)),
		Y: o.origin.Y + vg.Length(float64(y*o.scale)),
	}
}
