package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/gridscore"
	"nofreelunch/stages/ratemap"
)

// Figure3Params is what figure 3 shows and how it judges.
type Figure3Params struct {
	Judge   Judge
	Samples []SigmaSample // groups of networks by growing width, in the order of the networks
	// MaxPeriodM is the longest period drawn and counted: a longer one has no
	// second field in the box to be measured by.
	MaxPeriodM float64
	// RatioLo and RatioHi bound the ratios of successive grid modules found in
	// animals, drawn as a band.
	RatioLo, RatioHi float64
}

// Validate reports the first field out of bounds.
func (p Figure3Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 3: %w", err)
	}
	if !(p.MaxPeriodM > 0) || math.IsInf(p.MaxPeriodM, 0) {
		return fmt.Errorf("figure 3: MaxPeriodM is %v m, want a positive length", p.MaxPeriodM)
	}
	if !(p.RatioLo >= 1 && p.RatioHi >= p.RatioLo && p.RatioHi < 10) {
		return fmt.Errorf("figure 3: RatioLo and RatioHi are %v and %v, want 1 <= RatioLo <= RatioHi < 10", p.RatioLo, p.RatioHi)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure3Params) String() string { return "figure 3, " + p.Judge.Profile }

// Figure3Density is a point of the density of grid periods at one width (panel a).
type Figure3Density struct {
	SigmaM  float64 `unit:"m" doc:"width of the centre"`
	PeriodM float64 `unit:"m" doc:"grid period, between bins, from the autocorrelogram"`
	Density float64 `unit:"1/m" doc:"kernel density over the grid-like units of accurate networks"`
}

// Figure3Mode is the commonest period at one width (panels b and c).
type Figure3Mode struct {
	SigmaM     float64 `unit:"m" doc:"width of the centre"`
	Scale      float64 `unit:"1" doc:"surround over centre, s"`
	Networks   int32   `unit:"1" doc:"accurate networks"`
	Units      int32   `unit:"1" doc:"their grid-like units with a period"`
	PeriodM    float64 `unit:"m" doc:"highest point of the density; NaN of fewer than two units"`
	LowM       float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	HighM      float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	TheoryM    float64 `unit:"m" doc:"predicted lattice period; NaN if none"`
	PublishedM float64 `unit:"m" doc:"published mode; NaN if none"`
	Ratio      float64 `unit:"1" doc:"mode over that of the width before; NaN for the first"`
}

// Figure3Output is the figure and the tables behind it.
type Figure3Output struct {
	Density []Figure3Density
	Modes   []Figure3Mode
	PDF     []byte `file:"pdf"`
	SVG     []byte `file:"svg"`
	PNG     []byte `file:"png"`
}

// Figure3 makes figure 3: maps and scores hold a network each, as Samples
// counts them.
func Figure3(ctx context.Context, p Figure3Params, maps []ratemap.Maps, scores []gridscore.Scores) (Figure3Output, error) {
	var o Figure3Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if err := checkSigmas(p.Samples, len(maps), len(scores)); err != nil {
		return o, fmt.Errorf("figure 3: %w", err)
	}
	first := 0
	for _, s := range p.Samples {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + s.Networks
		if err := o.addSigma(p, s, maps[first:end], scores[first:end]); err != nil {
			return o, fmt.Errorf("figure 3: sigma %v m: %w", s.SigmaM, err)
		}
		first = end
	}
	return o, o.Draw(p)
}

func (o *Figure3Output) addSigma(p Figure3Params, s SigmaSample, maps []ratemap.Maps, scores []gridscore.Scores) error {
	m := Figure3Mode{SigmaM: s.SigmaM, Scale: s.Scale, TheoryM: orNaN(s.TheoryM), PublishedM: orNaN(s.PublishedM), Ratio: math.NaN()}
	var samples [][]float64
	for i := range maps {
		if r, _ := newRun("", i, p.Judge, &maps[i], scores[i]); !p.Judge.accurate(r) {
			continue
		}
		m.Networks++
		var short []float64
		for _, v := range periods(scores[i], p.Judge.Threshold) {
			if v <= p.MaxPeriodM {
				short = append(short, v)
			}
		}
		m.Units += int32(len(short))
		samples = append(samples, short)
	}
	xs, ys, mode, in, err := periodMode(p, samples, uint64(len(o.Modes)))
	if err != nil {
		return err
	}
	for i, y := range ys {
		o.Density = append(o.Density, Figure3Density{s.SigmaM, xs[i], y})
	}
	m.PeriodM, m.LowM, m.HighM = mode, in.Lo, in.Hi
	if n := len(o.Modes); n > 0 {
		m.Ratio = mode / o.Modes[n-1].PeriodM
	}
	o.Modes = append(o.Modes, m)
	return nil
}

