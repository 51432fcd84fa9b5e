package panel

import (
	"image/color"
	"math"
)

// A Shape is the outline of a data point.
type Shape uint8

// The shapes; a disc is the usual one.
const (
	Disc Shape = iota
	Box
	Triangle
	Wedge // a triangle on its tip
	Diamond
)

// outline is the shape's corners for a diameter, about the same in area.
func (s Shape) outline(x, y, diameter float64) []xy {
	r := float64(diameter / 2)
	switch s {
	case Box:
		q := float64(r * 0.88)
		return []xy{{x - q, y - q}, {x + q, y - q}, {x + q, y + q}, {x - q, y + q}}
	case Triangle, Wedge:
		h := float64(r * 1.15)
		if s == Wedge {
			h = -h
		}
		half := math.Abs(h)
		return []xy{{x, y - h}, {x + half, y + float64(0.8*h)}, {x - half, y + float64(0.8*h)}}
	case Diamond:
		q := float64(r * 1.25)
		return []xy{{x, y - q}, {x + q, y}, {x, y + q}, {x - q, y}}
	case Disc:
	}
	return nil
}

// glyph draws a shape, filled with a white rim, or open with a coloured one.
func (p *Page) glyph(s Shape, c color.NRGBA, open bool, x, y, diameter float64) {
	fill, rim, line := c, color.NRGBA{255, 255, 255, 255}, p.Style.GridPt
	if open {
		fill, rim, line = rim, c, p.Style.AxisPt
	}
	if s == Disc {
		p.disc(fill, rim, line, x, y, diameter)
		return
	}
	pts := s.outline(x, y, diameter)
	p.fill(fill, pts...)
	p.stroke(Stroke{Ink: rim, WidthPt: line}, append(pts, pts[0], pts[1])...)
}

// Mark draws a point of a shape if the data area holds it, and reports whether
// it does.
func (a *Axes) Mark(x, y float64, s Shape, c color.NRGBA, open bool) bool {
	if !a.holds(x, y) {
		return false
	}
	a.page.glyph(s, c, open, a.px(x), a.py(y), a.page.Style.PointMM)
	return true
}

// Dot draws a disc anywhere on the page.
func (p *Page) Dot(c color.NRGBA, x, y, diameterMM float64) { p.dot(c, x, y, diameterMM) }
