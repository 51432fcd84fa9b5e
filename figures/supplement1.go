package figures

import (
	"context"
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
)

// Supplement1Params is what supplement 1 shows: general differences of
// Gaussians over their two amplitudes.
type Supplement1Params struct {
	Profile       Profile
	Judge         estimate.Judge
	SigmaM        float64 // width of the centre, m
	SurroundScale float64 // s
}

// Validate reports the first field out of bounds.
func (p Supplement1Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 1: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 1: %w", err)
	}
	if !(p.SigmaM > 0) || !(p.SurroundScale > 1) {
		return fmt.Errorf("supplement 1: SigmaM is %v m and SurroundScale %v, want a positive width and more than 1", p.SigmaM, p.SurroundScale)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement1Params) String() string { return "supplement 1, " + p.Profile.Name }

// Supplement1Output is the figure and the tables behind it.
type Supplement1Output struct {
	Cells  []estimate.AmplitudeCell
	Theory []estimate.AmplitudeTheory
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Supplement1 draws supplement 1.
func Supplement1(ctx context.Context, p Supplement1Params, t estimate.AmplitudeTables) (Supplement1Output, error) {
	o := Supplement1Output{Cells: t.Cells, Theory: t.Theory}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement1Output) Draw(p Supplement1Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 112.0
	page := newPage(p.Profile, doubleColumn, height)
	o.heat(page, p, panel.Rect{X: 14, Y: 9, W: 34, H: 34}, "a", "Decoding error (cm)", func(c estimate.AmplitudeCell) float64 { return c.ErrorM * 100 })
	o.heat(page, p, panel.Rect{X: 76, Y: 9, W: 34, H: 34}, "b", "Grid-like units (%)", func(c estimate.AmplitudeCell) float64 { return c.FractionFiltered * 100 })
	o.heat(page, p, panel.Rect{X: 138, Y: 9, W: 29, H: 34}, "c", "Largest Score_{60}", func(c estimate.AmplitudeCell) float64 { return c.MaxScore60 })
	o.ratio(page, p, panel.Rect{X: 14, Y: 62, W: 72, H: 34})
	o.period(page, panel.Rect{X: 106, Y: 62, W: 72, H: 34})
	networks, lost := 0, 0
	for _, c := range o.Cells {
		networks, lost = networks+int(c.Networks), lost+int(c.Diverged)
	}
	page.Note(fmt.Sprintf("Profile %s. General DoG, σ = %g m, *s* = %g: *N* = %d networks, %d diverged (grey). Means of a setting's networks; no intervals of one. Grid-like: %s.",
		p.Profile.Name, p.SigmaM, p.SurroundScale, networks, lost, gridLike(p.Judge)), 2, height-4.6)
	page.Note("Dashed, and shaded in d and e: between α_{I}/α_{E} = *s*^{−4}, from where on a pattern grows at *k*^* > 0, and where the place code's power at *k* = 0 exceeds that at *k*^*.", 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 1: general difference of Gaussians")
	return err
}

// bounds are the ratios between which the covariance's spectrum has a peak
// away from 0, by their decimal logarithms.
func (o *Supplement1Output) bounds() (lo, hi float64, ok bool) {
	for _, t := range o.Theory {
		if t.PowerPattern {
			at := dmath.Log10(t.Ratio)
			if !ok {
				lo, ok = at, true
			}
			hi = at
		}
	}
	return lo, hi, ok
}

// heat draws a value over the two amplitudes.
func (o *Supplement1Output) heat(page *panel.Page, p Supplement1Params, r panel.Rect, letter, label string, of func(estimate.AmplitudeCell) float64) {
	page.Letter(letter, r.X-12, r.Y-3)
	centres, surrounds := o.amplitudes()
	m := panel.Map{NX: len(centres), NY: len(surrounds)}
	for _, c := range o.Cells {
		m.Values = append(m.Values, of(c))
	}
	lo, hi, ok := m.Range()
	if !ok || len(o.Cells) != len(centres)*len(surrounds) {
		page.Empty(r, "no networks")
		return
	}
	if !(hi > lo) {
		hi = lo + 1
	}
	page.Heat(r, m, powerRamp(), lo, hi)
	x, y := amplitudeAxis("Centre α_{E}", centres), amplitudeAxis("Surround α_{I}", surrounds)
	a := page.Axes(r, decades(x), decades(y))
	o.boundaries(a)
	step, decimals := panel.Nice(hi-lo, 4)
	page.ColorBar(panel.Rect{X: r.X + r.W + 2, Y: r.Y, W: 2, H: r.H}, powerRamp(), panel.Axis{Label: label, Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals})
}

// amplitudes are those of the centre and of the surround, growing.
func (o *Supplement1Output) amplitudes() (centres, surrounds []float64) {
	for _, c := range o.Cells {
		centres, surrounds = append(centres, c.AlphaE), append(surrounds, c.AlphaI)
	}
	return settled(centres), settled(surrounds)
}

// amplitudeAxis has a cell for each amplitude; they grow evenly by their logarithms.
func amplitudeAxis(label string, of []float64) panel.Axis {
	return cellAxis(label, dmath.Log10(of[0]), dmath.Log10(of[len(of)-1]), len(of))
}

// decades labels a logarithmic axis with the powers of ten themselves.
func decades(a panel.Axis) panel.Axis {
	a.Ticks, a.Names = nil, nil
	for e := math.Ceil(a.Lo); e <= a.Hi; e++ {
		a.Ticks, a.Names = append(a.Ticks, e), append(a.Names, trimmed(dmath.Pow(10, e)))
	}
	return a
}

// trimmed writes a number with as few decimals as it needs.
func trimmed(v float64) string {
	return strings.TrimRight(strings.TrimRight(panel.Number(v, 2), "0"), ".")
}

// boundaries draws theory's lines of equal ratio over the amplitudes.
func (o *Supplement1Output) boundaries(a *panel.Axes) {
	lo, hi, ok := o.bounds()
	if !ok {
		return
	}
	under := panel.Stroke{Ink: rgb(0xff, 0xff, 0xff), WidthPt: 1.8} // keeps the line legible on dark cells
	for _, ratio := range []float64{lo, hi} {
		for _, s := range []panel.Stroke{under, mark()} {
			a.Line([]float64{a.XAxis.Lo, a.XAxis.Hi}, []float64{a.XAxis.Lo + ratio, a.XAxis.Hi + ratio}, s)
		}
	}
}

// ratio draws grid units against the ratio on which theory depends.
func (o *Supplement1Output) ratio(page *panel.Page, p Supplement1Params, r panel.Rect) {
	page.Letter("d", r.X-12, r.Y-5)
	var ys []float64
	for _, c := range o.Cells {
		ys = append(ys, c.FractionFiltered*100)
	}
	y := fromZero("Grid-like units (%)", ys, 1, 4)
	a := page.Axes(r, decades(panel.Axis{Label: "α_{I} / α_{E}", Lo: -2.15, Hi: 2.15}), y)
	o.shade(a)
	a.Series("networks")
	for _, c := range o.Cells {
		a.Mark(dmath.Log10(c.AlphaI/c.AlphaE), c.FractionFiltered*100, panel.Disc, blue(), !(c.ErrorM < p.Judge.LowErrorM))
	}
	accurate := panel.Stroke{Ink: blue()}
	a.Legend(panel.Key{Name: fmt.Sprintf("error below %s cm", panel.Number(p.Judge.LowErrorM*100, 0)), Stroke: accurate, Dot: true},
		panel.Key{Name: "higher error", Stroke: accurate, Dot: true, Open: true})
}

func (o *Supplement1Output) shade(a *panel.Axes) {
	if lo, hi, ok := o.bounds(); ok {
		a.Band([]float64{lo, hi}, []float64{a.YAxis.Lo, a.YAxis.Lo}, []float64{a.YAxis.Hi, a.YAxis.Hi}, panel.Faint(green(), style().FillAlpha))
	}
}

// period draws the predicted lattice period against the ratio.
func (o *Supplement1Output) period(page *panel.Page, r panel.Rect) {
	page.Letter("e", r.X-12, r.Y-5)
	var xs, ys []float64
	for _, t := range o.Theory {
		if t.PeriodM < 3 {
			xs, ys = append(xs, dmath.Log10(t.Ratio)), append(ys, t.PeriodM)
		}
	}
	if len(xs) < 2 {
		page.Empty(r, "no pattern grows")
		return
	}
	a := page.Axes(r, decades(panel.Axis{Label: "α_{I} / α_{E}", Lo: -2.15, Hi: 2.15}), spanAxis("Lattice period at *k*^* (m)", ys, 4))
	o.shade(a)
	a.Series("theory")
	a.Line(xs, ys, line(blue(), dashed()))
}
