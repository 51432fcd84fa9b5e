package estimate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/rows"
)

// CurveParams says whose scores make which curves.
type CurveParams struct {
	Judge  Judge
	Curves []Curve
}

// Curve is the scores of some networks, or of their nulls.
type Curve struct {
	rows.Group
	Score    Score
	Null     bool // of the maps of the networks' nulls
	Accurate bool // of the networks that decode well enough alone
	// LowErrorM is what is well enough for this curve, m; 0 for the judge's.
	LowErrorM float64
	// Everyone counts silent units too, as published.
	Everyone bool
	Stream   string // names the bootstrap's stream
	Number   uint64 // of the bootstrap among those of its stream
}

// Score is which of the scores a curve is of.
type Score string

const (
	Score60 Score = "Score60"
	Score90 Score = "Score90"
)

// Validate reports the first field out of bounds.
func (p CurveParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("curves: %w", err)
	}
	if len(p.Curves) == 0 {
		return errors.New("curves: Curves is empty, want at least 1")
	}
	for i, c := range p.Curves {
		if err := c.Validate(); err != nil {
			return fmt.Errorf("curves: Curves[%d]: %w", i, err)
		}
		if !(c.LowErrorM >= 0) || c.LowErrorM > 10 {
			return fmt.Errorf("curves: Curves[%d].LowErrorM is %v m, want 0 to 10", i, c.LowErrorM)
		}
		if c.Score != Score60 && (c.Score != Score90 || c.Null) {
			return fmt.Errorf("curves: Curves[%d].Score is %q, want %s, or of networks %s", i, c.Score, Score60, Score90)
		}
	}
	return nil
}

// Survival is a point of a survival function.
type Survival struct {
	Group    string  `unit:"1" doc:"encoding"`
	Score60  float64 `unit:"1" doc:"grid score"`
	Survival float64 `unit:"1" doc:"part of the active units of the networks with a higher score, smoothed by the kernel density"`
	Low      float64 `unit:"1" doc:"lower end of the pointwise 95 % interval over networks"`
	High     float64 `unit:"1" doc:"upper end of the pointwise 95 % interval over networks"`
	Networks int32   `unit:"1" doc:"networks behind the curve"`
}

// Survivals estimates survival functions.
func Survivals(ctx context.Context, p CurveParams, t rows.Table) ([]Survival, error) {
	var out []Survival
	err := p.each(ctx, t, stat.Density.Survival, func(c Curve, n int32, x, y float64, in stat.Interval) {
		out = append(out, Survival{c.Name, x, y, in.Lo, in.Hi, n})
	})
	return out, err
}

// Density is a point of a density of scores.
type Density struct {
	Group   string  `unit:"1" doc:"networks trained on an encoding, or a null"`
	Score60 float64 `unit:"1" doc:"grid score"`
	Density float64 `unit:"1" doc:"kernel density over the active units of all networks"`
	Low     float64 `unit:"1" doc:"lower end of the pointwise 95 % interval over networks"`
	High    float64 `unit:"1" doc:"upper end of the pointwise 95 % interval over networks"`

	Networks int32 `unit:"1" doc:"networks behind the curve"`
}

// Densities estimates densities.
func Densities(ctx context.Context, p CurveParams, t rows.Table) ([]Density, error) {
	var out []Density
	err := p.each(ctx, t, stat.Density.At, func(c Curve, n int32, x, y float64, in stat.Interval) {
		out = append(out, Density{c.Name, x, y, in.Lo, in.Hi, n})
	})
	return out, err
}

// each calls add for every point of every curve.
func (p CurveParams) each(ctx context.Context, t rows.Table, of func(stat.Density, float64) float64, add func(c Curve, n int32, x, y float64, in stat.Interval)) error {
	if err := p.Validate(); err != nil {
		return err
	}
	xs := stat.Linspace(ScoreLo, ScoreHi, p.Judge.Points)
	for _, c := range p.Curves {
		if err := ctx.Err(); err != nil {
			return err
		}
		samples := p.samples(c, t.Of(c.Where))
		ys, band, err := pooled(xs, samples, of, p.Judge.Resamples, rng.New(p.Judge.Seed, c.Stream, c.Number))
		if err != nil {
			return fmt.Errorf("curves: %s: %w", c.Name, err)
		}
		for i, y := range ys {
			add(c, int32(len(samples)), xs[i], y, band[i])
		}
	}
	return nil
}

// samples are the scores of a curve, network by network.
func (p CurveParams) samples(c Curve, t rows.Table) [][]float64 {
	if c.Accurate {
		judge := p.Judge
		if c.LowErrorM > 0 {
			judge.LowErrorM = c.LowErrorM
		}
		t = t.Keep(judge.Accurate)
	}
	switch {
	case c.Null:
		return noise60(t)
	case c.Everyone && c.Score == Score60:
		return everyone60(t)
	case c.Score == Score90:
		return scores90(t)
	}
	return scores60(t)
}

// scores90 are the Score90s of the units of each network.
func scores90(t rows.Table) [][]float64 {
	units := t.UnitsOf()
	return byNetwork(t, func(n rows.Network) []float64 { return units(n).Score90 })
}

// everyone60 are the Score60s of all scored units of each network, silent ones
// included.
func everyone60(t rows.Table) [][]float64 {
	units := t.UnitsOf()
	return byNetwork(t, func(n rows.Network) []float64 {
		u := units(n)
		return slices.Concat(u.Score60, u.SilentScore60)
	})
}
