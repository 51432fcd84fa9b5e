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
	const height, top, h = 92.0, 14.0, 53.0
	page := newPage(p.Profile, doubleColumn, height)
	o.densities(page, p, panel.Rect{X: 14, Y: top, W: 47, H: h})
	o.modes(page, p, panel.Rect{X: 83, Y: top, W: 44, H: h})
	o.ratios(page, p, panel.Rect{X: 141, Y: top, W: 36, H: h})
	o.notes(page, p, height)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 3: grid periods by place-field width")
	return err
}

func (o *Figure3Output) notes(page *panel.Page, p Figure3Params, height float64) {
	var networks, units, filtered, noise int
	for _, m := range o.Modes {
		networks, units, filtered, noise = networks+int(m.Networks), units+int(m.Units), filtered+int(m.FilteredUnits), noise+int(m.NullMaps)
	}
	page.Note(fmt.Sprintf("Profile %s. *N* = %d networks below %s cm; %d units with Score_{60} > %s and a period below %s m, %d of them below the filter's %s m; %d maps of noise.", p.Profile.Name, networks,
		panel.Number(p.Judge.LowErrorM*100, 0), units, panel.Number(p.Judge.Threshold, 1), panel.Number(p.MaxPeriodM, 2), filtered, panel.Number(p.Judge.MaxPeriodM, 1), noise), 2, height-9.8)
	page.Note("a: every row over its own maximum, units beside it; dashed, rectified noise of the networks' own wavelengths that passes the same threshold; dotted, the filter's longest period.", 2, height-7.2)
	page.Note("b: modes and 95 % intervals over networks. Theory: lattice period 4π/(√3 *k*^*) of the continuum; squares, of the strongest ring in the spectrum of the place code's covariance in this box.", 2, height-4.6)
	page.Note("Published modes are in metres: their axis says cm and counts bins of 5 cm. c: 95 % intervals over networks; shaded, ratios of successive modules found in animals.", 2, height-2)
}

// densities draws a row a width, the narrowest at the bottom.
func (o *Figure3Output) densities(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("a", r.X-12, 5)
	if len(o.Density) == 0 {
		page.Empty(r, "no grid-like units")
		return
	}
	var names []string
	for _, m := range o.Modes {
		names = append(names, panel.Number(m.SigmaM, 2))
	}
	y := categories(names)
	y.Label, y.Lo, y.Hi = "Place-field width σ (m)", -0.3, float64(len(names))+0.15
	a := page.Axes(r, panel.Axis{Label: "Grid period (m)", Lo: 0, Hi: p.MaxPeriodM, Ticks: panel.Every(0, p.MaxPeriodM, 0.5), Decimals: 1}, y)
	a.VLine(p.Judge.MaxPeriodM, dotted())
	for i := len(o.Modes) - 1; i >= 0; i-- {
		m, base := o.Modes[i], float64(i)
		s := orderStroke(i, len(o.Modes))
		a.Series("sigma-" + panel.Number(m.SigmaM, 2))
		if xs, ys := o.ridge(m.SigmaM, estimate.OfNetworks, base); len(xs) > 0 {
			a.Band(xs, level(base, len(xs)), ys, panel.Faint(s.Ink, 0x60))
			a.Line(xs, ys, s)
		}
		a.Series("noise-" + panel.Number(m.SigmaM, 2))
		xs, ys := o.ridge(m.SigmaM, estimate.OfNull, base)
		a.Line(xs, ys, mark())
		a.Label(fmt.Sprint(m.Units), p.MaxPeriodM*1.02, base+0.3, style().Muted, panel.Align{X: 0, Y: 0.5})
	}
	a.Label("*N*", p.MaxPeriodM*1.02, float64(len(names))+0.15, style().Muted, panel.Align{X: 0, Y: 0})
	a.Legend(panel.Key{Name: "networks", Stroke: orderStroke(1, 3)}, panel.Key{Name: "noise", Stroke: mark()})
}

