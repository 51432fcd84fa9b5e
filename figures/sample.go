package figures

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
)

// confidence is the level of every interval on a figure.
const confidence = 0.95

// Score60 axes run from scoreLo to scoreHi on every figure.
const scoreLo, scoreHi = -1.2, 1.7

// finiteScores are the Score60s of a network's active units that have one.
func finiteScores(s gridscore.Scores) []float64 {
	var out []float64
	for _, u := range s.Units {
		if u.Active && !math.IsNaN(u.Score60) && !math.IsInf(u.Score60, 0) {
			out = append(out, u.Score60)
		}
	}
	return out
}

// nullScores are the scores of a null's maps as those of a network: all count.
func nullScores(d null.Distribution) gridscore.Scores {
	var s gridscore.Scores
	for _, v := range d.Scores {
		s.Units = append(s.Units, gridscore.Unit{Unit: v.Map, Active: true, Score60: v.Score60, Score90: v.Score90, PeriodSACM: v.PeriodM})
	}
	return s
}

// fractionAbove is the part of values above a threshold, NaN of none.
func fractionAbove(values []float64, threshold float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	n := 0
	for _, v := range values {
		if v > threshold {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// meanOf is the mean of the values that are numbers with its bootstrap
// interval, which takes two values; NaN where there is none.
func meanOf(values []float64, resamples int, stream rng.Stream) (mean float64, i stat.Interval, err error) {
	values = slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(values) < 2 {
		return stat.Mean(values), stat.Interval{Lo: math.NaN(), Hi: math.NaN()}, nil
	}
	i, err = stat.Bootstrap(values, stat.Mean, resamples, confidence, stream)
	return stat.Mean(values), i, err
}

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
		if band[i], err = stat.Bootstrap(index, mixture, resamples, confidence, stream); err != nil {
			return nil, nil, fmt.Errorf("density: %w", err)
		}
	}
	return ys, band, nil
}

// centred cuts the middle out of a square map whose zero is at index points/2
// of both axes: half elements to each side of zero.
func centred(values []float64, points, half int) (cut []float64, side int) {
	half = min(half, (points-1)/2)
	for x := -half; x <= half; x++ {
		row := (points/2 + x) * points
		cut = append(cut, values[row+points/2-half:row+points/2+half+1]...)
	}
	return cut, 2*half + 1
}

// scaled divides values less their mean by the largest size that leaves.
func scaled(values []float64) []float64 {
	mean, top := stat.Mean(values), 0.0
	for _, v := range values {
		top = max(top, math.Abs(v-mean))
	}
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = v - mean
		if top > 0 {
			out[i] /= top
		}
	}
	return out
}

// meanError is the decoding error averaged over the first steps, each weighted
// by its paths; NaN if nothing was decoded.
func meanError(m ratemap.Maps, steps int) float64 {
	sum, paths := 0.0, 0.0
	for _, e := range m.Errors {
		if int(e.Step) <= steps && e.Paths > 0 {
			sum += float64(e.ErrorM * float64(e.Paths))
			paths += float64(e.Paths)
		}
	}
	return sum / paths
}
