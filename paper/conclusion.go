package paper

import (
	"context"
	"fmt"

	"nofreelunch/figures"
)

// Conclusion judges the two cases of the conclusion by explicit losses.
func Conclusion(ctx context.Context, p Params, f9 figures.Figure9Output) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	v, err := judge(p, p.published(), conclusions(f9))
	if err != nil {
		return v, err
	}
	return v, ctx.Err()
}

func conclusions(f9 figures.Figure9Output) []definition {
	claim := Claim{Part: "Conclusion", Source: "Schaeffer2022", Where: "last figure", Published: none(), Unit: "1"}
	shared, many, moves := claim, claim, claim
	shared.ID, shared.Of, shared.Statement = "c-shared-minimum", "losses", "Different losses can have the same minimum: part of the losses whose lowest minimum is of one class"
	shared.Estimator = "figure9/minima, panel a: Class of the Lowest, the commonest; computed, no sample"
	many.ID, many.Of, many.Statement = "c-many-minima", "minima", "One loss can have several minima: their number"
	many.Estimator = "figure9/minima, panel b: rows; computed, no sample"
	moves.ID, moves.Of, moves.Statement = "c-loss-decides", "losses", "Which lattice is a minimum depends on the loss: part of the losses with a hexagonal minimum"
	moves.Estimator = "figure9/shapes: Minimum; computed, no sample"
	return []definition{
		{shared, inside(1, 1), func(reading) (Estimate, error) { return commonest(f9.Minima) }, nil},
		{many, above(1), func(reading) (Estimate, error) {
			n := 0
			for _, m := range f9.Minima {
				if m.Panel == "b" {
					n++
				}
			}
			return exact(float64(n), n), nil
		}, nil},
		{moves, inside(0.01, 0.99), func(reading) (Estimate, error) {
			k := 0
			for _, s := range f9.Shapes {
				if s.Minimum {
					k++
				}
			}
			if len(f9.Shapes) == 0 {
				return nothing(), fmt.Errorf("figure 9 has no shapes")
			}
			return exact(float64(k)/float64(len(f9.Shapes)), len(f9.Shapes)), nil
		}, nil},
	}
}

// exact is a computed value, without a sample's error.
func exact(v float64, n int) Estimate { return Estimate{v, v, v, int64(n)} }

// commonest is the part of panel a's losses whose lowest minimum is of the
// commonest class.
func commonest(minima []figures.Figure9Minimum) (Estimate, error) {
	losses, classes, most := map[string]bool{}, map[string]int{}, 0
	for _, m := range minima {
		if m.Panel != "a" {
			continue
		}
		if m.Lowest && !losses[m.Caption] {
			losses[m.Caption] = true
			classes[m.Class]++
			most = max(most, classes[m.Class])
		}
	}
	if len(losses) == 0 {
		return nothing(), fmt.Errorf("figure 9 has no minima in panel a")
	}
	return exact(float64(most)/float64(len(losses)), len(losses)), nil
}
