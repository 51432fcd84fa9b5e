package figures

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/neuralfield"
	"nofreelunch/stages/theory"
)

// Figure6Params is what figure 6 shows.
type Figure6Params struct {
	Profile string   // name of the profile, printed on the figure
	Shown   []string // captions of the first simulations, whose sheets are shown; at most 4
}

// Validate reports the first field out of bounds.
func (p Figure6Params) Validate() error {
	if p.Profile == "" {
		return errors.New("figure 6: Profile is empty, want a profile's name")
	}
	if len(p.Shown) > 4 {
		return fmt.Errorf("figure 6: Shown has %d captions, want at most 4", len(p.Shown))
	}
	return nil
}

// String names the figure and its profile.
func (p Figure6Params) String() string { return "figure 6, " + p.Profile }

// Figure6Sheet is a neural field at the end of its simulation (panel d).
type Figure6Sheet struct {
	Caption string    `unit:"1" doc:"what distinguishes the simulation"`
	Shape   string    `unit:"1" doc:"pattern that formed"`
	Points  int32     `unit:"1" doc:"units a side"`
	WidthM  float64   `unit:"m" doc:"side of the sheet"`
	Rates   []float64 `unit:"1" doc:"rates, x then y" shape:"Points,Points"`
}

// Figure6Output is the figure and the tables behind it.
type Figure6Output struct {
	Distance []theory.DistancePoint
	Wave     []theory.WavePoint
	Peaks    []theory.PeakRow
	Phase    []theory.Phase
	Sheets   []Figure6Sheet
	Fields   []neuralfield.Summary
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure6 makes figure 6 from a coupling's curves, the map of k* over a
// rectangle of (sigma, s) with s fastest, and simulations of neural fields.
func Figure6(ctx context.Context, p Figure6Params, coupling theory.Couplings, phase []theory.Phase, fields []neuralfield.Result) (Figure6Output, error) {
	o := Figure6Output{Distance: coupling.Distance, Wave: coupling.Wave, Peaks: coupling.Peaks, Phase: phase}
	if err := p.Validate(); err != nil {
		return o, err
	}
	if len(p.Shown) > len(fields) {
		return o, fmt.Errorf("figure 6: Shown has %d captions for %d simulations", len(p.Shown), len(fields))
	}
	for i, f := range fields {
		o.Fields = append(o.Fields, f.Summary)
		if i < len(p.Shown) {
			o.Sheets = append(o.Sheets, Figure6Sheet{p.Shown[i], f.Summary.Shape, f.Sheet.Points, f.Sheet.WidthM, f.Sheet.Rates})
		}
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure6Output) Draw(p Figure6Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 116.0
	page := panel.NewPage(style(), doubleColumn, height)
	o.coupling(page, panel.Rect{X: 15, Y: 8, W: 38, H: 36})
	o.transform(page, panel.Rect{X: 71, Y: 8, W: 38, H: 36})
	o.phaseMap(page, panel.Rect{X: 124, Y: 8, W: 36, H: 36})
	o.sheets(page)
	o.wavelengths(page, panel.Rect{X: 140, Y: 66, W: 34, H: 34})
	page.Note(fmt.Sprintf("Profile %s. a, b: difference of Gaussians and its two-dimensional transform; dashed: *k*^*. c: lattice period at *k*^*; grey: no pattern grows. e: *N* = %d simulations; dashed: equality.",
		p.Profile, len(o.Fields)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 6: theory of the pattern")
	return err
}

// curveAxis spans values and zero.
func curveAxis(label string, values []float64) panel.Axis {
	lo, hi := 0.0, 0.0
	for _, v := range values {
		if v < lo {
			lo = v
		}
		if v > hi {
			hi = v
		}
	}
	if hi == lo {
		hi = lo + 1
	}
	pad := float64(0.05 * (hi - lo))
	lo, hi = lo-pad, hi+pad
	step, decimals := panel.Nice(hi-lo, 5)
	return panel.Axis{Label: label, Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals}
}

// lengthAxis spans zero to the last of growing values.
func lengthAxis(label string, xs []float64) panel.Axis {
	hi := xs[len(xs)-1]
	step, decimals := panel.Nice(hi, 4)
	return panel.Axis{Label: label, Lo: 0, Hi: hi, Ticks: panel.Every(0, hi, step), Decimals: decimals}
}

func (o *Figure6Output) coupling(page *panel.Page, r panel.Rect) {
	page.Letter("a", r.X-13, r.Y-3)
	if len(o.Distance) < 2 {
		page.Empty(r, "no coupling")
		return
	}
	var xs, ys []float64
	for _, d := range o.Distance {
		xs, ys = append(xs, d.DistanceM), append(ys, d.Value)
	}
	a := page.Axes(r, lengthAxis("Distance Δ*x* (m)", xs), curveAxis("*f*(Δ*x*)", ys))
	a.Area(xs, ys, groupStroke("DoS"))
}

func (o *Figure6Output) transform(page *panel.Page, r panel.Rect) {
	page.Letter("b", r.X-13, r.Y-3)
	if len(o.Wave) < 2 {
		page.Empty(r, "no transform")
		return
	}
	top := 0.0
	for _, w := range o.Wave {
		top = max(top, math.Abs(w.Two))
	}
	var xs, ys []float64
	for _, w := range o.Wave {
		xs, ys = append(xs, w.KRadPerM), append(ys, w.Two/max(top, math.SmallestNonzeroFloat64))
	}
	a := page.Axes(r, lengthAxis("Wave number *k* (rad/m)", xs), curveAxis("Transform of *f* / max", ys))
	a.Area(xs, ys, groupStroke("true DoG"))
	for _, q := range o.Peaks {
		if q.Dimensions == 2 {
			a.VLine(q.KRadPerM, mark())
		}
	}
}

func (o *Figure6Output) phaseMap(page *panel.Page, r panel.Rect) {
	page.Letter("c", r.X-11, r.Y-3)
	ny := 0
	for ny < len(o.Phase) && o.Phase[ny].SigmaM == o.Phase[0].SigmaM {
		ny++
	}
	if ny < 2 || len(o.Phase)%ny != 0 || len(o.Phase) < 2*ny {
		page.Empty(r, "no map")
		return
	}
	m := panel.Map{NX: len(o.Phase) / ny, NY: ny}
	for _, q := range o.Phase {
		m.Values = append(m.Values, q.PeriodM)
	}
	lo, hi, ok := m.Range()
	if !ok || !(hi > lo) {
		page.Empty(r, "no pattern grows anywhere")
		return
	}
	page.Heat(r, m, powerRamp(), lo, hi)
	first, last := o.Phase[0], o.Phase[len(o.Phase)-1]
	x, y := cellAxis("Width σ (m)", first.SigmaM, last.SigmaM, m.NX), cellAxis("Surround scale *s*", first.SurroundScale, last.SurroundScale, m.NY)
	page.Axes(r, x, y)
	step, decimals := panel.Nice(hi-lo, 4)
	page.ColorBar(panel.Rect{X: r.X + r.W + 2.5, Y: r.Y, W: 2, H: r.H}, powerRamp(),
		panel.Axis{Label: "Lattice period (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals})
}

// cellAxis puts the first and last of n values at the middle of their cells.
//
//go:noinline
func cellAxis(label string, first, last float64, n int) panel.Axis {
	half := float64((last - first) / float64(2*n-2))
	lo, hi := first-half, last+half
	step, decimals := panel.Nice(hi-lo, 4)
	return panel.Axis{Label: label, Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals, NoGrid: true}
}

func (o *Figure6Output) sheets(page *panel.Page) {
	const side, pitch = 27.0, 29.5
	page.Letter("d", 2, 63)
	if len(o.Sheets) == 0 {
		page.Empty(panel.Rect{X: 5, Y: 66, W: side, H: side}, "no simulation")
	}
	for i, s := range o.Sheets {
		r := panel.Rect{X: 5 + float64(pitch*float64(i)), Y: 69, W: side, H: side}
		page.Title(s.Caption, r.X+side/2, r.Y-1.2)
		m := panel.Map{NX: int(s.Points), NY: int(s.Points), Values: s.Rates}
		if lo, hi, ok := m.Range(); ok {
			page.Heat(r, m, rateRamp(), lo, hi)
		} else {
			page.Empty(r, "no numbers")
		}
		page.Note(s.Shape+", "+panel.Number(s.WidthM, 1)+" m wide", r.X, r.Y+side+2.8)
	}
}

func (o *Figure6Output) wavelengths(page *panel.Page, r panel.Rect) {
	page.Letter("e", r.X-13, 63)
	top := 0.0
	for _, f := range o.Fields {
		if !math.IsNaN(f.WavelengthM + f.PredictedM) {
			top = max(top, f.WavelengthM, f.PredictedM)
		}
	}
	if top == 0 {
		page.Empty(r, "no pattern formed")
		return
	}
	top *= 1.1
	step, decimals := panel.Nice(top, 4)
	axis := panel.Axis{Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals}
	x, y := axis, axis
	x.Label, y.Label = "Predicted wavelength (m)", "Measured wavelength (m)"
	a := page.Axes(r, x, y)
	a.Line([]float64{0, top}, []float64{0, top}, mark())
	for _, f := range o.Fields {
		a.Point(f.PredictedM, f.WavelengthM, groupColour("DoS"))
	}
}
