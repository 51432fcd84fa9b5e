package figures

import (
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/dmath"
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure9Output) Draw(p Figure9Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 130.0
	page := panel.NewPage(style(), doubleColumn, height)
	o.landscape(page, panel.Rect{X: 14, Y: 17, W: 70, H: 32}, "a", "Case 1: many losses share a minimum", p.Shared)
	o.landscape(page, panel.Rect{X: 106, Y: 17, W: 70, H: 32}, "b", "Case 2: one loss has many minima", []string{p.Single})
	o.shapeMap(page, panel.Rect{X: 14, Y: 77, W: 30, H: 34})
	o.family(page, p, panel.Rect{X: 76, Y: 77, W: 36, H: 34})
	o.networks(page, p, panel.Rect{X: 130, Y: 77, W: 46, H: 34})
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == diverged {
			lost++
		}
	}
	for i, note := range []string{
		"a–d: losses of a code that depend on its lattice alone, evaluated from the functions in stages/lattice; no network, nothing drawn by hand. a, b: loss less that of the hexagon, over its range. Dots: minima over all shapes;",
		"filled: no shape is lower. c: the loss of b over all shapes. d: loss above the least of any shape, by cell area (as the period of a hexagon of it); dashed: period predicted for the place code. Filled: the hexagon is a minimum.",
		fmt.Sprintf("Profile %s. e: *N* = %d networks, %d diverged; a point a network, no averages. Explained: from a guess that ignores position (0) to the least possible loss (100 %%).", p.Judge.Profile, len(o.Networks), lost),
	} {
		page.Note(note, 2, height-1.8-float64(2.8*float64(2-i)))
	}
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 9: objectives and their minima")
	return err
}

// lossStroke is the line of the i-th loss of panel a.
func lossStroke(i int) panel.Stroke {
	inks := []panel.Stroke{
		{Ink: rgb(0xd5, 0x5e, 0x00)}, {Ink: rgb(0x00, 0x72, 0xb2), DashPt: []float64{4, 1.5}}, {Ink: rgb(0x00, 0x9e, 0x73), DashPt: []float64{6, 1.5, 1.5, 1.5}},
		{Ink: rgb(0xcc, 0x79, 0xa7), DashPt: []float64{2.5, 1}}, {Ink: grey(0x88), DashPt: []float64{1.5, 1.2}}, {Ink: rgb(0xe6, 0x9f, 0x00)},
	}
	s := inks[i%len(inks)]
	s.WidthPt = style().DataPt
	return s
}

// landscape draws losses along the path of symmetric shapes.
func (o *Figure9Output) landscape(page *panel.Page, r panel.Rect, letter, title string, captions []string) {
	page.Letter(letter, r.X-12, r.Y-11)
	page.Title(title, r.X+float64(r.W/2), r.Y-11.5)
	lo, hi := math.Inf(1), math.Inf(-1)
	low, top := 0.0, 0.0
	for _, q := range o.Curves {
		if q.Panel == letter {
			lo, hi = min(lo, q.Theta), max(hi, q.Theta)
			low, top = min(low, q.Shown), max(top, q.Shown)
		}
	}
	if !(hi > lo) {
		page.Empty(r, "no loss")
		return
	}
	pad := max(float64(0.08*(top-low)), 1e-6)
	y := panel.Axis{Label: "Loss − hexagon's, relative", Lo: low - pad, Hi: top + pad, Ticks: panel.Every(low-pad, top+pad, 0.5), Decimals: 1}
	a := page.Axes(r, panel.Axis{Lo: lo - 0.05, Hi: hi + 0.05, Ticks: []float64{0}, Bare: true}, y)
	var keys []panel.Key
	for i, caption := range captions {
		s := lossStroke(i)
		var xs, ys []float64
		for _, q := range o.Curves {
			if q.Panel == letter && q.Caption == caption {
				xs, ys = append(xs, q.Theta), append(ys, q.Shown)
			}
		}
		a.Line(xs, ys, s)
		keys = append(keys, panel.Key{Name: caption, Stroke: s})
	}
	for i, caption := range captions {
		for _, m := range o.Minima {
			if m.Panel != letter || m.Caption != caption {
				continue
			}
			if theta, shown, ok := o.onPath(letter, caption, m); ok {
				a.Mark(theta, shown, panel.Disc, lossStroke(i).Ink, !m.Lowest)
			}
		}
	}
	a.Legend(keys...)
	o.icons(page, a, letter)
}

