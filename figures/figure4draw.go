package figures

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure4Output) Draw(p Figure4Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 141.0
	page := newPage(p.Profile, doubleColumn, height)
	o.thresholds(page, p, panel.Rect{X: 14, Y: 12, W: 72, H: 42})
	o.againstChance(page, p, panel.Rect{X: 105, Y: 12, W: 72, H: 42})
	cells := p.cellsOf(o.Cells)
	top := cells.top()
	o.surrounds(page, p, cells, top, panel.Rect{X: 14, Y: 78, W: 36, H: 38}, "c", "all active units", func(c estimate.WidthCell) float64 { return c.Fraction })
	o.surrounds(page, p, cells, top, panel.Rect{X: 63, Y: 78, W: 36, H: 38}, "d", "filtered by period", func(c estimate.WidthCell) float64 { return c.Filtered })
	step, decimals := panel.Nice(top, 4)
	page.ColorBar(panel.Rect{X: 101.5, Y: 78, W: 2, H: 38}, powerRamp(), panel.Axis{Label: "Grid-like units (%)", Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals})
	o.components(page, panel.Rect{X: 131, Y: 78, W: 46, H: 38})
	o.notes(page, p, height)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 4: grid-like units by place-field width and surround")
	return err
}

func (o *Figure4Output) notes(page *panel.Page, p Figure4Params, height float64) {
	networks, accurate, lost := 0, 0, 0
	for _, c := range o.Cells {
		networks, accurate, lost = networks+int(c.Networks), accurate+int(c.Accurate), lost+int(c.Diverged)
	}
	page.Note(fmt.Sprintf("Profile %s. *N* = %d networks, %d of them below %s cm over %d steps, and %d diverged, which count nowhere. a, b: *s* = %s. a: all scored units of accurate networks (*N* at the top), mean, 95 %% interval",
		p.Profile.Name, networks, accurate, panel.Number(p.Judge.LowErrorM*100, 0), p.Judge.ErrorSteps, lost, panel.Number(p.IdealSurroundScale, 1)), 2, height-12.4)
	page.Note("over networks, by Score_{60} threshold; published (Fig. 4a): at most three networks a width, 1,024 units of each; at 0.8 and σ = 0.12 m their band reaches from 0 to 12 %.", 2, height-9.8)
	page.Note(fmt.Sprintf("b to d: active units of all networks, Score_{60} > %s; filtered, also a period up to %s m. b: 95 %% over networks; noise, rectified, of their own wavelengths; dashed, noise that passes the filter.",
		panel.Number(p.Judge.Threshold, 1), panel.Number(p.Judge.MaxPeriodM, 1)), 2, height-7.2)
	page.Note("c, d: mean and, below it, number of networks; grey: none were trained; diamond: published ideal.", 2, height-4.6)
	page.Note("e: non-negative principal components of place codes without any network, by box and centres; starts that end in a pattern with Score_{60} > 0.8, and their 95 % Wilson intervals.", 2, height-2)
}

// sigmaAxis is the axis of panels a and b.
func (o *Figure4Output) sigmaAxis(p Figure4Params) panel.Axis {
	lo, hi := o.widths(p)
	return panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.02), Decimals: 2}
}

// atSurround are the cells at one surround, by growing width.
func (o *Figure4Output) atSurround(surroundScale float64) []estimate.WidthCell {
	var out []estimate.WidthCell
	for _, c := range o.Cells {
		if c.SurroundScale == surroundScale {
			out = append(out, c)
		}
	}
	return out
}

// widths spans the widths of the curves, with room at both ends.
func (o *Figure4Output) widths(p Figure4Params) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, c := range o.atSurround(p.IdealSurroundScale) {
		lo, hi = min(lo, c.SigmaM), max(hi, c.SigmaM)
	}
	return lo - 0.01, hi + 0.01
}

// thresholdsDrawn are the thresholds with a published curve, or all where none
// has one, growing.
func (o *Figure4Output) thresholdsDrawn() []float64 {
	var all, published []float64
	for _, q := range o.Points {
		all = append(all, q.Threshold)
		if !math.IsNaN(q.Published) {
			published = append(published, q.Threshold)
		}
	}
	if len(published) > 0 {
		all = published
	}
	return settled(all)
}

// percentAxis spans zero and percents, at least 5.
func percentAxis(label string, fractions ...float64) panel.Axis {
	top := 5.0
	for _, f := range fractions {
		if f*100 > top {
			top = f * 100
		}
	}
	top = min(top*1.08, 105)
	step, decimals := panel.Nice(top, 5)
	return panel.Axis{Label: label, Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals}
}

