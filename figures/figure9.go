package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/lattice"
)

// Figure9Params is what figure 9 shows and how it judges.
type Figure9Params struct {
	Judge    Judge
	Groups   []Sample  // groups of networks, in the order of the networks
	Shared   []string  // captions of the losses of panel a, in order
	PeriodsM []float64 // hexagonal period of each loss of panel b, growing, m
	ShiftM   float64   // predicted period of the place code of panel b, m
	OnLine   []int     // the networks of panel c, by their number among all
}

// Validate reports the first field out of bounds.
func (p Figure9Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 9: %w", err)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 9: %w", err)
	}
	switch {
	case len(p.Shared) == 0 || len(p.Shared) > 6:
		return fmt.Errorf("figure 9: Shared has %d captions, want 1 to 6", len(p.Shared))
	case len(p.PeriodsM) < 2:
		return fmt.Errorf("figure 9: PeriodsM has %d values, want at least 2", len(p.PeriodsM))
	case !(p.ShiftM > 0) || math.IsInf(p.ShiftM, 1):
		return fmt.Errorf("figure 9: ShiftM is %v m, want a positive period", p.ShiftM)
	}
	networks, _ := total(p.Groups)
	for i, v := range p.OnLine {
		if v < 0 || v >= networks {
			return fmt.Errorf("figure 9: OnLine[%d] is %d, want one of the %d networks in Groups", i, v, networks)
		}
	}
	for i, v := range p.PeriodsM {
		if !(v > 0) || math.IsInf(v, 1) || i > 0 && v <= p.PeriodsM[i-1] {
			return fmt.Errorf("figure 9: PeriodsM[%d] is %v m, want growing positive periods", i, v)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p Figure9Params) String() string { return "figure 9, " + p.Judge.Profile }

// Figure9Curve is a point of a loss along the path of shapes (panel a).
type Figure9Curve struct {
	Caption  string  `unit:"1" doc:"loss"`
	Function string  `unit:"1" doc:"the loss with its parameters, as package lattice defines it"`
	Theta    float64 `unit:"1" doc:"hyperbolic length of the path from the hexagonal lattice"`
	X        float64 `unit:"1" doc:"shape: x"`
	Y        float64 `unit:"1" doc:"shape: y"`
	Loss     float64 `unit:"1" doc:"loss"`
	Shown    float64 `unit:"1" doc:"loss less that of the hexagonal lattice, over the largest size of that along the path"`
}

// Figure9Minimum is a minimum of a loss over all shapes (panel a).
type Figure9Minimum struct {
	Caption string  `unit:"1" doc:"loss"`
	Class   string  `unit:"1" doc:"hexagonal, square, rectangular, rhombic or oblique"`
	X       float64 `unit:"1" doc:"shape: x"`
	Y       float64 `unit:"1" doc:"shape: y"`
	Loss    float64 `unit:"1" doc:"loss"`
	Lowest  bool    `unit:"1" doc:"no shape of the map has a lower loss"`
}

// Figure9Shape is what becomes of the hexagonal lattice as a loss changes (panel b).
type Figure9Shape struct {
	PeriodM   float64 `unit:"m" doc:"period of the hexagonal lattice of that cell area"`
	Hexagonal float64 `unit:"1" doc:"loss of the hexagonal lattice"`
	Square    float64 `unit:"1" doc:"loss of the square lattice"`
	Least     float64 `unit:"1" doc:"least loss of any shape"`
	Minimum   bool    `unit:"1" doc:"the hexagonal lattice is a minimum"`
}

// Figure9Network is one trained network (panel d).
type Figure9Network struct {
	Group            string  `unit:"1" doc:"encoding"`
	Network          int32   `unit:"1" doc:"number of the network within its group, from 0"`
	Outcome          string  `unit:"1" doc:"trained or diverged"`
	Explained        float64 `unit:"1" doc:"part of the explainable loss that the network explains"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units"`
}

// Figure9Output is the figure and the tables behind it.
type Figure9Output struct {
	Curves   []Figure9Curve
	Minima   []Figure9Minimum
	Shapes   []Figure9Shape
	Line     []train.LinePoint
	Networks []Figure9Network
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure9 makes figure 9: shared are the losses of panel a, family those of
// panel b by their cells' area, line a walk through the networks OnLine; the
// lists hold a network each, as Groups counts them.
func Figure9(ctx context.Context, p Figure9Params, shared, family lattice.Landscapes, line train.Line,
	reports []train.Report, maps []ratemap.Maps, scores []gridscore.Scores) (Figure9Output, error) {
	var o Figure9Output
	if err := p.check(shared, family, len(reports), len(maps), len(scores)); err != nil {
		return o, err
	}
	o.Line = line.Points
	o.addLosses(p.Shared, shared)
	for i, h := range family.Hexagon {
		o.Shapes = append(o.Shapes, Figure9Shape{p.PeriodsM[i], h.Value, h.Square, h.Least, h.Minimum})
	}
	first := 0
	for _, g := range p.Groups {
		for i := range g.Networks {
			k := first + i
			r, _ := newRun(g.Group, i, p.Judge, &maps[k], scores[k])
			n := Figure9Network{g.Group, int32(i), r.Outcome, reports[k].Summary.Explained, r.ErrorM, r.FractionAbove, r.FractionFiltered}
			if r.Outcome == diverged {
				n.Explained = math.NaN()
			}
			o.Networks = append(o.Networks, n)
		}
		first += g.Networks
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

func (p Figure9Params) check(shared, family lattice.Landscapes, reports, maps, scores int) error {
	if err := p.Validate(); err != nil {
		return err
	}
	networks, _ := total(p.Groups)
	switch {
	case len(shared.Hexagon) != len(p.Shared):
		return fmt.Errorf("figure 9: %d losses for %d captions in Shared", len(shared.Hexagon), len(p.Shared))
	case len(family.Hexagon) != len(p.PeriodsM):
		return fmt.Errorf("figure 9: %d losses for %d PeriodsM", len(family.Hexagon), len(p.PeriodsM))
	case reports != networks || maps != networks || scores != networks:
		return fmt.Errorf("figure 9: %d reports, %d maps and %d scores for %d networks in Groups", reports, maps, scores, networks)
	}
	return nil
}

// addLosses names losses by their captions and measures them from the
// hexagonal lattice.
func (o *Figure9Output) addLosses(captions []string, l lattice.Landscapes) {
	for i, h := range l.Hexagon {
		top := 0.0
		for _, q := range l.Path {
			if q.Loss == h.Loss {
				top = max(top, math.Abs(q.Value-h.Value))
			}
		}
		for _, q := range l.Path {
			if q.Loss == h.Loss {
				o.Curves = append(o.Curves, Figure9Curve{captions[i], h.Loss, q.Theta, q.X, q.Y, q.Value, (q.Value - h.Value) / max(top, math.SmallestNonzeroFloat64)})
			}
		}
		for _, m := range l.Minima {
			if m.Loss == h.Loss {
				o.Minima = append(o.Minima, Figure9Minimum{captions[i], m.Class, m.X, m.Y, m.Value, m.Lowest})
			}
		}
	}
}
