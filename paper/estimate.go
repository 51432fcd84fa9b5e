package paper

import (
	"math"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// confidence is the level of every interval.
const confidence = 0.95

// Estimate is a value with its interval and what it rests on. Of nothing, all
// but N are NaN.
type Estimate struct {
	Value, Low, High float64
	N                int64
}

// nothing is the estimate of a quantity that is not there.
func nothing() Estimate { return Estimate{math.NaN(), math.NaN(), math.NaN(), 0} }

// share is k of n with its Wilson interval.
func share(k, n int) (Estimate, error) {
	if n == 0 {
		return nothing(), nil
	}
	in, err := stat.Wilson(k, n, confidence)
	return Estimate{float64(k) / float64(n), in.Lo, in.Hi, int64(n)}, err
}

// mean is the mean of values with its bootstrap interval; one value has none.
func (p Params) mean(what string, values []float64) (Estimate, error) {
	return p.statistic(what, values, stat.Mean)
}

// statistic is any statistic of values with its bootstrap interval.
func (p Params) statistic(what string, values []float64, of func([]float64) float64) (Estimate, error) {
	if len(values) == 0 {
		return nothing(), nil
	}
	e := Estimate{of(values), math.NaN(), math.NaN(), int64(len(values))}
	if len(values) < 2 {
		return e, nil
	}
	in, err := stat.Bootstrap(values, of, p.Resamples, confidence, rng.New(p.Seed, "claims "+what, 0))
	e.Low, e.High = in.Lo, in.Hi
	return e, err
}

// slope is the least-squares slope of y on x with its bootstrap interval over points.
func (p Params) slope(what string, x, y []float64) (Estimate, error) {
	index := make([]float64, len(x))
	for i := range index {
		index[i] = float64(i)
	}
	return p.statistic(what, index, func(drawn []float64) float64 {
		var xs, ys []float64
		for _, i := range drawn {
			xs, ys = append(xs, x[int(i)]), append(ys, y[int(i)])
		}
		mx, my, sxy, sxx := stat.Mean(xs), stat.Mean(ys), 0.0, 0.0
		for i := range xs {
			sxy += float64((xs[i] - mx) * (ys[i] - my))
			sxx += float64((xs[i] - mx) * (xs[i] - mx))
		}
		return sxy / sxx
	})
}

// difference is a - b of independent estimates; its interval combines theirs
// as squares [Zou2008]. N is the smaller.
func difference(a, b Estimate) Estimate {
	v := a.Value - b.Value
	down := math.Sqrt(float64((a.Value-a.Low)*(a.Value-a.Low)) + float64((b.High-b.Value)*(b.High-b.Value)))
	up := math.Sqrt(float64((a.High-a.Value)*(a.High-a.Value)) + float64((b.Value-b.Low)*(b.Value-b.Low)))
	return Estimate{v, v - down, v + up, min(a.N, b.N)}
}
