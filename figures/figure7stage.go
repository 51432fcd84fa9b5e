package figures

import (
	"context"
	"fmt"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/theory/theory"
)

// Figure7 makes figure 7: curves and spectra hold a population each, as
// Settings names them; maps and scores a network each, as Groups counts them;
// nulls a draw of the null each. A network without units diverged.
func Figure7(ctx context.Context, p Figure7Params, curves []theory.Curves, spectra []theory.Spectra,
	maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) (Figure7Output, error) {
	var o Figure7Output
	if err := p.check(len(curves), len(spectra), len(maps), len(scores)); err != nil {
		return o, err
	}
	for i, name := range p.Settings {
		o.addTheory(name, curves[i], spectra[i], p.Modes)
	}
	first := 0
	for _, g := range p.Groups {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + g.Networks
		if err := o.addGroup(p, g.Group, maps[first:end], scores[first:end]); err != nil {
			return o, err
		}
		o.Maps = append(o.Maps, examples(g.Group, maps[first:end], scores[first:end])...)
		first = end
	}
	if len(nulls) > 0 {
		draws := make([]gridscore.Scores, len(nulls))
		for i, d := range nulls {
			draws[i] = nullScores(d)
		}
		if err := o.addGroup(p, p.Null, nil, draws); err != nil {
			return o, err
		}
	}
	return o, o.Draw(p)
}

// check compares the parameters with the inputs they describe.
func (p Figure7Params) check(curves, spectra, maps, scores int) error {
	if err := p.Validate(); err != nil {
		return err
	}
	networks, err := total(p.Groups)
	if err != nil {
		return err
	}
	switch {
	case curves != len(p.Settings) || spectra != len(p.Settings):
		return fmt.Errorf("figure 7: %d curves and %d spectra for %d Settings", curves, spectra, len(p.Settings))
	case maps != networks || scores != networks:
		return fmt.Errorf("figure 7: %d maps and %d scores for %d networks in Groups", maps, scores, networks)
	}
	return nil
}

func (o *Figure7Output) addTheory(name string, c theory.Curves, s theory.Spectra, modes int) {
	for _, t := range c.Tuning {
		o.Tuning = append(o.Tuning, Figure7Tuning{name, t.DistanceM, t.Relative})
	}
	points := int(s.Covariance.Points)
	values, side := centred(scaled(s.Covariance.Values), points, points)
	o.Sigma = append(o.Sigma, Figure7Sigma{Setting: name, Bins: int32(side),
		HalfWidthM: float64(side) * s.Covariance.StepM / 2, Values: values})
	amplitude, side := centred(s.Fourier.Amplitude, int(s.Fourier.Points), modes)
	for i := range amplitude {
		amplitude[i] /= s.Fourier.MaxAmplitude
	}
	o.Spectrum = append(o.Spectrum, Figure7Spectrum{Setting: name, Bins: int32(side),
		HalfWidthRadPerM: float64(side) * s.Fourier.StepRadPerM / 2, Amplitude: amplitude, KStarRadPerM: s.Summary.ModeRadPerM})
}

// addGroup appends the rows of one group; a null has no maps.
func (o *Figure7Output) addGroup(p Figure7Params, group string, maps []ratemap.Maps, scores []gridscore.Scores) error {
	g := Figure7Group{Group: group}
	var samples [][]float64
	var fractions, errorsM []float64
	for i, s := range scores {
		var m *ratemap.Maps
		if maps != nil {
			m = &maps[i]
		}
		n, sample := newRun(group, i, p.Judge, m, s)
		if n.Outcome == diverged {
			g.Diverged++
		} else {
			g.Networks++
			g.Units += n.ActiveUnits
			samples = append(samples, sample)
			fractions, errorsM = append(fractions, n.FractionAbove), append(errorsM, n.ErrorM)
		}
		o.Networks = append(o.Networks, n)
	}
	if err := g.estimate(p, fractions, errorsM); err != nil {
		return fmt.Errorf("figure 7: %s: %w", group, err)
	}
	o.Groups = append(o.Groups, g)
	return o.addDensity(p, group, samples)
}

func (g *Figure7Group) estimate(p Figure7Params, fractions, errorsM []float64) error {
	var in stat.Interval
	var err error
	if g.FractionAbove, in, err = meanOf(fractions, p.Judge.Resamples, rng.New(p.Judge.Seed, "figure 7 fractions "+g.Group, 0)); err != nil {
		return err
	}
	g.FractionLow, g.FractionHigh = in.Lo, in.Hi
	if g.ErrorM, in, err = meanOf(errorsM, p.Judge.Resamples, rng.New(p.Judge.Seed, "figure 7 errors "+g.Group, 0)); err != nil {
		return err
	}
	g.ErrorLowM, g.ErrorHighM = in.Lo, in.Hi
	return nil
}

func (o *Figure7Output) addDensity(p Figure7Params, group string, samples [][]float64) error {
	xs := stat.Linspace(scoreLo, scoreHi, p.Judge.Points)
	ys, band, err := pooled(xs, samples, stat.Density.At, p.Judge.Resamples, rng.New(p.Judge.Seed, "figure 7 density "+group, 0))
	if err != nil {
		return fmt.Errorf("figure 7: %s: %w", group, err)
	}
	for i, y := range ys {
		o.Density = append(o.Density, Figure7Density{group, xs[i], y, band[i].Lo, band[i].Hi})
	}
	return nil
}
