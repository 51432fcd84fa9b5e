package figures

import (
	"context"
	"fmt"

	"nofreelunch/stages/measure/estimate"
)

// Figure4Params is what figure 4 shows.
type Figure4Params struct {
	Profile Profile
	Judge   estimate.Judge
	// The published width and surround, marked on the maps. Curves are of the
	// networks at that surround.
	IdealSigmaM, IdealSurroundScale float64
}

// Validate reports the first field out of bounds.
func (p Figure4Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 4: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 4: %w", err)
	}
	if !(p.IdealSigmaM > 0) || !(p.IdealSurroundScale > 0) {
		return fmt.Errorf("figure 4: IdealSigmaM and IdealSurroundScale are %v and %v, want positive numbers", p.IdealSigmaM, p.IdealSurroundScale)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure4Params) String() string { return "figure 4, " + p.Profile.Name }

// Figure4Output is the figure and the tables behind it.
type Figure4Output struct {
	Points     []estimate.ThresholdPoint
	Cells      []estimate.WidthCell
	Components []estimate.Component
	PDF        []byte `file:"pdf"`
	SVG        []byte `file:"svg"`
	PNG        []byte `file:"png"`
}

// Figure4 draws figure 4.
func Figure4(ctx context.Context, p Figure4Params, t estimate.WidthTables, components []estimate.Component) (Figure4Output, error) {
	o := Figure4Output{Points: t.Points, Cells: t.Cells, Components: components}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}
