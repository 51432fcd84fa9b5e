package stat

import (
	"math"
	"slices"
)

// CohenD is the difference of the means, a's less b's, in pooled standard
// deviations; NaN where that is undefined.
func CohenD(a, b []float64) float64 {
	na, nb := float64(len(a)), float64(len(b))
	pooled := (float64((na-1)*Variance(a)) + float64((nb-1)*Variance(b))) / (na + nb - 2)
	return (Mean(a) - Mean(b)) / math.Sqrt(pooled)
}

// CliffDelta is the probability that a value of a exceeds one of b less the
// probability of the reverse: 1 if all do, 0 for equal distributions.
func CliffDelta(a, b []float64) float64 {
	sorted := slices.Clone(b)
	slices.Sort(sorted)
	more := 0
	for _, v := range a {
		below, _ := slices.BinarySearch(sorted, v)
		above := below
		for above < len(sorted) && sorted[above] == v {
			above++
		}
		more += below - (len(sorted) - above)
	}
	return float64(more) / float64(len(a)) / float64(len(b))
}
