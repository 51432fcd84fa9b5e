package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/spectrum"
)

// Figure3Params is what figure 3 shows and how it judges.
type Figure3Params struct {
	Judge   Judge
	Samples []SigmaSample // groups of networks by growing width, in the order of the networks
	// MaxPeriodM is the longest period drawn and counted: a longer one has no
	// second field in the box to be measured by. The filter's is shorter.
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
	if _, err := checkSigmas(p.Samples); err != nil {
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
	Of      string  `unit:"1" doc:"networks, or null: noise of their wavelengths"`
	PeriodM float64 `unit:"m" doc:"grid period, between bins, from the autocorrelogram"`
	Density float64 `unit:"1/m" doc:"kernel density over the grid-like units of accurate networks, or over such maps of their noise"`
}

// What a density is of.
const (
	ofNetworks = "networks"
	ofNull     = "null"
)

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
	RatioLow   float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	RatioHigh  float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`

	FilteredUnits int32   `unit:"1" doc:"grid-like units whose period the filter lets pass"`
	FilteredM     float64 `unit:"m" doc:"mode of their periods"`
	FilteredLowM  float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	FilteredHighM float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	NullMaps      int32   `unit:"1" doc:"maps of noise of the accurate networks' wavelengths that count as grid-like"`
	NullM         float64 `unit:"m" doc:"mode of their periods"`
	NullLowM      float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	NullHighM     float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	RingM         float64 `unit:"m" doc:"lattice period of the strongest ring in the spectrum of the place code's covariance over the box"`
}

// Figure3Output is the figure and the tables behind it.
type Figure3Output struct {
	Density []Figure3Density
	Modes   []Figure3Mode
	PDF     []byte `file:"pdf"`
	SVG     []byte `file:"svg"`
	PNG     []byte `file:"png"`
}

// Figure3 makes figure 3: maps, scores and nulls hold a network each, as
// Samples counts them; spectra hold the place code of each sample.
func Figure3(ctx context.Context, p Figure3Params, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution, spectra []spectrum.Spectra) (Figure3Output, error) {
	var o Figure3Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := checkSigmas(p.Samples); len(maps) != n || len(scores) != n || len(nulls) != n || len(spectra) != len(p.Samples) {
		return o, fmt.Errorf("figure 3: %d maps, %d scores and %d nulls for %d networks, %d spectra for %d Samples", len(maps), len(scores), len(nulls), n, len(spectra), len(p.Samples))
	}
	before := noMode()
	for i, w := range split(p.Samples, maps, scores, nulls) {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		row := Figure3Mode{SigmaM: w.sample.SigmaM, Scale: w.sample.Scale, TheoryM: orNaN(w.sample.TheoryM), PublishedM: orNaN(w.sample.PublishedM),
			RingM: orNaN(ringPeriod(spectra[i]))}
		m, err := o.addSigma(p, row, w)
		if err != nil {
			return o, fmt.Errorf("figure 3: sigma %v m: %w", w.sample.SigmaM, err)
		}
		last := &o.Modes[len(o.Modes)-1]
		q, in := ratio(m, before)
		last.Ratio, last.RatioLow, last.RatioHigh = q, in.Lo, in.Hi
		before = m
	}
	return o, o.Draw(p)
}

// addSigma adds a width's densities and its row, and returns its mode.
func (o *Figure3Output) addSigma(p Figure3Params, row Figure3Mode, w width) (mode, error) {
	nets, noise := w.accurate(p.Judge)
	row.Networks = int32(len(nets))
	at := func(of string, samples [][]float64, n *int32, v, lo, hi *float64) (mode, error) {
		m, err := periodMode(p, samples, rng.New(p.Judge.Seed, "figure 3 "+of, uint64(len(o.Modes))))
		for _, s := range samples {
			*n += int32(len(s))
		}
		*v, *lo, *hi = m.at, m.interval.Lo, m.interval.Hi
		return m, err
	}
	all, err := at(ofNetworks, periodsOf(nets, p.Judge.Threshold, p.MaxPeriodM), &row.Units, &row.PeriodM, &row.LowM, &row.HighM)
	if err != nil {
		return all, err
	}
	if _, err := at("filtered", periodsOf(nets, p.Judge.Threshold, p.Judge.MaxPeriodM), &row.FilteredUnits, &row.FilteredM, &row.FilteredLowM, &row.FilteredHighM); err != nil {
		return all, err
	}
	chance, err := at(ofNull, periodsOf(noise, p.Judge.Threshold, p.MaxPeriodM), &row.NullMaps, &row.NullM, &row.NullLowM, &row.NullHighM)
	for i, y := range all.ys {
		o.Density = append(o.Density, Figure3Density{row.SigmaM, ofNetworks, all.xs[i], y})
	}
	for i, y := range chance.ys {
		o.Density = append(o.Density, Figure3Density{row.SigmaM, ofNull, chance.xs[i], y})
	}
	o.Modes = append(o.Modes, row)
	return all, err
}

// orNaN is the value, or NaN for the 0 that says there is none.
func orNaN(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}
