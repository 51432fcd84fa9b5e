package figures

import (
	"context"
	"errors"
	"fmt"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/theory/compare"
)

// Figure7Params is what figure 7 prints.
type Figure7Params struct {
	Profile Profile
	Judge   estimate.Judge
	Null    string // name of the null, ending in " null"
	// Pooled is the group whose density is of all its widths and surrounds, of
	// networks below PooledBelowM metres, as published; empty if none is.
	Pooled       string
	PooledBelowM float64
}

// Validate reports the first field out of bounds.
func (p Figure7Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 7: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 7: %w", err)
	}
	if p.Null == "" {
		return errors.New("figure 7: Null is empty, want the null's name")
	}
	if p.Pooled != "" && !(p.PooledBelowM > 0 && p.PooledBelowM < 10) {
		return fmt.Errorf("figure 7: PooledBelowM is %v m, want 0 < PooledBelowM < 10", p.PooledBelowM)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure7Params) String() string { return "figure 7, " + p.Profile.Name }

// Figure7Output is the figure and the table behind every panel. The figure is
// drawn from these tables and nothing else.
type Figure7Output struct {
	Tuning   []compare.Tuning
	Sigma    []compare.Sigma
	Spectrum []compare.Spectrum
	Density  []estimate.Density
	Networks []estimate.Run
	Groups   []estimate.Group
	Maps     []gallery.Example
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure7 draws figure 7.
func Figure7(ctx context.Context, p Figure7Params, codes compare.CodeTables, t estimate.GroupTables,
	density []estimate.Density, maps []gallery.Example) (Figure7Output, error) {
	o := Figure7Output{Tuning: codes.Tuning, Sigma: codes.Sigma, Spectrum: codes.Spectrum,
		Density: density, Networks: t.Networks, Groups: t.Groups, Maps: maps}
	if len(o.Sigma) > fig7Columns {
		return o, fmt.Errorf("figure 7: %d place codes, want 1 to %d", len(o.Sigma), fig7Columns)
	}
	for _, g := range o.Groups {
		if err := p.Profile.known(g.Group); err != nil {
			return o, fmt.Errorf("figure 7: %w", err)
		}
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// fig7Columns is for how many place codes the page has room.
const fig7Columns = 4
