package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure8Output) Draw(p Figure8Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 185.0
	page := newPage(p.Profile, doubleColumn, height)
	page.Title("Why are there no models of high dimension and low match?", 52, 3.5)
	page.Title("What is published of neurons", 146, 3.5)
	scattered := p.designs()[0]
	o.synthetic(page, panel.Rect{X: 13, Y: 17, W: 78, H: 42}, "a", scattered, estimate.Participation)
	o.paradox(page, p, panel.Rect{X: 112, Y: 17, W: 66, H: 42}, "b", "Part. ratio of rate maps",
		func(a estimate.Architecture) (v, lo, hi float64) { return a.RateMaps, a.RateMapsLow, a.RateMapsHigh })
	for i, m := range estimate.Measures()[1:] {
		o.synthetic(page, panel.Rect{X: 13 + float64(43*float64(i)), Y: 79, W: 32, H: 28}, string(rune('c'+i)), scattered, m)
	}
	o.synthetic(page, panel.Rect{X: 146, Y: 79, W: 32, H: 28}, "f", p.designs()[1], estimate.Participation)
	o.paradox(page, p, panel.Rect{X: 13, Y: 126, W: 40, H: 34}, "g", "Part. ratio of activity",
		func(a estimate.Architecture) (v, lo, hi float64) { return a.Activity, a.ActivityLow, a.ActivityHigh })
	o.ours(page, p, panel.Rect{X: 68, Y: 126, W: 36, H: 34})
	o.forest(page, panel.Rect{X: 148, Y: 124, W: 30, H: 36})
	networks, lost := 0, 0
	for _, n := range o.Networks {
		networks++
		if n.Outcome == rows.Diverged {
			lost++
		}
	}
	for i, note := range []string{
		fmt.Sprintf("Profile %s. *N* = %d networks, %d diverged. Match: median predictivity over the cells of a synthetic population; a, c–e: single positions held out, f: squares of %d bins a side.", p.Profile.Name, networks, lost, p.Blocked),
		"Random features: all waves up to the dimension alike (flat), or a power law of rank. Shaded: dimension above and match below the median of the trained networks;",
		o.answer() + ". b, g, h: predictivity of entorhinal neurons as published, not measured here; black diamonds: published dimension too.",
		fmt.Sprintf("Open: mean decoding error of %s cm or more. Whiskers, bands: 95 %% intervals by bootstrap over networks or draws; i: *r* of log dimension with predictivity, Fisher's interval; published", panel.Number(p.LowErrorM*100, 0)),
		"predictivities in its first four rows, synthetic ones below.",
	} {
		page.Note(note, 2, height-1.8-float64(2.8*float64(4-i)))
	}
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 8: predictivity and effective dimension")
	return err
}

// design is a way of holding out positions.
type design struct {
	name estimate.Design
	bins int32
}

func (p Figure8Params) designs() []design {
	return []design{{estimate.Scattered, int32(p.Scattered)}, {estimate.Blocks, int32(p.Blocked)}}
}

// cellShape is the mark of a cell, and activationColour the colour of an
// activation, on every figure.
func cellShape(cell string) panel.Shape {
	switch cell {
	case "srnn":
		return panel.Box
	case "gru":
		return panel.Triangle
	case "lstm":
		return panel.Wedge
	case "ugrnn":
		return panel.Diamond
	}
	return panel.Disc
}

func activationColour(activation string) color.NRGBA {
	switch activation {
	case "relu":
		return rgb(0xd5, 0x5e, 0x00)
	case "tanh":
		return rgb(0x00, 0x72, 0xb2)
	case "sigmoid":
		return rgb(0x00, 0x9e, 0x73)
	case "linear":
		return rgb(0xe6, 0x9f, 0x00)
	}
	return grey(0x80)
}

// logAxis spans decades of positive values, which are drawn as logarithms.
func logAxis(label string, values []float64) panel.Axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if v > 0 && !math.IsInf(v, 1) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if !(lo <= hi) {
		lo, hi = 1, 10
	}
	lo, hi = dmath.Log10(lo)-0.08, dmath.Log10(hi)+0.08
	a := panel.Axis{Label: label, Lo: lo, Hi: hi}
	for _, v := range []float64{0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if at := dmath.Log10(v); at >= lo && at <= hi {
			a.Ticks = append(a.Ticks, at)
			a.Names = append(a.Names, strings.TrimRight(strings.TrimRight(panel.Number(v, 1), "0"), "."))
			if v >= 1 {
				a.Names[len(a.Names)-1] = panel.Number(v, 0)
			}
		}
	}
	return a
}

// spanAxis spans values with a margin.
func spanAxis(label string, values []float64, parts int) panel.Axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if !(lo <= hi) {
		lo, hi = 0, 1
	}
	pad := max(float64(0.08*(hi-lo)), 1e-3)
	lo, hi = lo-pad, hi+pad
	step, decimals := panel.Nice(hi-lo, parts)
	return panel.Axis{Label: label, Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals}
}

// fromZero spans zero and values, at least the given size, so that what is
// zero everywhere does not fill an axis.
func fromZero(label string, values []float64, least float64, parts int) panel.Axis {
	hi := least
	for _, v := range values {
		if v > hi && !math.IsInf(v, 1) {
			hi = v
		}
	}
	step, decimals := panel.Nice(hi, parts)
	return panel.Axis{Label: label, Lo: -0.05 * hi, Hi: 1.06 * hi, Ticks: panel.Every(0, 1.06*hi, step), Decimals: decimals}
}

