// Package ink records a drawing once and writes it as PDF, SVG, PNG, TIFF and EPS that
// agree to a hundredth of a point.
//
// A [Canvas] implements gonum's vg.Canvas, so anything that draws on vg can
// draw here. It rounds every coordinate to whole hundredths of a point as it is
// drawn; the writers then work on integers alone. So the files have the same
// bytes on every processor, and no writer can disagree with another.
//
// Text is laid out here, in Liberation Sans, once for all formats. PDF gets it as
// text with the glyphs used as embedded fonts, SVG as text that names fonts of the
// same widths; PNG, TIFF and EPS get outlines. So it can be searched and copied
// where the format allows that, and stands in the same place in all of them.
//
// An SVG holds all of a drawing: [Read] gives the canvas back, and any format of it.
//
// gonum's own backends are not used because their text and translucent fills
// differ between formats and their transforms may be fused differently by
// different compilers.
//
// The package does not know axes, data or styles.
package ink

import (
	"image"
	"image/color"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"nofreelunch/stages/core/dmath"
)

// unit is the number of coordinate steps in a point.
const unit = 100

// Canvas is a recorded drawing. The origin is the bottom left corner.
type Canvas struct {
	w, h  int32 // hundredths of a point
	marks []mark
	place
	used map[string]int // how often a name of a group was asked for
	state
	stack []state
}

// state is what Push saves.
type state struct {
	m     matrix
	width vg.Length
	dash  []vg.Length
	shift vg.Length
	ink   color.NRGBA
}

// mark is one filled or stroked path, in whole units.
type mark struct {
	segs  []segment
	ink   color.NRGBA
	width int32 // of the stroke; 0 fills
	words *line // that the path spells, nil if it is none
	place
}

var _ vg.Canvas = (*Canvas)(nil)

// New returns an empty canvas of the given size.
func New(w, h vg.Length) *Canvas {
	c := &Canvas{w: quantise(w.Points()), h: quantise(h.Points())}
	c.m = matrix{a: 1, d: 1}
	vg.Initialize(c)
	return c
}

// Size is the size of the canvas.
func (c *Canvas) Size() (w, h vg.Length) {
	return vg.Length(c.w) / unit, vg.Length(c.h) / unit
}

// SetLineWidth sets the width of strokes.
func (c *Canvas) SetLineWidth(w vg.Length) { c.width = w }

// SetLineDash sets the dash pattern of strokes; nil is a solid line.
func (c *Canvas) SetLineDash(pattern []vg.Length, offset vg.Length) {
	c.dash, c.shift = append([]vg.Length(nil), pattern...), offset
}

// SetColor sets the colour of strokes and fills; nil is black.
func (c *Canvas) SetColor(ink color.Color) {
	if ink == nil {
		ink = color.Black
	}
	c.ink = color.NRGBAModel.Convert(ink).(color.NRGBA)
}

// Push saves the state that Pop restores.
func (c *Canvas) Push() { c.stack = append(c.stack, c.state) }

// Pop restores the state of the matching Push.
func (c *Canvas) Pop() {
	if len(c.stack) == 0 {
		panic("ink: Pop without Push")
	}
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

// Rotate turns what follows counter-clockwise about the origin.
func (c *Canvas) Rotate(rad float64) {
	sin, cos := dmath.Sin(rad), dmath.Cos(rad)
	c.m = c.m.times(matrix{a: cos, b: sin, c: -sin, d: cos})
}

// Translate moves the origin.
func (c *Canvas) Translate(p vg.Point) {
	c.m = c.m.times(matrix{a: 1, d: 1, e: p.X.Points(), f: p.Y.Points()})
}

// Scale stretches what follows.
func (c *Canvas) Scale(x, y float64) { c.m = c.m.times(matrix{a: x, d: y}) }

// Fill fills a path by the non-zero winding rule.
func (c *Canvas) Fill(p vg.Path) { c.add(c.m.trace(p), 0) }

// Stroke draws a path's outline, with round joins and butt caps.
func (c *Canvas) Stroke(p vg.Path) {
	if c.width <= 0 {
		return
	}
	if len(c.dash) > 0 {
		p = dashed(p, c.dash, c.shift)
	}
	c.add(c.m.trace(p), max(1, quantise(c.width.Points())))
}

// FillString draws plain text with its baseline starting at pt. Of the face
// only weight, slant and size count: there is one family.
func (c *Canvas) FillString(f font.Face, pt vg.Point, text string) {
	style := Regular
	switch bold, slanted := f.Font.Weight > 0, f.Font.Style != 0; {
	case bold:
		style = Bold
	case slanted:
		style = Italic
	}
	c.spell(pt, []placed{{run{text: text, style: style, size: 1}, vg.Point{}}}, f.Font.Size)
}

// DrawImage panics: a raster in a vector file is blurred, flipped or dropped by
// common viewers. Draw cells.
func (c *Canvas) DrawImage(vg.Rectangle, image.Image) {
	panic("ink: raster images cannot be drawn; draw cells")
}

func (c *Canvas) add(segs []segment, width int32) {
	if len(segs) == 0 || c.ink.A == 0 {
		return
	}
	c.marks = append(c.marks, mark{segs: segs, ink: c.ink, width: width, place: c.place})
}
