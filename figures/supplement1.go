package figures

import (
	"context"
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/dog"
)

// Supplement1Params is what supplement 1 shows: networks on differences of
// Gaussians of any two amplitudes.
type Supplement1Params struct {
	Judge         Judge
	SigmaM        float64      // width of the centre, m
	SurroundScale float64      // s
	Amplitudes    []Amplitudes // in the order of the networks; a square, surround fastest, both growing evenly by their logarithms
}

// Amplitudes are those of the centre and the surround of some networks.
type Amplitudes struct {
	AlphaE, AlphaI float64
	Networks       int
}

// Validate reports the first field out of bounds.
func (p Supplement1Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 1: %w", err)
	}
	if !(p.SigmaM > 0) || math.IsInf(p.SigmaM, 1) {
		return fmt.Errorf("supplement 1: SigmaM is %v m, want a positive width", p.SigmaM)
	}
	if !(p.SurroundScale > 1) || math.IsInf(p.SurroundScale, 1) {
		return fmt.Errorf("supplement 1: SurroundScale is %v, want more than 1", p.SurroundScale)
	}
	side := p.side()
	if side < 2 || side*side != len(p.Amplitudes) {
		return fmt.Errorf("supplement 1: Amplitudes has %d pairs, want a square of at least 4", len(p.Amplitudes))
	}
	for i, a := range p.Amplitudes {
		if !(a.AlphaE > 0) || !(a.AlphaI > 0) || a.Networks < 1 {
			return fmt.Errorf("supplement 1: Amplitudes[%d] is %+v, want positive amplitudes and at least 1 network", i, a)
		}
		if a.AlphaE != p.Amplitudes[i-i%side].AlphaE || a.AlphaI != p.Amplitudes[i%side].AlphaI || i%side > 0 && a.AlphaI <= p.Amplitudes[i-1].AlphaI {
			return fmt.Errorf("supplement 1: Amplitudes[%d] is %+v, want a square with the surround fastest", i, a)
		}
	}
	return nil
}

func (p Supplement1Params) side() int { return int(math.Sqrt(float64(len(p.Amplitudes)))) }

// String names the figure and its profile.
func (p Supplement1Params) String() string { return "supplement 1, " + p.Judge.Profile }

// Supplement1Cell is one pair of amplitudes (panels a, b and d).
type Supplement1Cell struct {
	AlphaE           float64 `unit:"1" doc:"amplitude of the centre"`
	AlphaI           float64 `unit:"1" doc:"amplitude of the surround"`
	Networks         int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged         int32   `unit:"1" doc:"networks whose training diverged"`
	ErrorM           float64 `unit:"m" doc:"position decoding error, mean over networks"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold, mean over networks"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units, mean over networks"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score of any unit"`
	PeriodM          float64 `unit:"m" doc:"lattice period at k*; NaN where no pattern grows"`
	PowerPattern     bool    `unit:"1" doc:"the spectrum of the covariance peaks away from 0"`
}

// Supplement1Theory is a ratio of the amplitudes, on which alone k* depends
// (panel c).
type Supplement1Theory struct {
	Ratio        float64 `unit:"1" doc:"surround's amplitude over the centre's"`
	PeriodM      float64 `unit:"m" doc:"lattice period at k*; NaN where no pattern grows"`
	PowerPattern bool    `unit:"1" doc:"the spectrum of the covariance peaks away from 0"`
}

