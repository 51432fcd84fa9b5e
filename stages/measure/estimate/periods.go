package estimate

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/rows"
)

// PeriodParams says at which widths periods are compared, and with what.
type PeriodParams struct {
	Judge  Judge
	Widths []Width // by growing width
	// MaxPeriodM is the longest period counted: a longer one has no second field
	// in the box to be measured by. The judge's filter is shorter.
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

// PeriodDensity is a point of the density of grid periods at one width.
type PeriodDensity struct {
	SigmaM  float64 `unit:"m" doc:"width of the centre"`
	Of      string  `column:"density_of" unit:"1" doc:"networks, or null: noise of their wavelengths"`
	PeriodM float64 `unit:"m" doc:"grid period, between bins, from the autocorrelogram"`
	Density float64 `unit:"1/m" doc:"kernel density over the grid-like units of accurate networks, or over such maps of their noise"`
}

// What a density is of.
const (
	OfNetworks = "networks"
	OfNull     = "null"
)

// PeriodMode is the commonest period at one width.
type PeriodMode struct {
	SigmaM        float64 `unit:"m" doc:"width of the centre"`
	SurroundScale float64 `unit:"1" doc:"width of the surround over that of the centre, s"`
	Networks      int32   `unit:"1" doc:"accurate networks"`
	Units         int32   `unit:"1" doc:"their grid-like units with a period"`
	PeriodM       float64 `unit:"m" doc:"highest point of the density; NaN of fewer than two units"`
	LowM          float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	HighM         float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	TheoryM       float64 `unit:"m" doc:"predicted lattice period; NaN if none"`
	PublishedM    float64 `unit:"m" doc:"published mode; NaN if none"`
	Ratio         float64 `unit:"1" doc:"mode over that of the width before; NaN for the first"`
	RatioLow      float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	RatioHigh     float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`

	FilteredUnits int32   `unit:"1" doc:"grid-like units whose period the filter lets pass"`
	FilteredM     float64 `unit:"m" doc:"mode of their periods"`
	FilteredLowM  float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	FilteredHighM float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
	NullMaps      int32   `unit:"1" doc:"maps of noise of the accurate networks' wavelengths that count as grid-like"`
	NullM         float64 `unit:"m" doc:"mode of their periods"`
	NullLowM      float64 `unit:"m" doc:"lower end of its 95 % interval over networks"`
	NullHighM     float64 `unit:"m" doc:"upper end of its 95 % interval over networks"`
}

// PeriodTables are the periods' densities and modes by width.
type PeriodTables struct {
	Density []PeriodDensity
	Modes   []PeriodMode
}

// Periods finds the commonest grid period at each width.
func Periods(ctx context.Context, p PeriodParams, t rows.Table) (PeriodTables, error) {
	var o PeriodTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	before := noMode()
	for _, w := range p.Widths {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		row := PeriodMode{SigmaM: w.SigmaM, SurroundScale: w.SurroundScale, TheoryM: OrNaN(w.TheoryM), PublishedM: OrNaN(w.PublishedM)}
		m, err := o.add(p, row, t.Of(w.where()).Keep(p.Judge.Accurate))
		if err != nil {
			return o, fmt.Errorf("periods: sigma %v m: %w", w.SigmaM, err)
		}
		last := &o.Modes[len(o.Modes)-1]
		q, in := ratio(m, before)
		last.Ratio, last.RatioLow, last.RatioHigh = q, in.Lo, in.Hi
		before = m
	}
	return o, nil
}

// add adds a width's densities and its row, and returns its mode.
func (o *PeriodTables) add(p PeriodParams, row PeriodMode, t rows.Table) (mode, error) {
	row.Networks = int32(len(t.Networks))
	at := func(of string, samples [][]float64, n *int32, v, lo, hi *float64) (mode, error) {
		m, err := p.periodMode(samples, rng.New(p.Judge.Seed, "figure 3 "+of, uint64(len(o.Modes))))
		for _, s := range samples {
			*n += int32(len(s))
		}
		*v, *lo, *hi = m.at, m.interval.Lo, m.interval.Hi
		return m, err
	}
	all, err := at(OfNetworks, p.periods(t, p.MaxPeriodM), &row.Units, &row.PeriodM, &row.LowM, &row.HighM)
	if err != nil {
		return all, err
	}
	if _, err := at("filtered", p.periods(t, p.Judge.MaxPeriodM), &row.FilteredUnits, &row.FilteredM, &row.FilteredLowM, &row.FilteredHighM); err != nil {
		return all, err
	}
	chance, err := at(OfNull, p.nullPeriods(t), &row.NullMaps, &row.NullM, &row.NullLowM, &row.NullHighM)
	for i, y := range all.ys {
		o.Density = append(o.Density, PeriodDensity{row.SigmaM, OfNetworks, all.xs[i], y})
	}
	for i, y := range chance.ys {
		o.Density = append(o.Density, PeriodDensity{row.SigmaM, OfNull, chance.xs[i], y})
	}
	o.Modes = append(o.Modes, row)
	return all, err
}

// periods are the lattice periods, up to the longest that counts, of each
// network's grid-like units.
func (p PeriodParams) periods(t rows.Table, longestM float64) [][]float64 {
	units := t.UnitsOf()
	return byNetwork(t, func(n rows.Network) []float64 {
		u := units(n)
		return p.passing(u.Score60, u.LatticePeriodM, longestM)
	})
}

// nullPeriods are those of the networks' nulls.
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
