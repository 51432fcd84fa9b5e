package paper

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/estimate"
)

// Transient judges what grid scores do along training.
func Transient(ctx context.Context, p Params, points []estimate.CoursePoint) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	v, err := judge(p, p.published(), []definition{claimed(
		Claim{
			ID: "f-transient", Part: "Result 1", Source: "Schaeffer2022", Where: "Result 1", Finding: true, Published: none(), Unit: "1", Of: "networks",
			Statement: "Grid-like units come and go: before a network decodes position it has more of them than at the end of its training",
			Estimator: "supplement4/points: largest FractionAbove at ErrorM >= LowErrorM less the last, mean over networks; bootstrap over networks",
		},
		above(0), func(r reading) (Estimate, error) { return p.transient(points, r) }, p.errorReadings(),
	)})
	if err != nil {
		return v, err
	}
	return v, ctx.Err()
}

// transient is by how much the fraction of grid-like units of inaccurate
// networks exceeds that of the same networks at their end.
func (p Params) transient(points []estimate.CoursePoint, r reading) (Estimate, error) {
	if len(points) == 0 {
		return nothing(), fmt.Errorf("no network was looked at along its training")
	}
	type course struct {
		seed        int64
		early, last float64
	}
	var courses []course // network by network, as the points come
	for i, q := range points {
		if i == 0 || q.ID != points[i-1].ID {
			courses = append(courses, course{q.Seed, math.NaN(), math.NaN()})
		}
		c := &courses[len(courses)-1]
		errorM := q.ErrorM
		if r.twenty {
			errorM = q.Error20M
		}
		if !(errorM < r.lowErrorM) && !(q.FractionAbove <= c.early) {
			c.early = q.FractionAbove
		}
		c.last = q.FractionAbove
	}
	var differences []float64
	for _, c := range courses {
		if d := c.early - c.last; !math.IsNaN(d) && (r.half == 0 || int(c.seed)%2 == r.half-1) {
			differences = append(differences, d)
		}
	}
	return p.mean("transient "+r.name, differences)
}