// thresholds draws the published quantity: the part of all scored units of the
// accurate networks, beside the published curve, at the published thresholds.
func (o *Figure4Output) thresholds(page *panel.Page, p Figure4Params, r panel.Rect) {
	page.Letter("a", r.X-12, 5)
	var all []float64
	for _, q := range o.Points {
		all = append(all, q.OfAll, q.OfAllHigh, q.Published)
	}
	a := page.Axes(r, o.sigmaAxis(p), percentAxis("Grid-like units (%)", all...))
	thresholds := o.thresholdsDrawn()
	var keys []panel.Key
	for i, t := range thresholds {
		s := orderStroke(i, len(thresholds))
		o.curve(a, t, s)
		keys = append(keys, panel.Key{Name: "> " + panel.Number(t, 2), Stroke: s})
	}
	keys = append(keys, panel.Key{Name: "published", Stroke: panel.Stroke{Ink: style().Muted, WidthPt: 0.8, DashPt: dashed()}})
	a.Legend(keys...)
	o.accurateCounts(a)
}

// accurateCounts writes the number of accurate networks above every width.
func (o *Figure4Output) accurateCounts(a *panel.Axes) {
	seen := map[float64]bool{}
	for _, q := range o.Points {
		if !seen[q.SigmaM] {
			seen[q.SigmaM] = true
			a.Label(fmt.Sprint(q.Accurate), q.SigmaM, a.YAxis.Hi, style().Muted, panel.Align{X: 0.5, Y: 1})
		}
	}
}

func (o *Figure4Output) curve(a *panel.Axes, threshold float64, s panel.Stroke) {
	var xs, ys, lo, hi, published []float64
	for _, q := range o.Points {
		if q.Threshold == threshold {
			xs, ys = append(xs, q.SigmaM), append(ys, q.OfAll*100)
			lo, hi = append(lo, q.OfAllLow*100), append(hi, q.OfAllHigh*100)
			published = append(published, q.Published*100)
		}
	}
	a.Band(xs, lo, hi, panel.Faint(s.Ink, style().FillAlpha))
	a.Line(xs, published, panel.Stroke{Ink: s.Ink, WidthPt: 0.8, DashPt: dashed()})
	a.Line(xs, ys, s)
	for i := range xs {
		a.Mark(xs[i], published[i], panel.Diamond, s.Ink, true)
		a.Point(xs[i], ys[i], s.Ink)
	}
}

// againstChance draws both forms of the share with what noise gives.
func (o *Figure4Output) againstChance(page *panel.Page, p Figure4Params, r panel.Rect) {
	page.Letter("b", r.X-12, 5)
	cells := o.atSurround(p.IdealSurroundScale)
	var xs, null, lo, hi, filteredNull, all, filtered, ends []float64
	for _, c := range cells {
		xs, null, filteredNull = append(xs, c.SigmaM), append(null, c.Null*100), append(filteredNull, c.NullFiltered*100)
		lo, hi = append(lo, c.NullLow*100), append(hi, c.NullHigh*100)
		all, filtered = append(all, c.Fraction*100), append(filtered, c.Filtered*100)
		ends = append(ends, c.Fraction, c.High, c.FilteredHigh, c.Null, c.NullHigh)
	}
	a := page.Axes(r, o.sigmaAxis(p), percentAxis(fmt.Sprintf("Units, Score_{60} > %s (%%)", panel.Number(p.Judge.Threshold, 1)), ends...))
	chance := solid(chanceInk())
	a.Band(xs, lo, hi, panel.Faint(chance.Ink, style().FillAlpha))
	a.Line(xs, null, chance)
	a.Line(xs, filteredNull, panel.Stroke{Ink: chance.Ink, WidthPt: 0.8, DashPt: []float64{2, 1.5}})
	before, after := solid(vermilion()), solid(blue())
	a.Line(xs, all, before)
	a.Line(xs, filtered, after)
	lowest, highest := o.widths(p)
	shift := float64((highest - lowest) / 250)
	for i, c := range cells {
		a.Line([]float64{xs[i] - shift, xs[i] - shift}, []float64{c.Low * 100, c.High * 100}, before)
		a.Line([]float64{xs[i] + shift, xs[i] + shift}, []float64{c.FilteredLow * 100, c.FilteredHigh * 100}, after)
		a.Mark(xs[i], null[i], panel.Triangle, chance.Ink, false)
		a.Point(xs[i], all[i], before.Ink)
		a.Mark(xs[i], filtered[i], panel.Box, after.Ink, false)
	}
	a.Legend(panel.Key{Name: "all active units", Stroke: before, Dot: true}, panel.Key{Name: "filtered by period", Stroke: after, Dot: true, Shape: panel.Box},
		panel.Key{Name: "noise", Stroke: chance, Dot: true, Shape: panel.Triangle})
}

// surroundMap is the cells of the map: those of the widths that other surrounds
// were trained at.
type surroundMap struct {
	sigmas, scales []float64
	cells          []estimate.WidthCell
}

