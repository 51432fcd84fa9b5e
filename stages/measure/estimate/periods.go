package estimate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/rows"
)

// PeriodParams says at which widths periods are compared, and with what.
type PeriodParams struct {
	Judge  Judge
	Widths []Width // by growing width
	Kernel PeriodKernel
	// MaxPeriodM is the longest lattice period counted: a longer one has no second
	// field in the box to be measured by. The published estimator has no limit.
	MaxPeriodM float64
}

// Width is networks on homogeneous place cells of one kind, width and surround, and what is
// known of their periods besides; 0 where nothing is.
type Width struct {
	Encoding      string  // kind of the encoding
	SigmaM        float64 // width of the centre, m
	SurroundScale float64 // s, width of the surround over that of the centre
	TheoryM       float64 // lattice period that the continuum predicts, m
	PublishedM    float64 // published mode of the grid periods, m
}

// where chooses a width's networks.
func (w Width) where() rows.Where {
	return rows.Where{Encoding: w.Encoding, Population: rows.Homogeneous, SigmaM: w.SigmaM, SurroundScale: w.SurroundScale}
}

// Validate reports the first field out of bounds.
func (w Width) Validate() error {
	switch {
	case w.Encoding == "":
		return errors.New("Encoding is empty, want the kind of an encoding")
	case !(w.SigmaM > 0) || math.IsInf(w.SigmaM, 0):
		return fmt.Errorf("SigmaM is %v m, want a positive width", w.SigmaM)
	case !(w.SurroundScale > 0) || math.IsInf(w.SurroundScale, 0):
		return fmt.Errorf("SurroundScale is %v, want a positive number", w.SurroundScale)
	case !(w.TheoryM >= 0) || !(w.PublishedM >= 0):
		return fmt.Errorf("TheoryM is %v and PublishedM %v m, want 0 or more", w.TheoryM, w.PublishedM)
	}
	return nil
}

// Validate reports the first field out of bounds.
func (p PeriodParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("periods: %w", err)
	}
	if err := validateWidths(p.Widths); err != nil {
		return fmt.Errorf("periods: %w", err)
	}
	if !(p.MaxPeriodM > 0) || math.IsInf(p.MaxPeriodM, 0) {
		return fmt.Errorf("periods: MaxPeriodM is %v m, want a positive length", p.MaxPeriodM)
	}
	if err := p.Kernel.Validate(); err != nil {
		return fmt.Errorf("periods: %w", err)
	}
	return nil
}

// validateWidths reports the first fault. Widths grow, so that lines join
// neighbours.
func validateWidths(widths []Width) error {
	if len(widths) == 0 {
		return fmt.Errorf("Widths is empty, want at least 1")
	}
	for i, w := range widths {
		if err := w.Validate(); err != nil {
			return fmt.Errorf("Widths[%d].%w", i, err)
		}
		if i > 0 && w.SigmaM <= widths[i-1].SigmaM {
			return fmt.Errorf("Widths[%d].SigmaM is %v m, want more than the one before", i, w.SigmaM)
		}
	}
	return nil
}

// PeriodDensity is a point of the density of periods at one width.
type PeriodDensity struct {
	SigmaM  float64 `unit:"m" doc:"width of the centre"`
	Of      string  `unit:"1" doc:"published: periods by the published estimator; lattice: those placed between bins; null: lattice periods of noise of the networks' wavelengths"`
	PeriodM float64 `unit:"m" doc:"period"`
	Density float64 `unit:"1/m" doc:"kernel density over the grid-like units of accurate networks, or over such maps of their noise"`
}

// What a density is of.
const (
	ByPublished = "published"
	ByLattice   = "lattice"
	OfNull      = "null"
)

// PeriodMode is the commonest period at one width.
type PeriodMode struct {
	SigmaM        float64 `unit:"m" doc:"width of the centre"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s"`
	Networks      int32   `unit:"1" doc:"accurate networks"`
	Trained       int32   `unit:"1" doc:"networks, accurate or not, without diverged ones"`
	Units         int32   `unit:"1" doc:"grid-like units of accurate networks with a period by the published estimator"`
	PeriodM       float64 `unit:"m" doc:"highest point of the density of periods by the published estimator, at the published bandwidth; NaN of fewer than two units"`
	LowM          float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	HighM         float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	PublishedM    float64 `unit:"m" doc:"published mode; NaN if none"`

	LatticeUnits  int32   `unit:"1" doc:"grid-like units with a lattice period up to the longest that counts"`
	FilteredUnits int32   `unit:"1" doc:"those whose lattice period the judge's filter lets pass"`
	LatticeM      float64 `unit:"m" doc:"highest point of the density of lattice periods"`
	LatticeLowM   float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	LatticeHighM  float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	TheoryM       float64 `unit:"m" doc:"predicted lattice period; NaN if none"`
	NullMaps      int32   `unit:"1" doc:"maps of noise of the accurate networks' wavelengths that count as grid-like"`
	NullM         float64 `unit:"m" doc:"mode of their lattice periods"`
	NullLowM      float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	NullHighM     float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
}

