package lattice

import (
	"context"
	"fmt"
	"math"
)

// Named is a loss under the name that figures give it.
type Named struct {
	Caption string
	Loss    Loss
}

// CompareParams names the losses that are compared.
type CompareParams struct{ Losses []Named }

// Validate reports the first field out of range.
func (p CompareParams) Validate() error {
	if len(p.Losses) == 0 {
		return fmt.Errorf("lattice: Losses is empty, must have at least 1")
	}
	captions, losses := map[string]bool{}, map[string]bool{}
	for i, n := range p.Losses {
		if n.Caption == "" || captions[n.Caption] {
			return fmt.Errorf("lattice: Losses[%d].Caption is %q, must be a name of its own", i, n.Caption)
		}
		if err := n.Loss.Validate(); err != nil {
			return fmt.Errorf("Losses[%d]: %w", i, err)
		}
		if losses[n.Loss.String()] {
			return fmt.Errorf("lattice: Losses[%d] is a second %v, must differ in what its name says", i, n.Loss)
		}
		captions[n.Caption], losses[n.Loss.String()] = true, true
	}
	return nil
}

// String says how many losses.
func (p CompareParams) String() string { return fmt.Sprintf("%d losses compared", len(p.Losses)) }

// Curve is a point of a loss along the path of shapes.
type Curve struct {
	Caption  string  `unit:"1" doc:"loss"`
	Function string  `column:"loss_function" unit:"1" doc:"the loss with its parameters, as package lattice defines it"`
	Theta    float64 `unit:"1" doc:"hyperbolic length of the path from the hexagonal lattice"`
	X        float64 `unit:"1" doc:"shape: x"`
	Y        float64 `unit:"1" doc:"shape: y"`
	Loss     float64 `unit:"1" doc:"loss"`
	Shown    float64 `unit:"1" doc:"loss less that of the hexagonal lattice, over the largest size of that along the path"`
}

// NamedMinimum is a minimum of a loss over all shapes.
type NamedMinimum struct {
	Caption string  `unit:"1" doc:"loss"`
	Class   string  `unit:"1" doc:"hexagonal, square, rectangular, rhombic or oblique"`
	X       float64 `unit:"1" doc:"shape: x"`
	Y       float64 `unit:"1" doc:"shape: y"`
	Loss    float64 `unit:"1" doc:"loss"`
	Lowest  bool    `unit:"1" doc:"no shape of the map has a lower loss"`
}

// Compared are losses side by side.
type Compared struct {
	Curves []Curve
	Minima []NamedMinimum
}

// Compare names losses and measures them from the hexagonal lattice.
func Compare(ctx context.Context, p CompareParams, l Landscapes) (Compared, error) {
	var o Compared
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, n := range p.Losses {
		h, err := l.hexagonOf(n.Loss)
		if err != nil {
			return o, fmt.Errorf("%s: %w", n.Caption, err)
		}
		o.add(n.Caption, h, l)
	}
	return o, ctx.Err()
}

// hexagonOf is what a loss does at the hexagonal lattice.
func (l Landscapes) hexagonOf(loss Loss) (Stationary, error) {
	for _, h := range l.Hexagon {
		if h.Loss == loss.String() {
			return h, nil
		}
	}
	return Stationary{}, fmt.Errorf("lattice: the landscapes have no %v", loss)
}

func (o *Compared) add(caption string, h Stationary, l Landscapes) {
	top := 0.0
	for _, q := range l.Path {
		if q.Loss == h.Loss {
			top = max(top, math.Abs(q.Value-h.Value))
		}
	}
	for _, q := range l.Path {
		if q.Loss == h.Loss {
			shown := (q.Value - h.Value) / max(top, math.SmallestNonzeroFloat64)
			o.Curves = append(o.Curves, Curve{caption, h.Loss, q.Theta, q.X, q.Y, q.Value, shown})
		}
	}
	for _, m := range l.Minima {
		if m.Loss == h.Loss {
			o.Minima = append(o.Minima, NamedMinimum{caption, m.Class, m.X, m.Y, m.Value, m.Lowest})
		}
	}
}

// FamilyParams are losses that differ in the area of the lattice's cell.
type FamilyParams struct{ Members []Member }

// Member is a loss by the period of the hexagonal lattice of its cell's area.
type Member struct {
	PeriodM float64
	Loss    Loss
}

// Of is a loss for cells as large as those of the hexagonal lattice of a period.
func Of(loss Loss, periodM float64) Member {
	loss.AreaM2 = HexagonAreaM2(periodM)
	return Member{periodM, loss}
}

// HexagonAreaM2 is the area of a cell of the hexagonal lattice of a period.
func HexagonAreaM2(periodM float64) float64 { return math.Sqrt(3) / 2 * periodM * periodM }

// Validate reports the first field out of range.
func (p FamilyParams) Validate() error {
	if len(p.Members) < 2 {
		return fmt.Errorf("lattice: Members has %d losses, must have at least 2", len(p.Members))
	}
	losses := map[string]bool{}
	for i, m := range p.Members {
		if !(m.PeriodM > 0) || math.IsInf(m.PeriodM, 1) || i > 0 && m.PeriodM <= p.Members[i-1].PeriodM {
			return fmt.Errorf("lattice: Members[%d].PeriodM is %v m, must be positive and growing", i, m.PeriodM)
		}
		if err := m.Loss.Validate(); err != nil {
			return fmt.Errorf("Members[%d]: %w", i, err)
		}
		if losses[m.Loss.String()] {
			return fmt.Errorf("lattice: Members[%d].Loss is a second %v, must differ in what its name says", i, m.Loss)
		}
		losses[m.Loss.String()] = true
	}
	return nil
}

// String says how many losses.
func (p FamilyParams) String() string {
	return fmt.Sprintf("%d losses by the area of the cell", len(p.Members))
}

// FamilyShape is what becomes of the hexagonal lattice as a loss changes.
type FamilyShape struct {
	PeriodM   float64 `unit:"m" doc:"period of the hexagonal lattice of that cell area"`
	Hexagonal float64 `unit:"1" doc:"loss of the hexagonal lattice"`
	Square    float64 `unit:"1" doc:"loss of the square lattice"`
	Least     float64 `unit:"1" doc:"least loss of any shape"`
	Minimum   bool    `unit:"1" doc:"the hexagonal lattice is a minimum"`
}

// Family tells, for each member, whether the hexagonal lattice is a minimum.
func Family(ctx context.Context, p FamilyParams, l Landscapes) ([]FamilyShape, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []FamilyShape
	for _, m := range p.Members {
		h, err := l.hexagonOf(m.Loss)
		if err != nil {
			return nil, fmt.Errorf("period %v m: %w", m.PeriodM, err)
		}
		out = append(out, FamilyShape{m.PeriodM, h.Value, h.Square, h.Least, h.Minimum})
	}
	return out, ctx.Err()
}
