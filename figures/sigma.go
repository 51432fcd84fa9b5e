package figures

import "slices"

// settled are the sorted values without repetition.
func settled(values []float64) []float64 {
	out := slices.Clone(values)
	slices.Sort(out)
	return slices.Compact(out)
}