// ridge is a density above a base, 0.85 high at its highest.
func (o *Figure3Output) ridge(sigmaM float64, of string, base float64) (xs, ys []float64) {
	top := 0.0
	for _, d := range o.Density {
		if d.SigmaM == sigmaM && d.Of == of {
			xs, ys = append(xs, d.PeriodM), append(ys, d.Density)
			top = max(top, d.Density)
		}
	}
	for i := range ys {
		ys[i] = base + float64(0.85*ys[i]/top)
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

// dotted is the stroke of filters.
func dotted() panel.Stroke {
	return panel.Stroke{Ink: grey(0x88), WidthPt: 0.7, DashPt: []float64{0.8, 1.2}}
}

func (o *Figure3Output) modes(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("b", r.X-12, 5)
	lo, hi := o.widths()
	top := p.MaxPeriodM
	var xs, predicted []float64
	for _, m := range o.Modes {
		xs, predicted = append(xs, m.SigmaM), append(predicted, m.TheoryM)
		for _, v := range []float64{m.TheoryM, m.PublishedM, o.ringM(m)} {
			if v > top {
				top = v
			}
		}
	}
	a := page.Axes(r,
		panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.04), Decimals: 2},
		panel.Axis{Label: "Mode of the grid periods (m)", Lo: 0, Hi: top * 1.05, Ticks: panel.Every(0, top*1.05, 0.5), Decimals: 1})
	a.HLine(p.Judge.MaxPeriodM, dotted())
	a.Series("theory")
	a.Line(xs, predicted, mark())
	step := float64((hi - lo) / 80)
	for i, m := range o.Modes {
		s := orderStroke(i, len(o.Modes))
		a.Series("sigma-" + panel.Number(m.SigmaM, 2))
		a.Mark(m.SigmaM, o.ringM(m), panel.Box, grey(0x66), true)
		a.Line([]float64{m.SigmaM + step, m.SigmaM + step}, []float64{m.NullLowM, m.NullHighM}, panel.Stroke{Ink: chanceInk(), WidthPt: 0.7})
		a.Mark(m.SigmaM+step, m.NullM, panel.Triangle, chanceInk(), false)
		a.Published(m.SigmaM, m.PublishedM)
		a.Line([]float64{m.SigmaM, m.SigmaM}, []float64{m.LowM, m.HighM}, s)
		a.Mark(m.SigmaM-step, m.FilteredM, panel.Disc, s.Ink, true)
		a.Point(m.SigmaM, m.PeriodM, s.Ink)
	}
	middle := orderStroke(1, 3)
	a.Legend(panel.Key{Name: "all", Stroke: middle, Dot: true}, panel.Key{Name: "filtered", Stroke: middle, Dot: true, Open: true},
		panel.Key{Name: "noise", Stroke: panel.Stroke{Ink: chanceInk()}, Dot: true, Shape: panel.Triangle},
		panel.Key{Name: "published", Stroke: panel.Stroke{Ink: style().Ink}, Dot: true, Shape: panel.Diamond, Open: true},
		panel.Key{Name: "theory", Stroke: mark()}, panel.Key{Name: "ring", Stroke: panel.Stroke{Ink: grey(0x66)}, Dot: true, Shape: panel.Box, Open: true})
}

func (o *Figure3Output) ratios(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("c", r.X-11, 5)
	lo, hi := o.widths()
	top, bottom := p.RatioHi, 0.8
	for _, m := range o.Modes {
		for _, v := range []float64{m.Ratio, m.RatioLow, m.RatioHigh} {
			if !math.IsNaN(v) {
				top, bottom = max(top, v), min(bottom, v)
			}
		}
	}
	top, bottom = float64(top*1.05)+0.05, float64(bottom*0.95)
	step, decimals := panel.Nice(top-bottom, 6)
	a := page.Axes(r,
		panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.04), Decimals: 2},
		panel.Axis{Label: "Mode / mode of the width before", Lo: bottom, Hi: top, Ticks: panel.Every(bottom, top, step), Decimals: decimals})
	a.Band([]float64{lo, hi}, []float64{p.RatioLo, p.RatioLo}, []float64{p.RatioHi, p.RatioHi}, panel.Faint(green(), style().FillAlpha))
	a.HLine(1, mark())
	published := math.NaN()
	for i, m := range o.Modes {
		s := orderStroke(i, len(o.Modes))
		a.Series("sigma-" + panel.Number(m.SigmaM, 2))
		a.Line([]float64{m.SigmaM, m.SigmaM}, []float64{m.RatioLow, m.RatioHigh}, s)
		a.Published(m.SigmaM, m.PublishedM/published)
		a.Point(m.SigmaM, m.Ratio, s.Ink)
		published = m.PublishedM
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
