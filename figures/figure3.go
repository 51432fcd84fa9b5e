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
	MaxPeriodM float64 // longest period drawn, m
	// Animals are the periods that one animal's grid modules have on average.
	Animals []Animal
}

// Animal is the period of one grid module of animals.
type Animal struct {
	Module  string
	PeriodM float64
	Source  string // key in the bibliography
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
	for i, a := range p.Animals {
		if a.Module == "" || a.Source == "" || !(a.PeriodM > 0) || math.IsInf(a.PeriodM, 0) {
			return fmt.Errorf("figure 3: Animals[%d] is %+v, want a module with a source and a positive period", i, a)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p Figure3Params) String() string { return "figure 3, " + p.Profile.Name }

// Figure3Output is the figure and the tables behind it.
type Figure3Output struct {
	Density []estimate.PeriodDensity
	Modes   []estimate.PeriodMode
	Spreads []estimate.PeriodSpread
	Rings   []compare.Ring
	PDF     []byte `file:"pdf"`
	SVG     []byte `file:"svg"`
	PNG     []byte `file:"png"`
}

// Figure3 draws figure 3.
func Figure3(ctx context.Context, p Figure3Params, t estimate.PeriodTables, rings []compare.Ring) (Figure3Output, error) {
	o := Figure3Output{Density: t.Density, Modes: t.Modes, Spreads: t.Spreads, Rings: rings}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}
