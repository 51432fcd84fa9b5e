package figures

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/world/encoding"
)

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure6Output) Draw(p Figure6Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	rows := float64(max(len(o.Groups), 7))
	height := float64(4.6*rows) + 146
	page := newPage(p.Profile, doubleColumn, height)
	o.coupling(page, panel.Rect{X: 15, Y: 12, W: 40, H: 30})
	o.transform(page, panel.Rect{X: 71, Y: 12, W: 42, H: 30})
	o.phaseMap(page, panel.Rect{X: 129, Y: 12, W: 36, H: 30})
	o.equations(page, 2, 55)
	sheets(page, o.Sheets, "d", 4, 83, "no simulation")
	sheets(page, o.Patterns, "e", 122, 83, "no components")
	h := float64(4.6 * rows)
	o.shapes(page, panel.Rect{X: 41, Y: 123, W: 40, H: h})
	o.wavelengths(page, panel.Rect{X: 88, Y: 123, W: 38, H: h})
	o.components(page, p, panel.Rect{X: 142, Y: 123, W: 35, H: h})
	o.notes(page, p, height)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 6: theory of the pattern")
	return err
}

func (o *Figure6Output) notes(page *panel.Page, p Figure6Params, height float64) {
	page.Note(fmt.Sprintf("Profile %s. a, b: coupling of the published place code (σ_E = 0.12 m, σ_I = 2σ_E, α_I = α_E/4), its transforms on a line and on a plane. c: lattice period at the 2-D *k*^*; diamond: published ideal.", p.Profile.Name), 2, height-9.8)
	page.Note(fmt.Sprintf("d, f, g: *N* = %d neural fields from noise on a periodic sheet; each sheet is its row's first. ±: tanh; ≥ 0: rectified, rates are not negative. f: what formed; mixed: one wavelength, no common orientation.", len(o.Fields)), 2, height-7.2)
	page.Note("g: measured wavelength over 2π/*k*^*; dots: simulations that formed a pattern; bars: their mean and its 95 % interval; shaded: within 5 %.", 2, height-4.6)
	page.Note(fmt.Sprintf("e, h: principal components of a place code found from *N* = %d random starts, with rates of either sign and with rates that are not negative; e: the first start.", len(o.Components)), 2, height-2)
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
	page.Letter("a", 2, r.Y-7)
	if len(o.Distance) < 2 {
		page.Empty(r, "no coupling")
		return
	}
	var xs, ys []float64
	for _, d := range o.Distance {
		xs, ys = append(xs, d.DistanceM), append(ys, d.Value)
	}
	a := page.Axes(r, lengthAxis("Distance Δ*x* (m)", xs), curveAxis("*f*(Δ*x*)", ys))
	a.Area(xs, ys, line(vermilion(), nil))
}

