package panel

import (
	"image/color"
	"math"
)

// Line draws a polyline inside the data area, broken where a value is NaN.
func (a *Axes) Line(xs, ys []float64, s Stroke) {
	var part []xy
	flush := func() {
		a.page.stroke(s, part...)
		part = nil
	}
	for i := 1; i < len(xs); i++ {
		p, q, ok := a.clip(xs[i-1], ys[i-1], xs[i], ys[i])
		if !ok {
			flush()
			continue
		}
		if len(part) == 0 || part[len(part)-1] != p {
			flush()
			part = append(part, p)
		}
		part = append(part, q)
	}
	flush()
}

// clip cuts a segment to the data area (Liang and Barsky), in millimetres.
func (a *Axes) clip(x0, y0, x1, y1 float64) (p, q xy, ok bool) {
	if math.IsNaN(x0 + y0 + x1 + y1) {
		return p, q, false
	}
	px, py, qx, qy := a.px(x0), a.py(y0), a.px(x1), a.py(y1)
	dx, dy := qx-px, qy-py
	t0, t1 := 0.0, 1.0
	for _, e := range [4][2]float64{{-dx, px - a.X}, {dx, a.X + a.W - px}, {-dy, py - a.Y}, {dy, a.Y + a.H - py}} {
		switch {
		case e[0] == 0 && e[1] < 0:
			return p, q, false
		case e[0] < 0:
			t0 = max(t0, e[1]/e[0])
		case e[0] > 0:
			t1 = min(t1, e[1]/e[0])
		}
	}
	if t0 > t1 {
		return p, q, false
	}
	p, q = xy{px, py}, xy{qx, qy}
	if t1 < 1 {
		q = xy{px + float64(t1*dx), py + float64(t1*dy)}
	}
	if t0 > 0 {
		p = xy{px + float64(t0*dx), py + float64(t0*dy)}
	}
	return p, q, true
}

// Band fills between two curves over the same xs, clamped to the data area.
func (a *Axes) Band(xs, lo, hi []float64, c color.NRGBA) {
	var top, bottom []xy
	flush := func() {
		for i := len(bottom) - 1; i >= 0; i-- {
			top = append(top, bottom[i])
		}
		a.page.fill(c, top...)
		top, bottom = nil, nil
	}
	for i, x := range xs {
		if math.IsNaN(x+lo[i]+hi[i]) || x < a.XAxis.Lo || x > a.XAxis.Hi {
			flush()
			continue
		}
		top = append(top, xy{a.px(x), a.py(a.clampY(hi[i]))})
		bottom = append(bottom, xy{a.px(x), a.py(a.clampY(lo[i]))})
	}
	flush()
}

// Area is a curve with the space under it shaded.
func (a *Axes) Area(xs, ys []float64, s Stroke) {
	a.Band(xs, make([]float64, len(ys)), ys, Faint(s.Ink, a.page.Style.FillAlpha))
	a.Line(xs, ys, s)
}

func (a *Axes) clampY(v float64) float64 { return min(max(v, a.YAxis.Lo), a.YAxis.Hi) }

// Faint is a colour with an opacity.
func Faint(c color.NRGBA, alpha uint8) color.NRGBA {
	c.A = alpha
	return c
}

// VLine and HLine mark a value across the data area.
func (a *Axes) VLine(x float64, s Stroke) {
	a.Series("marks")
	a.Line([]float64{x, x}, []float64{a.YAxis.Lo, a.YAxis.Hi}, s)
	a.Series("data")
}

// HLine marks a value of the vertical axis.
func (a *Axes) HLine(y float64, s Stroke) {
	a.Series("marks")
	a.Line([]float64{a.XAxis.Lo, a.XAxis.Hi}, []float64{y, y}, s)
	a.Series("data")
}

// Point draws a dot if the data area holds it, and reports whether it does.
func (a *Axes) Point(x, y float64, c color.NRGBA) bool {
	if !a.holds(x, y) {
		return false
	}
	a.page.dot(c, a.px(x), a.py(y), a.page.Style.PointMM)
	return true
}

func (a *Axes) holds(x, y float64) bool {
	return x >= a.XAxis.Lo && x <= a.XAxis.Hi && y >= a.YAxis.Lo && y <= a.YAxis.Hi
}

// Strip draws the values of one category side by side within halfWidth of x,
// in their order, so that equal values stay visible.
func (a *Axes) Strip(x, halfWidth float64, ys []float64, c color.NRGBA) {
	for i, y := range ys {
		at := x
		if len(ys) > 1 {
			at += float64(halfWidth * (float64(2*i)/float64(len(ys)-1) - 1))
		}
		a.Point(at, y, c)
	}
}

