package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// Figure1Params is what figure 1 prints.
type Figure1Params struct {
	Profile Profile
	Judge   estimate.Judge
}

// Validate reports the first field out of bounds.
func (p Figure1Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 1: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 1: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure1Params) String() string { return "figure 1, " + p.Profile.Name }

// Figure1Output is the figure and the tables behind it.
type Figure1Output struct {
	Networks []estimate.Run
	Groups   []estimate.Encoding
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure1 draws figure 1.
func Figure1(ctx context.Context, p Figure1Params, t estimate.EncodingTables) (Figure1Output, error) {
	o := Figure1Output{Networks: t.Networks, Groups: t.Groups}
	if err := p.Profile.known(o.names()...); err != nil {
		return o, fmt.Errorf("figure 1: %w", err)
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// A bar is one group's value in one panel of figure 1; NaN is not drawn.
type fig1Bar struct {
	value, lo, hi, published, null float64
	stratum, twenty                float64 // published runs like ours; the second reading of the error
	second, secondLo, secondHi     float64 // the filtered form
	text                           string
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure1Output) Draw(p Figure1Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	rows := float64(len(o.Groups))
	height := float64(6.5*rows) + 32
	page := newPage(p.Profile, doubleColumn, height)
	threshold := panel.Number(p.Judge.Threshold, 1)
	percent := panel.Axis{Lo: 0, Hi: 100, Ticks: panel.Every(0, 100, 25)}
	for i, c := range []struct {
		label string
		axis  panel.Axis
		of    func(estimate.Encoding) fig1Bar
	}{
		{fmt.Sprintf("Networks below %s cm (%%)", panel.Number(p.Judge.LowErrorM*100, 0)), percent, accurateBar},
		{"Of those, max Score_{60} > " + threshold + " (%)", percent, gridBar},
		{"Units, Score_{60} > " + threshold + " (%)", o.unitAxis(), unitBar},
		{"95th percentile of Score_{60}", panel.Axis{Lo: -0.5, Hi: 1.5, Ticks: panel.Every(-0.5, 1.5, 0.5), Decimals: 1}, tailBar},
	} {
		r := panel.Rect{X: 30 + float64(38.5*float64(i)), Y: 9, W: 27, H: float64(6.5 * rows)}
		page.Letter(string(rune('a'+i)), r.X-5, 6)
		c.axis.Label = c.label
		o.panel(p.Profile, page, r, c.axis, i > 0, c.of)
	}
	o.notes(page, p, height)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 1: accurate networks and possible grid cells by encoding")
	return err
}

// panel draws one row of bars a group.
func (o *Figure1Output) panel(p Profile, page *panel.Page, r panel.Rect, x panel.Axis, bare bool, of func(estimate.Encoding) fig1Bar) {
	rows := float64(len(o.Groups))
	y := categories(o.names())
	y.Bare, y.Lo, y.Hi = bare, -0.6, rows-0.4
	a := page.Axes(r, x, y)
	gap := 0.055
	if x.Hi == 100 { // clear of a published 100 %
		gap = 0.08
	}
	right := x.Hi + float64((x.Hi-x.Lo)*gap)
	for k, g := range o.Groups {
		a.Series(g.Group)
		b, at, ink := of(g), rows-1-float64(k), p.colour(g.Group)
		switch {
		case x.Lo < 0: // a score has no zero to stand on
			a.HInterval(at, 0.3, b.lo, b.hi, solid(ink))
			a.Point(b.value, at, ink)
		case math.IsNaN(b.second):
			a.HBar(at, 0.3, b.value, light(ink))
			a.HInterval(at, 0.3, b.lo, b.hi, solid(style().Ink))
		default:
			a.HBar(at+0.17, 0.15, b.value, light(ink))
			a.HInterval(at+0.17, 0.12, b.lo, b.hi, solid(style().Ink))
			a.HBar(at-0.17, 0.15, b.second, ink)
			a.HInterval(at-0.17, 0.12, b.secondLo, b.secondHi, solid(style().Ink))
		}
		if !math.IsNaN(b.null) {
			a.Line([]float64{b.null, b.null}, []float64{at - 0.4, at + 0.4}, mark())
		}
		a.Mark(b.twenty, at, panel.Disc, style().Muted, true)
		a.Published(b.published, at)
		a.Mark(b.stratum, at-0.33, panel.Triangle, style().Ink, false)
		a.Label(b.text, right, at, style().Muted, panel.Align{X: 0, Y: 0.5})
	}
}

// unitAxis ends above the largest interval of panel c.
func (o *Figure1Output) unitAxis() panel.Axis {
	top := 5.0
	for _, g := range o.Groups {
		for _, v := range []float64{g.UnitFraction, g.UnitHigh, g.FilteredHigh, g.NullFraction} {
			if v*100 > top {
				top = v * 100
			}
		}
	}
	step, decimals := panel.Nice(top*1.1, 4)
	return panel.Axis{Lo: 0, Hi: top * 1.1, Ticks: panel.Every(0, top*1.1, step), Decimals: decimals}
}

func (o *Figure1Output) notes(page *panel.Page, p Figure1Params, height float64) {
	n := 0
	for _, g := range o.Groups {
		n += int(g.Networks)
	}
	stratum := 0
	for _, g := range o.Groups {
		stratum += int(g.StratumRuns)
	}
	for i, line := range []string{
		fmt.Sprintf("Profile %s, %d networks. Ours with 95 %% intervals (a, b: Wilson; c, d: bootstrap over accurate networks); *k*/*n* beside a and b. Diverged networks count as inaccurate.", p.Profile.Name, n),
		fmt.Sprintf("Criteria, as published: a, decoding error below %s cm, mean over all %d steps (open circles: over the first %d alone); b, any scored unit above %s, silent ones included. Diamonds: published, of all",
			panel.Number(p.Judge.LowErrorM*100, 0), p.Judge.ErrorSteps, estimate.ShortSteps, panel.Number(p.Judge.Threshold, 1)),
		fmt.Sprintf("cells, activations and hyperparameters; triangles: the ReLU RNNs among them, as ours are (%d runs of the authors' table, which is of Gaussian place cells alone).", stratum),
		fmt.Sprintf("Dashed: rectified noise of the networks' own wavelengths (b: if units were independent). c: light bars and numbers, all active units; dark bars, only units with a period up to %s m.", panel.Number(p.Judge.MaxPeriodM, 1)),
	} {
		page.Note(line, 2, height-9.8+float64(2.8*float64(i)))
	}
}

// part is k of n; NaN of none.
func part(k, n int32) float64 {
	if n == 0 {
		return math.NaN()
	}
	return float64(k) / float64(n)
}

// names are the groups from the bottom up.
func (o *Figure1Output) names() []string {
	out := make([]string, len(o.Groups))
	for i, g := range o.Groups {
		out[len(out)-1-i] = g.Group
	}
	return out
}

func accurateBar(g estimate.Encoding) fig1Bar {
	nan := math.NaN()
	return fig1Bar{stratum: g.StratumLowError * 100, twenty: part(g.LowError20, g.Networks) * 100, value: g.LowErrorFraction * 100, lo: g.LowErrorLow * 100, hi: g.LowErrorHigh * 100, published: g.PublishedLowError * 100,
		null: nan, second: nan, text: fmt.Sprintf("%d/%d", g.LowError, g.Networks)}
}

func gridBar(g estimate.Encoding) fig1Bar {
	return fig1Bar{stratum: g.StratumGrid * 100, twenty: math.NaN(), value: g.GridFraction * 100, lo: g.GridLow * 100, hi: g.GridHigh * 100, published: g.PublishedGrid * 100,
		null: g.NullGrid * 100, second: math.NaN(), text: fmt.Sprintf("%d/%d", g.Grid, g.LowError)}
}

func unitBar(g estimate.Encoding) fig1Bar {
	return fig1Bar{stratum: math.NaN(), twenty: math.NaN(), value: g.UnitFraction * 100, lo: g.UnitLow * 100, hi: g.UnitHigh * 100, published: math.NaN(), null: g.NullFraction * 100,
		second: g.FilteredFraction * 100, secondLo: g.FilteredLow * 100, secondHi: g.FilteredHigh * 100,
		text: panel.Number(g.UnitFraction*100, 1)}
}

func tailBar(g estimate.Encoding) fig1Bar {
	return fig1Bar{stratum: math.NaN(), twenty: math.NaN(), value: g.Score60P95, lo: g.Score60P95Low, hi: g.Score60P95High, published: math.NaN(),
		null: g.NullScore60P95, second: math.NaN(), text: panel.Number(g.Score60P95, 2)}
}