func (p Figure4Params) cellsOf(all []estimate.WidthCell) surroundMap {
	var l surroundMap
	for _, c := range all {
		if c.SurroundScale != p.IdealSurroundScale {
			l.sigmas = append(l.sigmas, c.SigmaM)
		}
	}
	if len(l.sigmas) == 0 {
		for _, c := range all {
			l.sigmas = append(l.sigmas, c.SigmaM)
		}
	}
	l.sigmas = settled(l.sigmas)
	for _, c := range all {
		if slices.Contains(l.sigmas, c.SigmaM) {
			l.scales, l.cells = append(l.scales, c.SurroundScale), append(l.cells, c)
		}
	}
	l.scales = settled(l.scales)
	return l
}

// top is the highest percent of a cell, at least 1.
func (l surroundMap) top() float64 {
	top := 1.0
	for _, c := range l.cells {
		if v := c.Fraction * 100; v > top {
			top = v
		}
	}
	return top
}

// surrounds draws a share over width and surround.
func (o *Figure4Output) surrounds(page *panel.Page, p Figure4Params, l surroundMap, top float64, r panel.Rect, letter, title string, of func(estimate.WidthCell) float64) {
	page.Letter(letter, r.X-12, 71)
	page.Title(title, r.X+float64(r.W/2), r.Y-2)
	m := panel.Map{NX: len(l.sigmas), NY: len(l.scales), Values: level(math.NaN(), len(l.sigmas)*len(l.scales))}
	for _, c := range l.cells {
		x, y := slices.Index(l.sigmas, c.SigmaM), slices.Index(l.scales, c.SurroundScale)
		m.Values[x*m.NY+y] = of(c) * 100
	}
	page.Heat(r, m, powerRamp(), 0, top)
	x, y := namedAxis("Width σ (m)", l.sigmas, 2), namedAxis("Surround scale *s*", l.scales, 1)
	a := page.Axes(r, x, y)
	for _, c := range l.cells {
		x, y := float64(slices.Index(l.sigmas, c.SigmaM)), float64(slices.Index(l.scales, c.SurroundScale))
		ink := style().Ink
		if of(c)*100 > 0.6*top {
			ink = rgb(0xff, 0xff, 0xff)
		}
		a.Label(panel.Number(of(c)*100, 1), x, y+0.2, ink, panel.Align{X: 0.5, Y: 0.5})
		a.Label(fmt.Sprintf("*N* = %d", c.Networks), x, y-0.22, ink, panel.Align{X: 0.5, Y: 0.5})
		if c.SigmaM == p.IdealSigmaM && c.SurroundScale == p.IdealSurroundScale {
			a.Published(x+0.38, y+0.33)
		}
	}
}

// namedAxis gives every value a place of its own.
func namedAxis(label string, values []float64, decimals int) panel.Axis {
	var names []string
	for _, v := range values {
		names = append(names, panel.Number(v, decimals))
	}
	a := categories(names)
	a.Label, a.Lo, a.Hi = label, -0.5, float64(len(values))-0.5
	return a
}

func (o *Figure4Output) components(page *panel.Page, r panel.Rect) {
	page.Letter("e", r.X-12, 71)
	if len(o.Components) == 0 {
		page.Empty(r, "no components")
		return
	}
	lo, hi := o.Components[0].SigmaM, o.Components[0].SigmaM
	for _, c := range o.Components {
		lo, hi = min(lo, c.SigmaM), max(hi, c.SigmaM)
	}
	lo, hi = lo-0.01, hi+0.01
	a := page.Axes(r, panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.04), Decimals: 2},
		panel.Axis{Label: "Hexagonal components (%)", Lo: -4, Hi: 104, Ticks: panel.Every(0, 100, 25)})
	var keys []panel.Key
	shapes := []panel.Shape{panel.Disc, panel.Box, panel.Triangle, panel.Wedge}
	for i := 0; i < len(o.Components); {
		name, k := o.Components[i].Population, len(keys)
		s, shape := componentStroke(k), shapes[k%len(shapes)]
		var xs, ys []float64
		for ; i < len(o.Components) && o.Components[i].Population == name; i++ {
			c := o.Components[i]
			at := c.SigmaM + float64(0.0012*float64(k-1))
			xs, ys = append(xs, at), append(ys, c.Fraction*100)
			a.Line([]float64{at, at}, []float64{c.Low * 100, c.High * 100}, solid(s.Ink))
		}
		a.Line(xs, ys, s)
		for j := range xs {
			a.Mark(xs[j], ys[j], shape, s.Ink, false)
		}
		keys = append(keys, panel.Key{Name: name, Stroke: s, Dot: true, Shape: shape})
	}
	a.Legend(keys...)
}

// componentStroke is the line of the k-th population.
func componentStroke(k int) panel.Stroke {
	strokes := []panel.Stroke{line(vermilion(), nil), line(blue(), dashed()), line(purple(), finelyDotted()), line(green(), nil)}
	return strokes[k%len(strokes)]
}
