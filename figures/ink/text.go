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
	file []byte
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
		out[i] = typeface{font: f, file: ttf, em: fixed.I(int(f.UnitsPerEm()))}
	}
	return out
})

// glyph is a character as it stands in a text, in font units.
type glyph struct {
	id      sfnt.GlyphIndex
	r       rune
	x       int // from the start of the text
	kern    int // how much of x kerning has moved it away from the one before
	advance int
}

// layout is the glyphs of a text and the whole advance, in font units. Every
// character has one: what the font has not is a fault of the caller.
func (s Style) layout(text string) (glyphs []glyph, advance int) {
	f := faces()[s]
	var buf sfnt.Buffer
	for _, r := range text {
		id, err := f.font.GlyphIndex(&buf, r)
		if err != nil || id == 0 {
			panic("ink: the font has no glyph for " + string(r))
		}
		g := glyph{id: id, r: r}
		if n := len(glyphs); n > 0 {
			if kern, err := f.font.Kern(&buf, glyphs[n-1].id, id, f.em, font.HintingNone); err == nil {
				g.kern = kern.Round()
			}
		}
		wide, err := f.font.GlyphAdvance(&buf, id, f.em, font.HintingNone)
		if err != nil {
			panic("ink: " + err.Error())
		}
		g.x, g.advance = advance+g.kern, wide.Round()
		advance = g.x + g.advance
		glyphs = append(glyphs, g)
	}
	return glyphs, advance
}

// width is the advance of plain text.
func (s Style) width(size vg.Length, text string) vg.Length {
	_, advance := s.layout(text)
	return size * vg.Length(float64(advance)/float64(faces()[s].font.UnitsPerEm()))
}

// outline appends the outlines of a text of a size in points to a path, its
// baseline starting at from.
func (s Style) outline(path *vg.Path, text string, points float64, from vg.Point) {
	f := faces()[s]
	var buf sfnt.Buffer
	glyphs, _ := s.layout(text)
	for _, g := range glyphs {
		segments, err := f.font.LoadGlyph(&buf, g.id, f.em, nil)
		if err != nil {
			panic("ink: " + err.Error())
		}
		outliner{path: path, x: float64(g.x), scale: points / float64(f.font.UnitsPerEm()), origin: from}.add(segments)
	}
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