// orNaN is the value, or NaN for the 0 that says there is none.
func orNaN(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure3Output) Draw(p Figure3Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height, top, h = 74.0, 11.0, 42.0
	page := panel.NewPage(style(), doubleColumn, height)
	o.densities(page, p, panel.Rect{X: 14, Y: top, W: 46, H: h})
	o.modes(page, p, panel.Rect{X: 77, Y: top, W: 46, H: h})
	o.ratios(page, p, panel.Rect{X: 138, Y: top, W: 38, H: h})
	networks, units := 0, 0
	for _, m := range o.Modes {
		networks, units = networks+int(m.Networks), units+int(m.Units)
	}
	page.Note(fmt.Sprintf("Profile %s. *N* = %d networks below %s cm, %d units with Score_{60} > %s and a period below %s m. All lengths in metres.", p.Judge.Profile, networks,
		panel.Number(p.Judge.LowErrorM*100, 0), units, panel.Number(p.Judge.Threshold, 1), panel.Number(p.MaxPeriodM, 2)), 2, height-4.6)
	page.Note("b: dots and whiskers, mode and its 95 % interval over networks; dashed, theory; diamonds, published (their axis counts bins of 5 cm). c: shaded, ratios found in animals.", 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 3: grid periods by place-field width")
	return err
}

func (o *Figure3Output) densities(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("a", r.X-12, 5)
	top := 0.0
	for _, d := range o.Density {
		top = max(top, d.Density)
	}
	if top == 0 {
		page.Empty(r, "no grid-like units")
		return
	}
	top *= 1.05
	step, decimals := panel.Nice(top, 5)
	a := page.Axes(r,
		panel.Axis{Label: "Grid period (m)", Lo: 0, Hi: p.MaxPeriodM, Ticks: panel.Every(0, p.MaxPeriodM, 0.5), Decimals: 1},
		panel.Axis{Label: "Density (1/m)", Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals})
	for i, m := range o.Modes {
		var xs, ys []float64
		for _, d := range o.Density {
			if d.SigmaM == m.SigmaM {
				xs, ys = append(xs, d.PeriodM), append(ys, d.Density)
			}
		}
		a.Line(xs, ys, orderStroke(i, len(o.Modes)))
	}
	first, last := o.Modes[0], o.Modes[len(o.Modes)-1]
	a.Legend(panel.Key{Name: "σ = " + panel.Number(first.SigmaM, 2) + " m", Stroke: orderStroke(0, 2)},
		panel.Key{Name: "σ = " + panel.Number(last.SigmaM, 2) + " m", Stroke: orderStroke(1, 2)})
}

func (o *Figure3Output) modes(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("b", r.X-12, 5)
	lo, hi := sigmaRange(p.Samples)
	top := p.MaxPeriodM
	var xs, theory []float64
	for _, m := range o.Modes {
		xs, theory = append(xs, m.SigmaM), append(theory, m.TheoryM)
		for _, v := range []float64{m.TheoryM, m.PublishedM} {
			if v > top {
				top = v
			}
		}
	}
	a := page.Axes(r,
		panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.04), Decimals: 2},
		panel.Axis{Label: "Mode of the grid periods (m)", Lo: 0, Hi: top * 1.05, Ticks: panel.Every(0, top*1.05, 0.5), Decimals: 1})
	a.Line(xs, theory, mark())
	for i, m := range o.Modes {
		s := orderStroke(i, len(o.Modes))
		a.Published(m.SigmaM, m.PublishedM)
		a.Line([]float64{m.SigmaM, m.SigmaM}, []float64{m.LowM, m.HighM}, s)
		a.Point(m.SigmaM, m.PeriodM, s.Ink)
	}
}

func (o *Figure3Output) ratios(page *panel.Page, p Figure3Params, r panel.Rect) {
	page.Letter("c", r.X-11, 5)
	lo, hi := sigmaRange(p.Samples)
	top := p.RatioHi
	for _, m := range o.Modes {
		if m.Ratio > top {
			top = m.Ratio
		}
	}
	top = float64(top*1.05) + 0.05
	a := page.Axes(r,
		panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.04), Decimals: 2},
		panel.Axis{Label: "Mode / mode of the width before", Lo: 0.8, Hi: top, Ticks: panel.Every(0.8, top, 0.2), Decimals: 1})
	a.Band([]float64{lo, hi}, []float64{p.RatioLo, p.RatioLo}, []float64{p.RatioHi, p.RatioHi}, panel.Faint(groupColour("Gaussian"), style().FillAlpha))
	a.HLine(1, mark())
	for i, m := range o.Modes {
		a.Point(m.SigmaM, m.Ratio, orderStroke(i, len(o.Modes)).Ink)
	}
}
