package figures

import (
	"context"
	"fmt"

	"nofreelunch/stages/measure/estimate"
)

// Figure8Params is what figure 8 shows.
type Figure8Params struct {
	Profile   Profile
	LowErrorM float64 // decoding error below which a mark is filled, m
	Scattered int     // size of the held-out squares of the first design, bins
	Blocked   int     // of the second
}

// Validate reports the first field out of bounds.
func (p Figure8Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 8: %w", err)
	}
	if !(p.LowErrorM > 0 && p.LowErrorM < 10) {
		return fmt.Errorf("figure 8: LowErrorM is %v m, want 0 < LowErrorM < 10", p.LowErrorM)
	}
	if p.Scattered < 1 || p.Blocked <= p.Scattered {
		return fmt.Errorf("figure 8: Scattered is %d and Blocked %d bins, want 1 <= Scattered < Blocked",
			p.Scattered, p.Blocked)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure8Params) String() string { return "figure 8, " + p.Profile.Name }

// Figure8Output is the figure and the tables behind it.
type Figure8Output struct {
	Networks      []estimate.ArchitectureRun
	Architectures []estimate.Architecture
	Features      []estimate.Predictor
	Correlations  []estimate.Correlation
	Measures      []estimate.Measured
	PDF           []byte `file:"pdf"`
	SVG           []byte `file:"svg"`
	PNG           []byte `file:"png"`
}

// Figure8 draws figure 8.
func Figure8(ctx context.Context, p Figure8Params, t estimate.ArchitectureTables) (Figure8Output, error) {
	o := Figure8Output{
		Networks: t.Networks, Architectures: t.Architectures, Features: t.Predictors, Correlations: t.Correlations, Measures: t.Measures,
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}