func (o *Figure6Output) phaseMap(page *panel.Page, r panel.Rect) {
	page.Letter("c", r.X-12, r.Y-7)
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
	page.Axes(r, x, y).Published(encoding.IdealSigmaM, encoding.IdealSurroundScale)
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

// sheets draws a row of patterns.
func sheets(page *panel.Page, of []Figure6Sheet, letter string, x, y float64, none string) {
	const side, pitch = 25.0, 28.0
	page.Letter(letter, x-2, y-6)
	if len(of) == 0 {
		page.Empty(panel.Rect{X: x, Y: y, W: side, H: side}, none)
	}
	for i, s := range of {
		r := panel.Rect{X: x + float64(pitch*float64(i)), Y: y, W: side, H: side}
		page.Title(s.Caption, r.X+side/2, r.Y-1.2)
		m := panel.Map{NX: int(s.Points), NY: int(s.Points), Values: s.Rates}
		if lo, hi, ok := m.Range(); ok {
			page.Heat(r, m, rateRamp(), lo, hi)
		} else {
			page.Empty(r, "no numbers")
		}
		page.Text(s.Shape+", "+panel.Number(s.WidthM, 1)+" m", style().SmallPt, style().Muted, r.X, r.Y+side+2.8, panel.Align{})
	}
}

// groupRows are the fields' names from the bottom up.
func (o *Figure6Output) groupRows(bare bool) panel.Axis {
	var names []string
	for i := range o.Groups {
		names = append(names, o.Groups[len(o.Groups)-1-i].Name)
	}
	y := categories(names)
	y.Bare = bare
	return y
}

// shapes draws how many simulations of each field ended in which pattern.
func (o *Figure6Output) shapes(page *panel.Page, r panel.Rect) {
	page.Letter("f", 2, r.Y-6)
	if len(o.Groups) == 0 {
		page.Empty(r, "no simulations")
		return
	}
	a := page.Axes(r, panel.Axis{Label: "Simulations (%)", Lo: 0, Hi: 100, Ticks: panel.Every(0, 100, 25)}, o.groupRows(false))
	kinds := []struct {
		name string
		ink  color.NRGBA
		of   func(estimate.Field) int32
	}{
		{"hexagons", vermilion(), func(g estimate.Field) int32 { return g.Hexagons }},
		{"stripes", blue(), func(g estimate.Field) int32 { return g.Stripes }},
		{"squares", purple(), func(g estimate.Field) int32 { return g.Squares }},
		{"mixed", grey(0x99), func(g estimate.Field) int32 { return g.Mixed }},
		{"none", grey(0xdd), func(g estimate.Field) int32 { return g.None }},
	}
	var keys []panel.Key
	for _, k := range kinds {
		keys = append(keys, panel.Key{Name: k.name, Stroke: panel.Stroke{Ink: k.ink}, Dot: true, Shape: panel.Box})
	}
	for i, g := range o.Groups {
		a.Series(g.Name)
		at, end := float64(len(o.Groups)-1-i), float64(g.Simulations)
		for k := len(kinds) - 1; k >= 0; k-- { // each over the rest of the bar
			n := kinds[k].of(g)
			if n > 0 {
				a.HBar(at, 0.38, 100*end/float64(g.Simulations), kinds[k].ink)
				middle := 100 * (end - float64(float64(n)/2)) / float64(g.Simulations)
				ink := style().Ink
				if k < 2 {
					ink = rgb(0xff, 0xff, 0xff)
				}
				defer a.Label(fmt.Sprint(n), middle, at, ink, panel.Align{X: 0.5, Y: 0.5})
			}
			end -= float64(n)
		}
	}
	a.Legend(keys...)
}

func (o *Figure6Output) wavelengths(page *panel.Page, r panel.Rect) {
	page.Letter("g", r.X-4, r.Y-6)
	lo, hi := 0.9, 1.1
	for _, f := range o.Fields {
		if v := f.WavelengthM / f.PredictedM; !math.IsNaN(v) {
			lo, hi = min(lo, v-0.02), max(hi, v+0.02)
		}
	}
	if len(o.Groups) == 0 {
		page.Empty(r, "no simulations")
		return
	}
	step, decimals := panel.Nice(hi-lo, 4)
	a := page.Axes(r, panel.Axis{Label: "Measured / predicted wavelength", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, step), Decimals: decimals}, o.groupRows(true))
	a.Band([]float64{0.95, 1.05}, []float64{a.YAxis.Lo, a.YAxis.Lo}, []float64{a.YAxis.Hi, a.YAxis.Hi}, panel.Faint(green(), style().FillAlpha))
	a.VLine(1, mark())
	for i, g := range o.Groups {
		a.Series(g.Name)
		at, k := float64(len(o.Groups)-1-i), 0.0
		for _, f := range o.Fields {
			if f.Name != g.Field {
				continue
			}
			off := float64(0.5*(k+0.5)/float64(g.Simulations)) - 0.25
			a.Mark(f.WavelengthM/f.PredictedM, at+off, panel.Disc, light(vermilion()), false)
			k++
		}
		a.HInterval(at, 0.4, g.Low, g.High, solid(style().Ink))
		a.Line([]float64{g.Ratio, g.Ratio}, []float64{at - 0.38, at + 0.38}, solid(style().Ink))
	}
}

// components draws the scores of every start.
func (o *Figure6Output) components(page *panel.Page, p Figure6Params, r panel.Rect) {
	page.Letter("h", r.X-13, r.Y-6)
	if len(o.Components) == 0 {
		page.Empty(r, "no components")
		return
	}
	axis := panel.Axis{Lo: estimate.ScoreLo, Hi: estimate.ScoreHi, Ticks: panel.Every(estimate.ScoreLo, estimate.ScoreHi, 0.5), Decimals: 1}
	x, y := axis, axis
	x.Label, y.Label = "Hexagonality, Score_{60}", "Squareness, Score_{90}"
	a := page.Axes(r, x, y)
	inks := []color.NRGBA{blue(), vermilion()}
	shapes := []panel.Shape{panel.Box, panel.Disc}
	var keys []panel.Key
	for _, c := range o.Components {
		k := slices.IndexFunc(keys, func(q panel.Key) bool { return q.Name == c.Of })
		if k < 0 {
			k = len(keys)
			keys = append(keys, panel.Key{Name: c.Of, Stroke: panel.Stroke{Ink: inks[k%2]}, Dot: true, Shape: shapes[k%2]})
		}
		a.Series(c.Of)
		a.Mark(c.Score60, c.Score90, shapes[k%2], light(inks[k%2]), false)
	}
	a.VLine(p.Threshold, mark())
	a.HLine(p.Threshold, mark())
	a.Legend(keys...)
}
