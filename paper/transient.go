package paper

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures"
)

// Transient judges what grid scores do along training.
func Transient(ctx context.Context, p Params, s4 figures.Supplement4Output) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	v, err := judge(p, p.published(), []definition{{
		Claim{
			ID: "f-transient", Part: "Result 1", Source: "Schaeffer2022", Where: "Result 1", Finding: true, Published: none(), Unit: "1", Of: "networks",
			Statement: "Grid-like units come and go: before a network decodes position it has more of them than at the end of its training",
			Estimator: "supplement4/points: largest FractionAbove at ErrorM >= LowErrorM less the last, mean over networks; bootstrap over networks",
		},
		above(0), func(r reading) (Estimate, error) { return p.transient(s4.Points, r) }, p.errorReadings(),
	}})
	if err != nil {
		return v, err
	}
	return v, ctx.Err()
}

// transient is by how much the fraction of grid-like units of inaccurate
// networks exceeds that of the same networks at their end.
func (p Params) transient(points []figures.Supplement4Point, r reading) (Estimate, error) {
	if len(points) == 0 {
		return nothing(), fmt.Errorf("supplement 4 has no points")
	}
	type course struct{ early, last float64 }
	courses := map[int32]course{}
	networks := int32(0)
	for _, q := range points {
		c, ok := courses[q.Network]
		if !ok {
			c = course{math.NaN(), math.NaN()}
		}
		if !(q.ErrorM < r.lowErrorM) && !(q.FractionAbove <= c.early) {
			c.early = q.FractionAbove
		}
		c.last = q.FractionAbove
		courses[q.Network] = c
		networks = max(networks, q.Network+1)
	}
	var differences []float64
	for i := range networks {
		c, ok := courses[i]
		if d := c.early - c.last; ok && !math.IsNaN(d) && (r.half == 0 || int(i)%2 == r.half-1) {
			differences = append(differences, d)
		}
	}
	return p.mean("transient "+r.name, differences)
}
