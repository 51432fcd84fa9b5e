package paper

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/lattice"
)

// Conclusion judges the two cases of the conclusion by explicit losses.
func Conclusion(ctx context.Context, p Params, shared lattice.Compared, family []lattice.FamilyShape,
	walk []estimate.WalkPoint) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	v, err := judge(p, p.published(), conclusions(shared.Minima, family, walk))
	if err != nil {
		return v, err
	}
	return v, ctx.Err()
}

func conclusions(minima []lattice.NamedMinimum, family []lattice.FamilyShape, walk []estimate.WalkPoint) []definition {
	claim := Claim{Part: "Conclusion", Source: "Schaeffer2022", Where: "last figure", Published: none(), Unit: "1"}
	shared, many, moves := claim, claim, claim
	shared.ID, shared.Of, shared.Statement = "c-shared-minimum", "losses", "Different losses can have the same minimum: number of losses whose lowest minimum is of one class"
	shared.Computed, moves.Computed, shared.Exact, moves.Exact = true, true, true, true
	shared.Estimator = "figure9/minima: Class of the Lowest, the commonest; computed, no sample"
	many.ID, many.Of, many.Statement = "c-many-minima", "pairs of networks", "One loss has many minima: part of the pairs of trained DoS networks between which the loss rises"
	many.Estimator = "figure9/line: pairs whose largest Loss exceeds both ends'; Wilson"
	moves.ID, moves.Of, moves.Statement = "c-loss-decides", "losses", "Which lattice is a minimum depends on the loss: part of the losses with a hexagonal minimum"
	moves.Estimator = "figure9/shapes: Minimum; computed, no sample"
	return []definition{
		claimed(shared, above(1), func(reading) (Estimate, error) { return commonest(minima) }, nil),
		claimed(many, above(0.5), func(reading) (Estimate, error) { return barriers(walk) }, nil),
		claimed(moves, inside(0.01, 0.99), func(reading) (Estimate, error) {
			k := 0
			for _, s := range family {
				if s.Minimum {
					k++
				}
			}
			if len(family) == 0 {
				return nothing(), fmt.Errorf("there is no family of losses")
			}
			return exact(float64(k)/float64(len(family)), len(family)), nil
		}, nil),
	}
}

// exact is a computed value, without a sample's error.
func exact(v float64, n int) Estimate { return Estimate{v, v, v, int64(n)} }

// commonest is the number of losses whose lowest minimum is of the
// commonest class.
func commonest(minima []lattice.NamedMinimum) (Estimate, error) {
	losses, classes, most := map[string]bool{}, map[string]int{}, 0
	for _, m := range minima {
		if m.Lowest && !losses[m.Caption] {
			losses[m.Caption] = true
			classes[m.Class]++
			most = max(most, classes[m.Class])
		}
	}
	if len(losses) == 0 {
		return nothing(), fmt.Errorf("no loss has a minimum")
	}
	return exact(float64(most), len(losses)), nil
}

// barriers is the part of the pairs of networks on a walk between which the loss
// exceeds that of both.
func barriers(walk []estimate.WalkPoint) (Estimate, error) {
	if len(walk) == 0 {
		return nothing(), errors.New("there is no walk between networks")
	}
	type pair struct{ from, to string }
	var pairs []pair
	ends, tops := map[string]float64{}, map[pair]float64{}
	for _, q := range walk {
		loss := q.Loss
		if math.IsNaN(loss) {
			loss = math.Inf(-1)
		}
		if q.Trained() {
			ends[q.From] = loss
			continue
		}
		between := pair{q.From, q.To}
		top, known := tops[between]
		if !known {
			pairs, top = append(pairs, between), loss
		}
		tops[between] = max(top, loss)
	}
	k := 0
	for _, between := range pairs {
		from, known := ends[between.from]
		to, both := ends[between.to]
		if !known || !both {
			return nothing(), fmt.Errorf("the walk from %s to %s lacks one of the two", between.from, between.to)
		}
		if tops[between] > max(from, to) {
			k++
		}
	}
	return share(k, len(pairs))
}