// onPath is where a minimum lies on the path; an oblique one does not.
func (o *Figure9Output) onPath(letter, caption string, m Figure9Minimum) (theta, shown float64, ok bool) {
	nearest := 0.03
	for _, q := range o.Curves {
		if q.Panel == letter && q.Caption == caption {
			if d := math.Abs(q.X-m.X) + math.Abs(q.Y-m.Y); d < nearest {
				nearest, theta, shown, ok = d, q.Theta, q.Shown, true
			}
		}
	}
	return theta, shown, ok
}

// icons draws the lattices under the places of the path that they are at.
func (o *Figure9Output) icons(page *panel.Page, a *panel.Axes, letter string) {
	const side = 7.0
	var first, last *Figure9Curve
	for i, q := range o.Curves {
		if q.Panel == letter {
			if first == nil {
				first = &o.Curves[i]
			}
			last = &o.Curves[i]
		}
		if first != nil && q.Panel == letter && q.Theta >= 0 && len(o.Curves) > i+1 && o.Curves[i+1].Caption != q.Caption {
			break
		}
	}
	arc := -dmath.Log(dmath.Tan(math.Pi / 6))
	for _, c := range []struct {
		name        string
		theta, x, y float64
	}{
		{"rectangular", first.Theta, first.X, first.Y}, {"square", -arc, 0, 1},
		{"hexagonal", 0, 0.5, math.Sqrt(3) / 2}, {"rhombic", last.Theta, last.X, last.Y},
	} {
		at := a.X + float64(a.W*(c.theta-a.XAxis.Lo)/(a.XAxis.Hi-a.XAxis.Lo))
		at = min(max(at, a.X+side/2), a.X+a.W-side/2)
		drawLattice(page, c.x, c.y, panel.Rect{X: at - side/2, Y: a.Y + a.H + 2, W: side, H: side})
		page.Text(c.name, style().TickPt, style().Ink, at, a.Y+a.H+2+side+1, panel.Align{X: 0.5, Y: 1})
	}
}

// drawLattice draws the points of a lattice that a square holds.
func drawLattice(page *panel.Page, x, y float64, r panel.Rect) {
	const reach = 12
	scale := 1.9 / math.Sqrt(y) // millimetres
	for m := -reach; m <= reach; m++ {
		for n := -reach; n <= reach; n++ {
			px := float64(scale * (float64(m) + float64(float64(n)*x)))
			py := float64(scale * float64(float64(n)*y))
			if math.Abs(px) <= r.W/2 && math.Abs(py) <= r.H/2 {
				page.Dot(style().Muted, r.X+float64(r.W/2)+px, r.Y+float64(r.H/2)-py, 0.8)
			}
		}
	}
}

