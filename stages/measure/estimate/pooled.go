package estimate

import (
	"fmt"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// ScoreLo and ScoreHi bound the Score60s of every curve.
const ScoreLo, ScoreHi = -1.2, 1.7

// A sampleDensity is that of one sample, at the bandwidth of all together.
type sampleDensity struct {
	density stat.Density
	values  int // of the sample
}

// partsOf are the densities of the samples that have values, and their indices
// for a bootstrap to draw from; none without spread.
func partsOf(samples [][]float64) (parts []sampleDensity, index []float64, err error) {
	all := slices.Concat(samples...)
	h := stat.Scott(all)
	if len(all) < 2 || !(h > 0) {
		return nil, nil, nil
	}
	return partsAt(samples, h)
}

// partsAt are the densities at a given bandwidth.
func partsAt(samples [][]float64, h float64) (parts []sampleDensity, index []float64, err error) {
	for _, s := range samples {
		if len(s) == 0 {
			continue
		}
		d, err := stat.NewDensity(s, h)
		if err != nil {
			return nil, nil, err
		}
		index = append(index, float64(len(parts)))
		parts = append(parts, sampleDensity{d, len(s)})
	}
	return parts, index, nil
}

// pooled is a curve of the kernel density of all samples together, the density
// itself or its survival function, with the pointwise interval from drawing
// whole samples again: the units of a network are not independent. Without
// spread there is no curve: nil.
func pooled(xs []float64, samples [][]float64, curve func(stat.Density, float64) float64, resamples int, stream rng.Stream) (ys []float64, band []stat.Interval, err error) {
	parts, index, err := partsOf(samples)
	if err != nil {
		return nil, nil, fmt.Errorf("density: %w", err)
	}
	if len(parts) == 0 {
		return nil, nil, nil
	}
	ys, band = make([]float64, len(xs)), make([]stat.Interval, len(xs))
	mass := make([]float64, len(parts))
	for i, x := range xs {
		for k, part := range parts {
			mass[k] = curve(part.density, x) * float64(part.values)
		}
		mixture := func(drawn []float64) float64 {
			sum, n := 0.0, 0
			for _, k := range drawn {
				sum += mass[int(k)]
				n += parts[int(k)].values
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
