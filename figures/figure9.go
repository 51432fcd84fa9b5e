package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/lattice"
)

// Figure9Params is what figure 9 shows.
type Figure9Params struct {
	Profile Profile
	Judge   estimate.Judge
	ShiftM  float64 // predicted period of the place code of panel b, m
}

// Validate reports the first field out of bounds.
func (p Figure9Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 9: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 9: %w", err)
	}
	if !(p.ShiftM > 0) || math.IsInf(p.ShiftM, 1) {
		return fmt.Errorf("figure 9: ShiftM is %v m, want a positive period", p.ShiftM)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure9Params) String() string { return "figure 9, " + p.Profile.Name }

// Figure9Output is the figure and the tables behind it.
type Figure9Output struct {
	Curves   []lattice.Curve
	Minima   []lattice.NamedMinimum
	Shapes   []lattice.FamilyShape
	Line     []estimate.WalkPoint
	Networks []estimate.ExplainedRun
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure9 draws figure 9 from losses that share a minimum, a family of losses
// by their cells' area, a walk through trained networks, and what networks
// explain of their loss.
func Figure9(ctx context.Context, p Figure9Params, shared lattice.Compared, family []lattice.FamilyShape,
	walk []estimate.WalkPoint, networks []estimate.ExplainedRun) (Figure9Output, error) {
	o := Figure9Output{Curves: shared.Curves, Minima: shared.Minima, Shapes: family, Line: walk, Networks: networks}
	if err := p.Profile.known(o.groups()...); err != nil {
		return o, fmt.Errorf("figure 9: %w", err)
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// captions are the losses of panel a, in order.
func (o *Figure9Output) captions() []string {
	return distinct(o.Curves, func(q lattice.Curve) string { return q.Caption })
}

// groups are the encodings of panel d, in order.
func (o *Figure9Output) groups() []string {
	return distinct(o.Networks, func(n estimate.ExplainedRun) string { return n.Group })
}

// distinct are the names that rows have, each once, in the order of the rows.
func distinct[T any](table []T, name func(T) string) []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range table {
		if s := name(r); !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