// shapeMap draws the loss of panel b over all shapes.
func (o *Figure9Output) shapeMap(page *panel.Page, r panel.Rect) {
	page.Letter("c", r.X-12, r.Y-8)
	if len(o.Map) == 0 {
		page.Empty(r, "no map")
		return
	}
	m := o.Map[0]
	shown := panel.Map{NX: int(m.NX), NY: int(m.NY), Values: m.Values}
	lo, hi, ok := shown.Range()
	if !ok || !(hi > lo) {
		page.Empty(r, "no map")
		return
	}
	page.Heat(r, shown, powerRamp(), lo, hi)
	y := panel.Axis{Label: "Shape *y*", Lo: m.LogYLow, Hi: m.LogYTop, NoGrid: true}
	for _, v := range []float64{1, 1.5, 2, 3} {
		if at := dmath.Log(v); at <= m.LogYTop+1e-9 {
			y.Ticks, y.Names = append(y.Ticks, at), append(y.Names, trimmed(v))
		}
	}
	a := page.Axes(r, panel.Axis{Label: "Shape *x*", Lo: 0, Hi: 0.5, Ticks: []float64{0, 0.25, 0.5}, Decimals: 2, NoGrid: true}, y)
	for _, q := range o.Minima {
		if q.Panel == "b" {
			a.Mark(min(max(q.X, 0), 0.5), max(dmath.Log(q.Y), m.LogYLow), panel.Disc, rgb(0x00, 0x72, 0xb2), !q.Lowest)
		}
	}
	step, decimals := panel.Nice(hi-lo, 4)
	page.ColorBar(panel.Rect{X: r.X + r.W + 2.5, Y: r.Y, W: 2, H: r.H}, powerRamp(), panel.Axis{Label: "Loss", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals})
}

// trimmed writes a number with as few decimals as it needs.
func trimmed(v float64) string {
	return strings.TrimRight(strings.TrimRight(panel.Number(v, 2), "0"), ".")
}

// family draws how far the hexagon and the square are from the best shape.
func (o *Figure9Output) family(page *panel.Page, p Figure9Params, r panel.Rect) {
	page.Letter("d", r.X-12, r.Y-8)
	if len(o.Shapes) < 2 {
		page.Empty(r, "no losses")
		return
	}
	var xs, hex, square []float64
	for _, s := range o.Shapes {
		xs, hex, square = append(xs, s.PeriodM), append(hex, s.Hexagonal-s.Least), append(square, s.Square-s.Least)
	}
	x := spanAxis("Period of the hexagon (m)", xs, 4)
	a := page.Axes(r, x, spanAxis("Loss − least loss", append(append([]float64{0}, hex...), square...), 4))
	a.VLine(p.ShiftM, mark())
	a.Line(xs, hex, lossStroke(0))
	a.Line(xs, square, lossStroke(1))
	for _, s := range o.Shapes {
		a.Mark(s.PeriodM, s.Hexagonal-s.Least, panel.Disc, lossStroke(0).Ink, !s.Minimum)
	}
	a.Legend(panel.Key{Name: "hexagonal", Stroke: lossStroke(0)}, panel.Key{Name: "square", Stroke: lossStroke(1)})
}

// groupShape tells groups of one colour apart.
func groupShape(name string) panel.Shape {
	switch name {
	case "cartesian", "polar":
		return panel.Triangle
	case "high-dim cartesian", "high-dim polar":
		return panel.Wedge
	case "true DoG":
		return panel.Box
	case "SoD":
		return panel.Diamond
	}
	return panel.Disc
}

// networks draws what trained networks explain of their loss against their
// grid units.
func (o *Figure9Output) networks(page *panel.Page, p Figure9Params, r panel.Rect) {
	page.Letter("e", r.X-13, r.Y-8)
	var xs, ys []float64
	for _, n := range o.Networks {
		xs, ys = append(xs, n.Explained*100), append(ys, n.FractionAbove*100)
	}
	a := page.Axes(r, spanAxis("Explained part of the loss (%)", xs, 4), spanAxis(fmt.Sprintf("Units with Score_{60} > %s (%%)", panel.Number(p.Judge.Threshold, 1)), append(ys, 0), 4))
	var keys []panel.Key
	for _, g := range p.Groups {
		shape, ink := groupShape(g.Group), groupColour(g.Group)
		for _, n := range o.Networks {
			if n.Group == g.Group {
				a.Mark(n.Explained*100, n.FractionAbove*100, shape, ink, false)
			}
		}
		keys = append(keys, panel.Key{Name: g.Group, Stroke: solid(ink), Dot: true, Shape: shape})
	}
	a.Legend(keys...)
}