// Supplement1Output is the figure and the tables behind it.
type Supplement1Output struct {
	Cells  []Supplement1Cell
	Theory []Supplement1Theory
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Supplement1 makes supplement 1: maps and scores hold a network each, as
// Amplitudes counts them.
func Supplement1(ctx context.Context, p Supplement1Params, maps []ratemap.Maps, scores []gridscore.Scores) (Supplement1Output, error) {
	var o Supplement1Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	n := 0
	for _, a := range p.Amplitudes {
		n += a.Networks
	}
	if len(maps) != n || len(scores) != n {
		return o, fmt.Errorf("supplement 1: %d maps and %d scores for %d networks in Amplitudes", len(maps), len(scores), n)
	}
	first := 0
	for _, a := range p.Amplitudes {
		o.Cells = append(o.Cells, p.cell(a, maps[first:first+a.Networks], scores[first:first+a.Networks]))
		first += a.Networks
	}
	for _, at := range stat.Linspace(-2, 2, p.Judge.Points) {
		ratio := dmath.Pow(10, at)
		period, power := p.theory(1, ratio)
		o.Theory = append(o.Theory, Supplement1Theory{ratio, period, power})
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

func (p Supplement1Params) cell(a Amplitudes, maps []ratemap.Maps, scores []gridscore.Scores) Supplement1Cell {
	c := Supplement1Cell{AlphaE: a.AlphaE, AlphaI: a.AlphaI, MaxScore60: math.NaN()}
	var errorsM, fractions, filtered []float64
	for i := range maps {
		r, _ := newRun("", i, p.Judge, &maps[i], scores[i])
		if r.Outcome == diverged {
			c.Diverged++
			continue
		}
		c.Networks++
		errorsM, fractions, filtered = append(errorsM, r.ErrorM), append(fractions, r.FractionAbove), append(filtered, r.FractionFiltered)
		if !(c.MaxScore60 >= r.MaxScore60) {
			c.MaxScore60 = r.MaxScore60
		}
	}
	c.ErrorM, c.FractionAbove, c.FractionFiltered = stat.Mean(errorsM), stat.Mean(fractions), stat.Mean(filtered)
	c.PeriodM, c.PowerPattern = p.theory(a.AlphaE, a.AlphaI)
	return c
}

// theory is the period at k* in two dimensions, and whether it is the peak of
// the covariance's spectrum too.
func (p Supplement1Params) theory(alphaE, alphaI float64) (periodM float64, power bool) {
	k := dog.DoG{AlphaE: alphaE, AlphaI: alphaI, SigmaEM: p.SigmaM, SigmaIM: p.SurroundScale * p.SigmaM}.KStar(2)
	if !k.Pattern() {
		return math.NaN(), false
	}
	return dog.Period(k.K), !k.PowerAtZero
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement1Output) Draw(p Supplement1Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 112.0
	page := panel.NewPage(style(), doubleColumn, height)
	o.heat(page, p, panel.Rect{X: 14, Y: 9, W: 34, H: 34}, "a", "Decoding error (cm)", func(c Supplement1Cell) float64 { return c.ErrorM * 100 })
	o.heat(page, p, panel.Rect{X: 76, Y: 9, W: 34, H: 34}, "b", "Grid-like units (%)", func(c Supplement1Cell) float64 { return c.FractionFiltered * 100 })
	o.heat(page, p, panel.Rect{X: 138, Y: 9, W: 29, H: 34}, "c", "Largest Score_{60}", func(c Supplement1Cell) float64 { return c.MaxScore60 })
	o.ratio(page, p, panel.Rect{X: 14, Y: 62, W: 72, H: 34})
	o.period(page, panel.Rect{X: 106, Y: 62, W: 72, H: 34})
	networks, lost := 0, 0
	for _, c := range o.Cells {
		networks, lost = networks+int(c.Networks), lost+int(c.Diverged)
	}
	page.Note(fmt.Sprintf("Profile %s. General DoG, σ = %g m, *s* = %g: *N* = %d networks, %d diverged (grey). Means of a setting's networks; no intervals of one. Grid-like: %s.",
		p.Judge.Profile, p.SigmaM, p.SurroundScale, networks, lost, p.Judge.gridLike()), 2, height-4.6)
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
func (o *Supplement1Output) heat(page *panel.Page, p Supplement1Params, r panel.Rect, letter, label string, of func(Supplement1Cell) float64) {
	page.Letter(letter, r.X-12, r.Y-3)
	side := p.side()
	m := panel.Map{NX: side, NY: side}
	for _, c := range o.Cells {
		m.Values = append(m.Values, of(c))
	}
	lo, hi, ok := m.Range()
	if !ok || len(o.Cells) != side*side {
		page.Empty(r, "no networks")
		return
	}
	if !(hi > lo) {
		hi = lo + 1
	}
	page.Heat(r, m, powerRamp(), lo, hi)
	last := p.Amplitudes[len(p.Amplitudes)-1]
	x := cellAxis("Centre α_{E}", dmath.Log10(p.Amplitudes[0].AlphaE), dmath.Log10(last.AlphaE), side)
	y := cellAxis("Surround α_{I}", dmath.Log10(p.Amplitudes[0].AlphaI), dmath.Log10(last.AlphaI), side)
	a := page.Axes(r, decades(x), decades(y))
	o.boundaries(a)
	step, decimals := panel.Nice(hi-lo, 4)
	page.ColorBar(panel.Rect{X: r.X + r.W + 2, Y: r.Y, W: 2, H: r.H}, powerRamp(), panel.Axis{Label: label, Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals})
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
	for _, c := range o.Cells {
		a.Mark(dmath.Log10(c.AlphaI/c.AlphaE), c.FractionFiltered*100, panel.Disc, groupColour("true DoG"), !(c.ErrorM < p.Judge.LowErrorM))
	}
	accurate := panel.Stroke{Ink: groupColour("true DoG")}
	a.Legend(panel.Key{Name: fmt.Sprintf("error below %s cm", panel.Number(p.Judge.LowErrorM*100, 0)), Stroke: accurate, Dot: true},
		panel.Key{Name: "higher error", Stroke: accurate, Dot: true, Open: true})
}

func (o *Supplement1Output) shade(a *panel.Axes) {
	if lo, hi, ok := o.bounds(); ok {
		a.Band([]float64{lo, hi}, []float64{a.YAxis.Lo, a.YAxis.Lo}, []float64{a.YAxis.Hi, a.YAxis.Hi}, panel.Faint(groupColour("Gaussian"), style().FillAlpha))
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
	a.Line(xs, ys, groupStroke("true DoG"))
}
