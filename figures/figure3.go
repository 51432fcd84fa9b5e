package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/compare"
)

// Figure3Params is what figure 3 shows.
type Figure3Params struct {
	Profile    Profile
	Judge      estimate.Judge
	MaxPeriodM float64 // longest period drawn and counted, m
	// RatioLo and RatioHi bound the ratios of successive grid modules found in
	// animals, drawn as a band.
	RatioLo, RatioHi float64
}

// Validate reports the first field out of bounds.
func (p Figure3Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 3: %w", err)
	}
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
func (p Figure3Params) String() string { return "figure 3, " + p.Profile.Name }

// Figure3Output is the figure and the tables behind it.
type Figure3Output struct {
	Density []estimate.PeriodDensity
	Modes   []estimate.PeriodMode
	Rings   []compare.Ring
	PDF     []byte `file:"pdf"`
	SVG     []byte `file:"svg"`
	PNG     []byte `file:"png"`
}

// Figure3 draws figure 3.
func Figure3(ctx context.Context, p Figure3Params, t estimate.PeriodTables, rings []compare.Ring) (Figure3Output, error) {
	o := Figure3Output{Density: t.Density, Modes: t.Modes, Rings: rings}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}
