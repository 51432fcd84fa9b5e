// Package ink records a drawing once and writes it as PDF, SVG and PNG that
// agree to a hundredth of a point.
//
// A [Canvas] implements gonum's vg.Canvas, so anything that draws on vg can
// draw here. It rounds every coordinate to whole hundredths of a point as it is
// drawn; the three writers then work on integers alone. So the files have the
// same bytes on every processor, and no writer can disagree with another. Text
// becomes glyph outlines on the way in: no viewer substitutes a font, and
// Greek, sub- and superscripts look alike everywhere.
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
	"math"

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

// matrix maps (x, y) to (a x + c y + e, b x + d y + f).
type matrix struct{ a, b, c, d, e, f float64 }

// mark is one filled or stroked path, in whole units.
type mark struct {
	segs  []segment
	ink   color.NRGBA
	width int32 // of the stroke; 0 fills
}

// segment is one step of a path; a curve is a cubic through p[0], p[1] to p[2].
type segment struct {
	verb verb
	p    [3]point
}

type point struct{ x, y int32 }

type verb uint8

const (
	move verb = iota
	line
	curve
	closed
)

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
func (c *Canvas) Fill(p vg.Path) { c.add(c.trace(p), 0) }

// Stroke draws a path's outline, with round joins and butt caps.
func (c *Canvas) Stroke(p vg.Path) {
	if c.width <= 0 {
		return
	}
	if len(c.dash) > 0 {
		p = dashed(p, c.dash, c.shift)
	}
	c.add(c.trace(p), max(1, quantise(c.width.Points())))
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
	c.glyphs(style, f.Font.Size, pt, text)
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
	c.marks = append(c.marks, mark{segs: segs, ink: c.ink, width: width})
}

// trace rounds a path to units, replacing arcs and quadratics by cubics.
func (c *Canvas) trace(p vg.Path) []segment {
	segs := make([]segment, 0, len(p))
	var at vg.Point
	for _, s := range p {
		switch s.Type {
		case vg.MoveComp:
			segs = append(segs, segment{verb: move, p: [3]point{c.place(s.Pos)}})
			at = s.Pos
		case vg.LineComp:
			segs = append(segs, segment{verb: line, p: [3]point{c.place(s.Pos)}})
			at = s.Pos
		case vg.CurveComp:
			q, r := s.Control[0], s.Control[len(s.Control)-1]
			if len(s.Control) == 1 {
				q, r = cubic(at, s.Control[0], s.Pos)
			}
			segs = append(segs, segment{verb: curve, p: [3]point{c.place(q), c.place(r), c.place(s.Pos)}})
			at = s.Pos
		case vg.ArcComp:
			segs = c.arc(segs, s)
			at = arcPoint(s, s.Start+s.Angle)
		case vg.CloseComp:
			segs = append(segs, segment{verb: closed})
		default:
			panic("ink: unknown path component")
		}
	}
	return segs
}

// cubic returns the control points of the cubic that equals a quadratic.
func cubic(from, control, to vg.Point) (vg.Point, vg.Point) {
	third := func(p vg.Point) vg.Point {
		return vg.Point{X: p.X + (control.X-p.X)/3*2, Y: p.Y + (control.Y-p.Y)/3*2}
	}
	return third(from), third(to)
}

// arc follows an arc with chords half a degree long, joined to what precedes.
func (c *Canvas) arc(segs []segment, s vg.PathComp) []segment {
	steps := max(2, int(math.Ceil(math.Abs(s.Angle)*360/math.Pi)))
	for i := 0; i <= steps; i++ {
		v := line
		if i == 0 && len(segs) == 0 {
			v = move
		}
		turn := float64(s.Angle*float64(i)) / float64(steps)
		segs = append(segs, segment{verb: v, p: [3]point{c.place(arcPoint(s, s.Start+turn))}})
	}
	return segs
}

func arcPoint(s vg.PathComp, rad float64) vg.Point {
	return vg.Point{
		X: s.Pos.X + vg.Length(float64(float64(s.Radius)*dmath.Cos(rad))),
		Y: s.Pos.Y + vg.Length(float64(float64(s.Radius)*dmath.Sin(rad))),
	}
}

func (c *Canvas) place(p vg.Point) point {
	x, y := c.m.apply(p.X.Points(), p.Y.Points())
	return point{quantise(x), quantise(y)}
}

// times returns the transform that applies n, then m.
func (m matrix) times(n matrix) matrix {
	r := matrix{}
	r.a = float64(m.a*n.a) + float64(m.c*n.b)
	r.b = float64(m.b*n.a) + float64(m.d*n.b)
	r.c = float64(m.a*n.c) + float64(m.c*n.d)
	r.d = float64(m.b*n.c) + float64(m.d*n.d)
	r.e, r.f = m.apply(n.e, n.f)
	return r
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return float64(m.a*x) + float64(m.c*y) + m.e, float64(m.b*x) + float64(m.d*y) + m.f
}

// quantise rounds points to units. A NaN here would be drawn somewhere, so it
// is a fault of the caller.
func quantise(points float64) int32 {
	if math.IsNaN(points) || math.Abs(points) > 1e6 {
		panic("ink: coordinate is not a number or far outside the page")
	}
	return int32(math.Floor(float64(points*unit) + 0.5))
}
