package figures

import (
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure3Output) Draw(p Figure3Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 146.0
	page := newPage(p.Profile, doubleColumn, height)
	o.densities(page, p, panel.Rect{X: 14, Y: 14, W: 44, H: 105})
	o.published(page, p, panel.Rect{X: 79, Y: 14, W: 41, H: 42})
	o.lattices(page, p, panel.Rect{X: 135, Y: 14, W: 42, H: 42})
	o.spreads(page, p, panel.Rect{X: 79, Y: 76, W: 98, H: 43})
	o.notes(page, p, height)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 3: grid periods by place-field width")
	return err
}

func (o *Figure3Output) notes(page *panel.Page, p Figure3Params, height float64) {
	var networks, trained, units int
	for _, m := range o.Modes {
		networks, trained, units = networks+int(m.Networks), trained+int(m.Trained), units+int(m.Units)
	}
	source := "none"
	if len(p.Animals) > 0 {
		source = p.Animals[0].Source
	}
	for i, line := range []string{
		fmt.Sprintf("Profile %s. *N* = %d networks below %s cm over %d steps, of %d; their %d units with Score_{60} > %s. Intervals: 95 %%, over networks.", p.Profile.Name, networks,
			panel.Number(p.Judge.LowErrorM*100, 0), p.Judge.ErrorSteps, trained, units, panel.Number(p.Judge.Threshold, 1)),
		"a, b: the published estimator (six nearest peaks of the raw autocorrelogram, density with a bandwidth of one published bin, 0.05 m). a: all rows on one scale; units beside them. b: modes;",
		"diamonds, published, in metres (their axis says cm and counts bins of 5 cm). c, d: lattice periods, from the mean-removed autocorrelogram, placed between bins. c: their modes; theory, 4π/(√3 *k*^*) of the",
		fmt.Sprintf("continuum; ring, the strongest of the place code's spectrum in this box; noise of the networks' wavelengths. d: every network's median and its 10th to 90th percentile; rats: mean modules (%s).", source),
	} {
		page.Note(line, 2, height-9.8+float64(2.6*float64(i)))
	}
}

// densities draws a row a width, the narrowest at the bottom, all on one scale.
func (o *Figure3Output) densities(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("a", r.X-12, 5)
	tallest := 0.0
	for _, d := range o.Density {
		if d.Of == estimate.ByPublished {
			tallest = max(tallest, d.Density)
		}
	}
	if tallest == 0 {
		page.Empty(r, "no grid-like units")
		return
	}
	var names []string
	for _, m := range o.Modes {
		names = append(names, panel.Number(m.SigmaM, 2))
	}
	y := categories(names)
	y.Label, y.Lo, y.Hi = "Place-field width σ (m)", -0.2, float64(len(names))+0.15
	a := page.Axes(r, panel.Axis{Label: "Period, published estimator (m)", Lo: 0, Hi: p.MaxPeriodM, Ticks: panel.Every(0, p.MaxPeriodM, 0.5), Decimals: 1}, y)
	for i := len(o.Modes) - 1; i >= 0; i-- {
		m, base := o.Modes[i], float64(i)
		s := orderStroke(i, len(o.Modes))
		if xs, ys := o.ridge(m.SigmaM, p.MaxPeriodM, base, 0.95/tallest); len(xs) > 0 {
			a.Band(xs, level(base, len(xs)), ys, panel.Faint(s.Ink, 0x60))
			a.Line(xs, ys, s)
		}
		a.Label(fmt.Sprint(m.Units), p.MaxPeriodM*1.02, base+0.3, style().Muted, panel.Align{X: 0, Y: 0.5})
	}
	a.Label("units", p.MaxPeriodM*1.02, float64(len(names))+0.15, style().Muted, panel.Align{X: 0, Y: 0})
	step, decimals := panel.Nice(tallest, 2)
	x := 0.05 * p.MaxPeriodM
	top := float64(len(names)) + 0.05
	a.Line([]float64{x, x}, []float64{top - float64(0.95*step/tallest), top}, solid(style().Ink))
	a.Label(panel.Number(step, decimals)+" m^{−1}", x*1.5, top-float64(0.475*step/tallest), style().Ink, panel.Align{X: 0, Y: 0.5})
}

// ridge is a width's density by the published estimator, above a base.
func (o *Figure3Output) ridge(sigmaM, endM, base, scale float64) (xs, ys []float64) {
	for _, d := range o.Density {
		if d.SigmaM == sigmaM && d.Of == estimate.ByPublished && d.PeriodM <= endM {
			xs, ys = append(xs, d.PeriodM), append(ys, base+float64(d.Density*scale))
		}
	}
	return xs, ys
}

func level(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// byWidth are axes of periods over widths.
func (o *Figure3Output) byWidth(page *panel.Page, r panel.Rect, label string, topM float64) *panel.Axes {
	lo, hi := o.widths()
	return page.Axes(r,
		panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.04), Decimals: 2},
		panel.Axis{Label: label, Lo: 0, Hi: topM * 1.05, Ticks: panel.Every(0, topM*1.05, 0.5), Decimals: 1})
}

