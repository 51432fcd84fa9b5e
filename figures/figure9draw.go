package figures

import (
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/theory/lattice"
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure9Output) Draw(p Figure9Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 130.0
	page := newPage(p.Profile, doubleColumn, height)
	o.landscape(page, panel.Rect{X: 14, Y: 17, W: 92, H: 32})
	o.family(page, p, panel.Rect{X: 128, Y: 17, W: 48, H: 32})
	o.line(page, panel.Rect{X: 14, Y: 76, W: 92, H: 30})
	o.networks(p.Profile, page, panel.Rect{X: 128, Y: 76, W: 48, H: 30})
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == rows.Diverged {
			lost++
		}
	}
	for i, note := range []string{
		"a, b: losses of a code that depend on its lattice alone, computed from the functions in stages/theory/lattice. a: less that of the hexagon, over the range; dots: minima over all shapes, filled: none is lower;",
		"diamond: the hexagons of grid cells, a minimum that several losses share, so that finding it does not say which of them the brain minimises. c: how low the brain is on this loss nobody has measured.",
		"b: loss above the least of any shape, by cell area; dots: hexagon, filled: it is a minimum; dashed: predicted period. c: training loss of trained networks (dots), and of weights interpolated between them",
		"unit by unit as they are numbered; a barrier means other weights, not that no permutation of units or curved way would avoid it. Dashed in c: a guess without position. d: explained, from that guess (0) to",
		fmt.Sprintf("the least possible loss (100 %%). Grid-like: %s. Profile %s: *N* = %d networks in d, %d diverged. No averages, no intervals.", gridLike(p.Judge), p.Profile.Name, len(o.Networks), lost),
	} {
		page.Note(note, 2, height-1.8-float64(2.8*float64(4-i)))
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
func (o *Figure9Output) landscape(page *panel.Page, r panel.Rect) {
	page.Letter("a", r.X-12, r.Y-11)
	page.Title("Case 1: many losses share a minimum", r.X+float64(r.W/2), r.Y-11.5)
	if len(o.Curves) < 2 {
		page.Empty(r, "no loss")
		return
	}
	lo, hi := o.Curves[0].Theta, o.Curves[len(o.Curves)-1].Theta
	a := page.Axes(r, panel.Axis{Lo: lo - 0.02, Hi: hi + 0.02, Ticks: []float64{lo, -arc(), 0, hi}, Bare: true},
		panel.Axis{Label: "Loss − hexagon's, relative", Lo: -1.1, Hi: 1.1, Ticks: []float64{-1, -0.5, 0, 0.5, 1}, Decimals: 1})
	var keys []panel.Key
	captions := o.captions()
	for i, caption := range captions {
		var xs, ys []float64
		for _, q := range o.Curves {
			if q.Caption == caption {
				xs, ys = append(xs, q.Theta), append(ys, q.Shown)
			}
		}
		a.Series(caption)
		a.Line(xs, ys, lossStroke(i))
		keys = append(keys, panel.Key{Name: caption, Stroke: lossStroke(i)})
	}
	for i := len(captions) - 1; i >= 0; i-- {
		caption := captions[i]
		a.Series("minima " + caption)
		for _, m := range o.Minima {
			if theta, shown, ok := o.onPath(caption, m); ok && m.Caption == caption {
				a.Mark(theta, shown, panel.Disc, lossStroke(i).Ink, !m.Lowest)
			}
		}
	}
	a.Legend(keys...)
	a.Published(0, 0)
	a.Label("the brain", 0, -0.2, style().Ink, panel.Align{X: 0.5, Y: 1})
	o.icons(page, a)
}

// arc is the length of the path from the hexagonal lattice to the square.
func arc() float64 { return -dmath.Log(dmath.Tan(math.Pi / 6)) }

// onPath is where a minimum lies on the path; an oblique one does not.
func (o *Figure9Output) onPath(caption string, m lattice.NamedMinimum) (theta, shown float64, ok bool) {
	nearest := 0.03
	for _, q := range o.Curves {
		if q.Caption == caption {
			if d := math.Abs(q.X-m.X) + math.Abs(q.Y-m.Y); d < nearest {
				nearest, theta, shown, ok = d, q.Theta, q.Shown, true
			}
		}
	}
	return theta, shown, ok
}

// icons draws the lattices under the places of the path that they are at.
func (o *Figure9Output) icons(page *panel.Page, a *panel.Axes) {
	const side = 7.0
	first, last := o.Curves[0], o.Curves[len(o.Curves)-1]
	for _, c := range []struct {
		name        string
		theta, x, y float64
	}{
		{"rectangular", first.Theta, first.X, first.Y}, {"square", -arc(), 0, 1},
		{"hexagonal", 0, 0.5, math.Sqrt(3) / 2}, {"rhombic", last.Theta, last.X, last.Y},
	} {
		at := a.X + float64(a.W*(c.theta-a.XAxis.Lo)/(a.XAxis.Hi-a.XAxis.Lo))
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

// line draws the loss on the way from network to network.
func (o *Figure9Output) line(page *panel.Page, r panel.Rect) {
	page.Letter("c", r.X-12, r.Y-8)
	page.Title("Case 2: one loss has many minima", r.X+float64(r.W/2), r.Y-8.5)
	if len(o.Line) < 2 {
		page.Empty(r, "no line: a network diverged")
		return
	}
	var xs, ys []float64
	x := panel.Axis{Label: "Trained networks (grid-like units), and straight lines between their weights"}
	for _, q := range o.Line {
		xs, ys = append(xs, q.At), append(ys, q.Unexplained*100)
		if q.Trained() {
			x.Ticks, x.Names = append(x.Ticks, q.At), append(x.Names, o.label(q))
		}
	}
	last := xs[len(xs)-1]
	x.Lo, x.Hi = -0.25, last+1.2
	x.Ticks, x.Names = append(x.Ticks, last+1), append(x.Names, "the brain")
	y := fromZero("Unexplained loss (%)", ys, 1, 4)
	a := page.Axes(r, x, y)
	a.HLine(100, mark())
	a.Line(xs, ys, lossStroke(0))
	for _, q := range o.Line {
		if q.Trained() {
			a.Mark(q.At, q.Unexplained*100, panel.Disc, lossStroke(0).Ink, false)
		}
	}
	a.VLine(last+1, panel.Stroke{Ink: style().Ink, WidthPt: style().AxisPt})
	for i, text := range []string{"which", "of these,", "if any?"} {
		a.Label(text, last+0.95, 66-float64(15*float64(i)), style().Muted, panel.Align{X: 1})
	}
}

// label is a network's part of grid-like units, or its place on the walk where
// panel d does not have it.
func (o *Figure9Output) label(q estimate.WalkPoint) string {
	for _, n := range o.Networks {
		if n.ID == q.From {
			return panel.Number(n.FractionFiltered*100, 0) + " %"
		}
	}
	return "network " + panel.Number(q.At+1, 0)
}

// family draws how far the hexagon and the square are from the best shape.
func (o *Figure9Output) family(page *panel.Page, p Figure9Params, r panel.Rect) {
	page.Letter("b", r.X-14, r.Y-11)
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
	a.Series("hexagonal")
	a.Line(xs, hex, lossStroke(0))
	a.Series("square")
	a.Line(xs, square, lossStroke(1))
	a.Series("hexagonal minima")
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
func (o *Figure9Output) networks(p Profile, page *panel.Page, r panel.Rect) {
	page.Letter("d", r.X-14, r.Y-8)
	var xs, ys []float64
	for _, n := range o.Networks {
		xs, ys = append(xs, n.Explained*100), append(ys, n.FractionFiltered*100)
	}
	a := page.Axes(r, spanAxis("Explained part of the loss (%)", xs, 4), fromZero("Grid-like units (%)", ys, 1, 4))
	var keys []panel.Key
	for _, g := range o.groups() {
		shape, ink := groupShape(g), p.colour(g)
		a.Series(g)
		for _, n := range o.Networks {
			if n.Group == g {
				a.Mark(n.Explained*100, n.FractionFiltered*100, shape, ink, false)
			}
		}
		keys = append(keys, panel.Key{Name: g, Stroke: solid(ink), Dot: true, Shape: shape})
	}
	a.Legend(keys...)
}