// paradox draws published predictivity against a dimension of ours.
func (o *Figure8Output) paradox(page *panel.Page, p Figure8Params, r panel.Rect, letter, label string, of func(estimate.Architecture) (v, lo, hi float64)) {
	page.Letter(letter, r.X-11, r.Y-4)
	var xs, ys []float64
	for _, a := range o.Architectures {
		v, lo, hi := of(a)
		xs, ys = append(xs, v, lo, hi), append(ys, a.Published)
		if letter == "b" {
			xs = append(xs, a.PublishedPR)
		}
	}
	a := page.Axes(r, logAxis(label, xs), spanAxis("Neural predictivity, published", ys, 5))
	for _, q := range o.Architectures {
		v, lo, hi := of(q)
		a.Series(q.Cell + " " + q.Activation)
		c := activationColour(q.Activation)
		if lo < hi {
			a.HInterval(q.Published, 0, dmath.Log10(lo), dmath.Log10(hi), panel.Stroke{Ink: c, WidthPt: style().AxisPt})
		}
		a.Mark(dmath.Log10(v), q.Published, cellShape(q.Cell), c, !(q.ErrorM < p.LowErrorM))
		if letter == "b" && q.PublishedPR == q.PublishedPR {
			a.Published(dmath.Log10(q.PublishedPR), q.Published)
			o.label(a, q)
		}
	}
	if letter == "b" {
		a.Legend(append(o.activationKeys(), o.cellKeys()...)...)
	}
}

func (o *Figure8Output) activationKeys() []panel.Key {
	var keys []panel.Key
	var seen []string
	for _, q := range o.Architectures {
		if !slices.Contains(seen, q.Activation) {
			seen = append(seen, q.Activation)
			keys = append(keys, panel.Key{Name: q.Activation, Stroke: panel.Stroke{Ink: activationColour(q.Activation)}, Dot: true})
		}
	}
	return keys
}

func (o *Figure8Output) cellKeys() []panel.Key {
	var keys []panel.Key
	var seen []string
	for _, q := range o.Architectures {
		if !slices.Contains(seen, q.Cell) {
			seen = append(seen, q.Cell)
			keys = append(keys, panel.Key{Name: strings.ToUpper(q.Cell), Stroke: panel.Stroke{Ink: style().Muted}, Dot: true, Shape: cellShape(q.Cell)})
		}
	}
	return keys
}

// forest draws the correlations with their intervals.
func (o *Figure8Output) forest(page *panel.Page, r panel.Rect) {
	page.Letter("i", r.X-36, r.Y-3)
	n := len(o.Correlations)
	if n == 0 {
		page.Empty(r, "no correlations")
		return
	}
	names := make([]string, n)
	for i, c := range o.Correlations {
		names[n-1-i] = fmt.Sprintf("%s (%d)", c.What, c.N)
	}
	y := categories(names)
	y.Lo, y.Hi = -0.7, float64(n)-0.3
	a := page.Axes(r, panel.Axis{Label: "*r* (number of points)", Lo: -1.05, Hi: 1.05, Ticks: []float64{-1, 0, 1}}, y)
	a.VLine(0, mark())
	for i, c := range o.Correlations {
		at := float64(n - 1 - i)
		a.Series(c.What)
		a.HInterval(at, 0.5, c.Low, c.High, solid(style().Ink))
		a.Mark(c.Pearson, at, panel.Disc, style().Ink, false)
	}
}

// sourceStroke tells the features of panels d and e apart.
func sourceStroke(source estimate.Source) panel.Stroke {
	switch source {
	case estimate.Flat:
		return panel.Stroke{Ink: rgb(0xcc, 0x79, 0xa7), WidthPt: style().DataPt}
	case estimate.Power:
		return panel.Stroke{Ink: rgb(0x56, 0xb4, 0xe9), WidthPt: style().DataPt, DashPt: []float64{4, 1.5}}
	case estimate.Trained:
		return solid(rgb(0xd5, 0x5e, 0x00))
	}
	return solid(grey(0x66))
}

// ours draws our synthetic predictivity against the published one.
func (o *Figure8Output) ours(page *panel.Page, p Figure8Params, r panel.Rect) {
	page.Letter("h", r.X-12, r.Y-4)
	var xs, ys []float64
	for _, q := range o.Architectures {
		xs, ys = append(xs, q.Published), append(ys, q.Synthetic, q.SyntheticLow, q.SyntheticHigh)
	}
	a := page.Axes(r, spanAxis("Neural predictivity, published", xs, 4), spanAxis("Synthetic, scattered", ys, 5))
	for _, q := range o.Architectures {
		a.Series(q.Cell + " " + q.Activation)
		c := activationColour(q.Activation)
		if q.SyntheticLow < q.SyntheticHigh {
			a.Line([]float64{q.Published, q.Published}, []float64{q.SyntheticLow, q.SyntheticHigh}, panel.Stroke{Ink: c, WidthPt: style().AxisPt})
		}
		a.Mark(q.Published, q.Synthetic, cellShape(q.Cell), c, !(q.ErrorM < p.LowErrorM))
	}
}