// PeriodSpread is how far the lattice periods within one network spread.
type PeriodSpread struct {
	SigmaM  float64 `unit:"m" doc:"width of the centre"`
	ID      string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed    int64   `unit:"1" doc:"seed of the network"`
	Units   int32   `unit:"1" doc:"grid-like units with a lattice period"`
	MedianM float64 `unit:"m" doc:"median of their lattice periods"`
	LowM    float64 `unit:"m" doc:"10th percentile"`
	HighM   float64 `unit:"m" doc:"90th percentile"`
}

// PeriodTables are the periods' densities and modes by width, and the spread
// within each accurate network.
type PeriodTables struct {
	Density []PeriodDensity
	Modes   []PeriodMode
	Spreads []PeriodSpread
}

// Periods finds the commonest grid period at each width.
func Periods(ctx context.Context, p PeriodParams, t rows.Table) (PeriodTables, error) {
	var o PeriodTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, w := range p.Widths {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		all := t.Of(w.where()).Keep(func(n rows.Network) bool { return !n.Diverged() })
		row := PeriodMode{SigmaM: w.SigmaM, SurroundScale: w.SurroundScale, Trained: int32(len(all.Networks)),
			TheoryM: OrNaN(w.TheoryM), PublishedM: OrNaN(w.PublishedM)}
		if err := o.add(p, row, all.Keep(p.Judge.Accurate)); err != nil {
			return o, fmt.Errorf("periods: sigma %v m: %w", w.SigmaM, err)
		}
	}
	return o, nil
}

// add adds a width's densities, its row and its networks.
func (o *PeriodTables) add(p PeriodParams, row PeriodMode, t rows.Table) error {
	row.Networks = int32(len(t.Networks))
	lattice := p.latticePeriods(t)
	for _, c := range []struct {
		of        string
		samples   [][]float64
		n         *int32
		v, lo, hi *float64
	}{
		{ByPublished, p.publishedPeriods(t), &row.Units, &row.PeriodM, &row.LowM, &row.HighM},
		{ByLattice, lattice, &row.LatticeUnits, &row.LatticeM, &row.LatticeLowM, &row.LatticeHighM},
		{OfNull, p.nullPeriods(t), &row.NullMaps, &row.NullM, &row.NullLowM, &row.NullHighM},
	} {
		m, err := p.periodMode(c.samples, rng.New(p.Judge.Seed, "figure 3 "+c.of, uint64(len(o.Modes))))
		if err != nil {
			return err
		}
		*c.n, *c.v, *c.lo, *c.hi = int32(len(slices.Concat(c.samples...))), m.at, m.interval.Lo, m.interval.Hi
		for i, y := range m.ys {
			o.Density = append(o.Density, PeriodDensity{row.SigmaM, c.of, m.xs[i], y})
		}
	}
	for _, v := range slices.Concat(lattice...) {
		if v <= p.Judge.MaxPeriodM {
			row.FilteredUnits++
		}
	}
	o.Modes = append(o.Modes, row)
	for i, n := range t.Networks {
		o.Spreads = append(o.Spreads, spread(row.SigmaM, n, lattice[i]))
	}
	return nil
}

func spread(sigmaM float64, n rows.Network, periodsM []float64) PeriodSpread {
	q := func(at float64) float64 { return stat.Quantile(periodsM, at) }
	return PeriodSpread{sigmaM, n.ID, n.Seed, int32(len(periodsM)), q(0.5), q(0.1), q(0.9)}
}

// publishedPeriods are, by the published estimator, the periods of each
// network's grid-like units, however long, silent ones included.
func (p PeriodParams) publishedPeriods(t rows.Table) [][]float64 {
	units := t.UnitsOf()
	return byNetwork(t, func(n rows.Network) []float64 {
		u := units(n)
		return append(p.passing(u.Score60, u.PeriodM, math.Inf(1)), p.passing(u.SilentScore60, u.SilentPeriodM, math.Inf(1))...)
	})
}

// latticePeriods are those placed between bins, up to the longest that counts.
func (p PeriodParams) latticePeriods(t rows.Table) [][]float64 {
	units := t.UnitsOf()
	return byNetwork(t, func(n rows.Network) []float64 {
		u := units(n)
		return p.passing(u.Score60, u.LatticePeriodM, p.MaxPeriodM)
	})
}

// nullPeriods are the lattice periods of the networks' nulls.
func (p PeriodParams) nullPeriods(t rows.Table) [][]float64 {
	noise := t.NoiseOf()
	return byNetwork(t, func(n rows.Network) []float64 {
		d := noise(n)
		return p.passing(d.Score60, d.LatticePeriodM, p.MaxPeriodM)
	})
}

func (p PeriodParams) passing(scores, periodsM []float64, longestM float64) []float64 {
	var out []float64
	for i, s := range scores {
		if v := periodsM[i]; s > p.Judge.Threshold && v > 0 && v <= longestM {
			out = append(out, v)
		}
	}
	return out
}

// OrNaN is the value, or NaN for the 0 that says there is none.
func OrNaN(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}
