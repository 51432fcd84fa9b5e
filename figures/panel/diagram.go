package panel

import (
	"image/color"
	"math"
)

// Block is a labelled box of a diagram.
func (p *Page) Block(r Rect, fill color.NRGBA, s Stroke, markup string, sizePt float64) {
	p.box(fill, r)
	p.outline(s, r)
	p.set(markup, 0, sizePt, p.Style.Ink, r.X+float64(r.W/2), r.Y+float64(r.H/2), Align{X: 0.5, Y: 0.5})
}

// Arrow is a polyline through points in page millimetres, x then y, with a
// head at its end.
func (p *Page) Arrow(s Stroke, points ...[2]float64) {
	if len(points) < 2 {
		return
	}
	const length, half = 1.6, 0.6 // of the head, mm
	last, before := points[len(points)-1], points[len(points)-2]
	dx, dy := last[0]-before[0], last[1]-before[1]
	norm := math.Sqrt(float64(dx*dx) + float64(dy*dy))
	if norm == 0 {
		return
	}
	dx, dy = dx/norm, dy/norm
	base := xy{last[0] - float64(length*dx), last[1] - float64(length*dy)}
	var line []xy
	for _, q := range points[:len(points)-1] {
		line = append(line, xy{q[0], q[1]})
	}
	p.stroke(s, append(line, base)...)
	p.fill(s.Ink, xy{last[0], last[1]},
		xy{base.x - float64(half*dy), base.y + float64(half*dx)}, xy{base.x + float64(half*dy), base.y - float64(half*dx)})
}
