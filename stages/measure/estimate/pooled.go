package estimate

import (
	"fmt"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// ScoreLo and ScoreHi bound the Score60s of every curve.
const ScoreLo, ScoreHi = -1.2, 1.7

// pooled is a curve of the kernel density of all samples together, the density
// itself or its survival function, with the pointwise interval from drawing
// whole samples again: the units of a network are not independent. Without
// spread there is no curve: nil.
func pooled(xs []float64, samples [][]float64, curve func(stat.Density, float64) float64, resamples int, stream rng.Stream) (ys []float64, band []stat.Interval, err error) {
	samples = slices.DeleteFunc(slices.Clone(samples), func(s []float64) bool { return len(s) == 0 })
	all := slices.Concat(samples...)
	h := stat.Scott(all)
	if len(all) < 2 || !(h > 0) {
		return nil, nil, nil
	}
	parts, index := make([]stat.Density, len(samples)), make([]float64, len(samples))
	for k, s := range samples {
		index[k] = float64(k)
		if parts[k], err = stat.NewDensity(s, h); err != nil {
			return nil, nil, fmt.Errorf("density: %w", err)
		}
	}
	ys, band = make([]float64, len(xs)), make([]stat.Interval, len(xs))
	mass := make([]float64, len(samples))
	for i, x := range xs {
		for k, d := range parts {
			mass[k] = curve(d, x) * float64(len(samples[k]))
		}
		mixture := func(drawn []float64) float64 {
			sum, n := 0.0, 0
			for _, k := range drawn {
				sum += mass[int(k)]
				n += len(samples[int(k)])
			}
			return sum / float64(n)
		}
		ys[i] = mixture(index)
		if band[i], err = stat.Bootstrap(index, mixture, resamples, Confidence, stream); err != nil {
			return nil, nil, fmt.Errorf("density: %w", err)
		}
	}
	return ys, band, nil
}
