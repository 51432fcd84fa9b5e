package paper

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures"
	"nofreelunch/stages/net/train"
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
	shared.ID, shared.Of, shared.Statement = "c-shared-minimum", "losses", "Different losses can have the same minimum: number of losses whose lowest minimum is of one class"
	shared.Computed, moves.Computed = true, true
	shared.Estimator = "figure9/minima: Class of the Lowest, the commonest; computed, no sample"
	many.ID, many.Of, many.Statement = "c-many-minima", "pairs of networks", "One loss has many minima: part of the pairs of trained DoS networks between which the loss rises"
	many.Estimator = "figure9/line: pairs whose largest Loss exceeds both ends'; Wilson"
	moves.ID, moves.Of, moves.Statement = "c-loss-decides", "losses", "Which lattice is a minimum depends on the loss: part of the losses with a hexagonal minimum"
	moves.Estimator = "figure9/shapes: Minimum; computed, no sample"
	return []definition{
		{shared, above(1), func(reading) (Estimate, error) { return commonest(f9.Minima) }, nil},
		{many, above(0.5), func(reading) (Estimate, error) { return barriers(f9.Line) }, nil},
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

// commonest is the number of losses whose lowest minimum is of the
// commonest class.
func commonest(minima []figures.Figure9Minimum) (Estimate, error) {
	losses, classes, most := map[string]bool{}, map[string]int{}, 0
	for _, m := range minima {
		if m.Lowest && !losses[m.Caption] {
			losses[m.Caption] = true
			classes[m.Class]++
			most = max(most, classes[m.Class])
		}
	}
	if len(losses) == 0 {
		return nothing(), fmt.Errorf("figure 9 has no minima")
	}
	return exact(float64(most), len(losses)), nil
}

// barriers is the part of neighbouring networks on a line between which the
// loss exceeds that of both.
func barriers(line []train.LinePoint) (Estimate, error) {
	if len(line) == 0 {
		return nothing(), fmt.Errorf("figure 9 has no line between networks")
	}
	last := int(line[len(line)-1].At)
	k, pairs := 0, 0
	for first := range last {
		ends, top := math.Inf(-1), math.Inf(-1)
		for _, q := range line {
			at := q.At - float64(first)
			switch {
			case math.IsNaN(q.Loss) || at < 0 || at > 1:
			case at == 0 || at == 1:
				ends = max(ends, q.Loss)
			default:
				top = max(top, q.Loss)
			}
		}
		pairs++
		if top > ends {
			k++
		}
	}
	return share(k, pairs)
}