// Interval draws an estimate as a short bar with its interval as a whisker.
func (a *Axes) Interval(x, halfWidth, y, lo, hi float64, s Stroke) {
	a.Line([]float64{x - halfWidth, x + halfWidth}, []float64{y, y}, s)
	a.Line([]float64{x, x}, []float64{lo, hi}, s)
	for _, end := range []float64{lo, hi} {
		if end >= a.YAxis.Lo && end <= a.YAxis.Hi {
			a.Line([]float64{x - float64(halfWidth/2), x + float64(halfWidth/2)}, []float64{end, end}, s)
		}
	}
}

// Bar fills a bar from the axis to y.
func (a *Axes) Bar(x, halfWidth, y float64, c color.NRGBA) {
	if math.IsNaN(y) {
		return
	}
	top, base := a.py(a.clampY(y)), a.py(a.clampY(0))
	a.page.box(c, Rect{a.px(x - halfWidth), min(top, base), a.px(x+halfWidth) - a.px(x-halfWidth), math.Abs(base - top)})
}

// HBar fills a bar that lies along the horizontal axis.
func (a *Axes) HBar(y, halfWidth, x float64, c color.NRGBA) {
	if math.IsNaN(x) {
		return
	}
	from, to := a.px(max(0, a.XAxis.Lo)), a.px(min(max(x, a.XAxis.Lo), a.XAxis.Hi))
	top := a.py(y + halfWidth)
	a.page.box(c, Rect{min(from, to), top, math.Abs(to - from), a.py(y-halfWidth) - top})
}

// HInterval draws an interval as a whisker along the horizontal axis.
func (a *Axes) HInterval(y, halfWidth, lo, hi float64, s Stroke) {
	a.Line([]float64{lo, hi}, []float64{y, y}, s)
	for _, end := range []float64{lo, hi} {
		if end >= a.XAxis.Lo && end <= a.XAxis.Hi {
			a.Line([]float64{end, end}, []float64{y - float64(halfWidth/2), y + float64(halfWidth/2)}, s)
		}
	}
}

// Published marks a published value with an open diamond.
func (a *Axes) Published(x, y float64) {
	if !a.holds(x, y) {
		return
	}
	px, py, r := a.px(x), a.py(y), float64(a.page.Style.PointMM*0.75)
	pts := []xy{{px, py - r}, {px + r, py}, {px, py + r}, {px - r, py}}
	a.page.fill(color.NRGBA{255, 255, 255, 255}, pts...)
	a.page.stroke(Stroke{Ink: a.page.Style.Ink, WidthPt: a.page.Style.AxisPt}, append(pts, pts[0], pts[1])...)
}

// Label writes text at a place of the data.
func (a *Axes) Label(markup string, x, y float64, c color.NRGBA, align Align) {
	a.page.Text(markup, a.page.Style.TickPt, c, a.px(x), a.py(y), align)
}

// Key is an entry of a legend.
type Key struct {
	Name   string
	Stroke Stroke
	Dot    bool  // a point instead of a line
	Shape  Shape // of the point
	Open   bool  // the point is drawn as an outline
}

// Legend writes its entries in a row that starts at the data area's left, above
// it, so that it never covers data. Entries that do not fit start a new row,
// further up.
func (a *Axes) Legend(keys ...Key) {
	a.page.canvas.Part("legend")
	s := a.page.Style
	const swatch, between = 4.0, 3.0
	rows, x := [][]Key{nil}, 0.0
	for _, k := range keys {
		w := swatch + 1 + width(k.Name, s.TickPt)
		if x > 0 && x+w > a.W {
			rows, x = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], k)
		x += w + between
	}
	pitch := float64(s.TickPt * 0.3528 * 1.25)
	for i, row := range rows {
		y := a.Y - float64(1.8*s.GapMM) - float64(pitch*float64(len(rows)-1-i))
		x := a.X
		for _, k := range row {
			mid := y - float64(s.TickPt*0.3528*0.36)
			if k.Dot {
				a.page.glyph(k.Shape, k.Stroke.Ink, k.Open, x+swatch/2, mid, s.PointMM)
			} else {
				a.page.stroke(k.Stroke, xy{x, mid}, xy{x + swatch, mid})
			}
			a.page.Text(k.Name, s.TickPt, s.Ink, x+swatch+1, y, left())
			x += swatch + 1 + width(k.Name, s.TickPt) + between
		}
	}
}
