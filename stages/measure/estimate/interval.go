package estimate

import (
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// Confidence is the level of every interval.
const Confidence = 0.95

// Mean is the mean of the values that are numbers with its bootstrap interval,
// which takes two values; NaN where there is none.
func Mean(values []float64, resamples int, stream rng.Stream) (mean float64, i stat.Interval, err error) {
	values = numbers(values)
	if len(values) < 2 {
		return stat.Mean(values), stat.Interval{Lo: math.NaN(), Hi: math.NaN()}, nil
	}
	i, err = stat.Bootstrap(values, stat.Mean, resamples, Confidence, stream)
	return stat.Mean(values), i, err
}

// numbers are the values that are numbers.
func numbers(values []float64) []float64 { return slices.DeleteFunc(slices.Clone(values), math.IsNaN) }

// A column is a mean to be estimated, and where it and its interval go.
type column struct {
	purpose      string // names the bootstrap's stream
	values       []float64
	mean, lo, hi *float64
}

// estimate fills columns, each by a bootstrap of its own.
func (j Judge) estimate(columns []column, stream func(purpose string) rng.Stream) error {
	for _, c := range columns {
		mean, in, err := Mean(c.values, j.Resamples, stream(c.purpose))
		if err != nil {
			return err
		}
		*c.mean, *c.lo, *c.hi = mean, in.Lo, in.Hi
	}
	return nil
}

// Share is k of n with its Wilson interval; NaN of none.
func Share(k, n int32) (fraction, lo, hi float64, err error) {
	if n == 0 {
		return math.NaN(), math.NaN(), math.NaN(), nil
	}
	in, err := stat.Wilson(int(k), int(n), Confidence)
	return float64(k) / float64(n), in.Lo, in.Hi, err
}

// part is k of n, NaN of none.
func part(k, n int32) float64 {
	if n == 0 {
		return math.NaN()
	}
	return float64(k) / float64(n)
}

// fractionAbove is the part of values above a threshold, NaN of none.
func fractionAbove(values []float64, threshold float64) float64 {
	n := int32(0)
	for _, v := range values {
		if v > threshold {
			n++
		}
	}
	return part(n, int32(len(values)))
}
