// Package stat holds the statistics that figures and claims quote: intervals,
// kernel densities, survival functions, modes and effect sizes.
//
//	Wilson interval of k of n: (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
//	kernel density: f(x) = 1/(n h) sum over i of phi((x - x_i)/h)
//	Scott's bandwidth: h = sd n^(-1/5)
//
// References: [Wilson1927], [Efron1979], [Scott1992], [Cliff1993], [Fisher1921].
//
// Values that are not finite are refused: what a missing score means is the
// caller's decision. The package knows nothing of grid cells.
package stat

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
)

// An Interval is a confidence interval.
type Interval struct {
	Lo, Hi float64
}

// Wilson returns the Wilson score interval of successes out of n trials at a
// confidence level such as 0.95. Without trials it is [0, 1].
func Wilson(successes, n int, level float64) (Interval, error) {
	if n < 0 || successes < 0 || successes > n {
		return Interval{}, fmt.Errorf("stat: %d successes of %d trials", successes, n)
	}
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if n == 0 {
		return Interval{0, 1}, nil
	}
	z := dmath.NormalQuantile(0.5 + float64(level/2))
	count := float64(n)
	p, zz := float64(successes)/count, float64(z*z)
	centre := p + zz/(2*count)
	half := float64(z * math.Sqrt(p*(1-p)/count+zz/(4*count*count)))
	scale := 1 + zz/count
	i := Interval{max(0, (centre-half)/scale), min(1, (centre+half)/scale)}
	// Exact ends: rounding would leave 1e-17 instead of 0.
	if successes == 0 {
		i.Lo = 0
	}
	if successes == n {
		i.Hi = 1
	}
	return i, nil
}

func checkLevel(level float64) error {
	if !(level > 0 && level < 1) {
		return fmt.Errorf("stat: level is %v, must lie between 0 and 1", level)
	}
	return nil
}

func checkFinite(values []float64) error {
	for i, v := range values {
		if v-v != 0 {
			return fmt.Errorf("stat: value %d is %v, must be finite", i, v)
		}
	}
	return nil
}

// Mean returns the mean; NaN of nothing.
func Mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Variance returns the unbiased variance; NaN of fewer than two values.
func Variance(values []float64) float64 {
	mean, sum := Mean(values), 0.0
	for _, v := range values {
		sum += float64((v - mean) * (v - mean))
	}
	return sum / float64(len(values)-1)
}

// Quantile returns the q-quantile with linear interpolation, as numpy does; NaN
// of nothing.
func Quantile(values []float64, q float64) float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return quantile(sorted, q)
}

// Median returns the middle value, or the mean of the middle two; NaN of nothing.
// NaN sorts lowest.
func Median(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 || !(q >= 0 && q <= 1) {
		return math.NaN()
	}
	at := float64(q * float64(len(sorted)-1))
	k := int(at)
	if k == len(sorted)-1 {
		return sorted[k]
	}
	return sorted[k] + float64((at-float64(k))*(sorted[k+1]-sorted[k]))
}

// Bootstrap returns the percentile interval of a statistic over resamples of
// the values with replacement. Equal streams give equal intervals. Resamples
// whose statistic is NaN are left out.
func Bootstrap(values []float64, statistic func([]float64) float64, resamples int, level float64, stream rng.Stream) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if err := checkFinite(values); err != nil {
		return Interval{}, err
	}
	if len(values) == 0 || resamples < 1 {
		return Interval{}, fmt.Errorf("stat: %d resamples of %d values, must be at least one of one", resamples, len(values))
	}
	draws := make([]float64, 0, resamples)
	sample := make([]float64, len(values))
	for range resamples {
		for i := range sample {
			sample[i] = values[stream.IntN(len(values))]
		}
		if v := statistic(sample); v == v {
			draws = append(draws, v)
		}
	}
	slices.Sort(draws)
	tail := float64((1 - level) / 2)
	return Interval{quantile(draws, tail), quantile(draws, 1-tail)}, nil
}