// published draws the modes by the published estimator beside the published ones.
func (o *Figure3Output) published(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("b", r.X-12, 5)
	a := o.byWidth(page, r, "Mode, published estimator (m)", p.MaxPeriodM)
	for i, m := range o.Modes {
		s := orderStroke(i, len(o.Modes))
		a.Published(m.SigmaM, m.PublishedM)
		a.Line([]float64{m.SigmaM, m.SigmaM}, []float64{m.LowM, m.HighM}, s)
		a.Point(m.SigmaM, m.PeriodM, s.Ink)
	}
	a.Legend(panel.Key{Name: "ours", Stroke: orderStroke(1, 3), Dot: true},
		panel.Key{Name: "published", Stroke: panel.Stroke{Ink: style().Ink}, Dot: true, Shape: panel.Diamond, Open: true})
}

// lattices draws the modes of lattice periods with what theory says of them.
func (o *Figure3Output) lattices(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("c", r.X-12, 5)
	top := p.MaxPeriodM
	var xs, predicted []float64
	for _, m := range o.Modes {
		xs, predicted = append(xs, m.SigmaM), append(predicted, m.TheoryM)
		for _, v := range []float64{m.TheoryM, o.ringM(m)} {
			if v > top {
				top = v
			}
		}
	}
	a := o.byWidth(page, r, "Mode, lattice period (m)", top)
	a.Line(xs, predicted, mark())
	lo, hi := o.widths()
	step := float64((hi - lo) / 80)
	for i, m := range o.Modes {
		s := orderStroke(i, len(o.Modes))
		a.Mark(m.SigmaM, o.ringM(m), panel.Box, grey(0x66), true)
		a.Line([]float64{m.SigmaM + step, m.SigmaM + step}, []float64{m.NullLowM, m.NullHighM}, panel.Stroke{Ink: chanceInk(), WidthPt: 0.7})
		a.Mark(m.SigmaM+step, m.NullM, panel.Triangle, chanceInk(), false)
		a.Line([]float64{m.SigmaM, m.SigmaM}, []float64{m.LatticeLowM, m.LatticeHighM}, s)
		a.Point(m.SigmaM, m.LatticeM, s.Ink)
	}
	a.Legend(panel.Key{Name: "ours", Stroke: orderStroke(1, 3), Dot: true}, panel.Key{Name: "theory", Stroke: mark()},
		panel.Key{Name: "ring", Stroke: panel.Stroke{Ink: grey(0x66)}, Dot: true, Shape: panel.Box, Open: true},
		panel.Key{Name: "noise", Stroke: panel.Stroke{Ink: chanceInk()}, Dot: true, Shape: panel.Triangle})
}

// spreads draws the periods within each network, and those of animals beside them.
func (o *Figure3Output) spreads(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("d", r.X-12, 68)
	lo, hi := o.widths()
	beyond := hi + float64(0.12*(hi-lo))
	a := page.Axes(r,
		panel.Axis{Label: "Place-field width σ (m), networks side by side", Lo: lo, Hi: beyond, Ticks: panel.Every(lo, hi, 0.02), Decimals: 2},
		panel.Axis{Label: "Lattice period (m)", Lo: 0, Hi: p.MaxPeriodM, Ticks: panel.Every(0, p.MaxPeriodM, 0.5), Decimals: 1})
	a.VLine(hi, panel.Stroke{Ink: style().Grid, WidthPt: style().AxisPt})
	for i, m := range o.Modes {
		var of []estimate.PeriodSpread
		for _, s := range o.Spreads {
			if s.SigmaM == m.SigmaM && s.Units > 1 {
				of = append(of, s)
			}
		}
		s := orderStroke(i, len(o.Modes))
		for k, q := range of {
			at := m.SigmaM + float64(0.0075*((float64(k)+0.5)/float64(len(of))-0.5))
			a.Line([]float64{at, at}, []float64{q.LowM, q.HighM}, panel.Stroke{Ink: s.Ink, WidthPt: 0.8})
			a.Mark(at, q.MedianM, panel.Disc, s.Ink, false)
		}
	}
	middle, half := hi+float64(0.5*(beyond-hi)), float64(0.22*(beyond-hi))
	for _, q := range p.Animals {
		a.Line([]float64{middle - half, middle + half}, []float64{q.PeriodM, q.PeriodM}, panel.Stroke{Ink: green(), WidthPt: 1.6})
	}
	if len(p.Animals) > 0 {
		a.Label("rats", middle, p.MaxPeriodM, green(), panel.Align{X: 0.5, Y: 1})
		a.Label(fmt.Sprintf("%d modules", len(p.Animals)), middle, p.MaxPeriodM-float64(0.09*p.MaxPeriodM), green(), panel.Align{X: 0.5, Y: 1})
	}
}

// widths spans the widths, with room at both ends.
func (o *Figure3Output) widths() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, m := range o.Modes {
		lo, hi = min(lo, m.SigmaM), max(hi, m.SigmaM)
	}
	return lo - 0.01, hi + 0.01
}

// ringM is the lattice period of the strongest ring at a width and surround;
// NaN if there is none.
func (o *Figure3Output) ringM(m estimate.PeriodMode) float64 {
	for _, r := range o.Rings {
		if r.SigmaM == m.SigmaM && r.SurroundScale == m.SurroundScale {
			return estimate.OrNaN(r.PeriodM)
		}
	}
	return math.NaN()
}
