package estimate

import (
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// mode is the kernel density of periods and where it is highest.
type mode struct {
	xs, ys   []float64 // the density; nil where there is none
	at       float64   // NaN where there is none
	interval stat.Interval
	draws    []float64 // the mode when whole networks are drawn again
}

// noMode is what fewer than two units have.
func noMode() mode {
	return mode{at: math.NaN(), interval: stat.Interval{Lo: math.NaN(), Hi: math.NaN()}}
}

// periodMode is the mode of all networks' periods, given network by network,
// and how it varies when whole networks are drawn again: the units of a network
// are not independent. One network has no interval.
func (p PeriodParams) periodMode(samples [][]float64, stream rng.Stream) (mode, error) {
	m := noMode()
	parts, which, err := partsOf(samples)
	if err != nil || len(parts) == 0 {
		return m, err
	}
	m.xs = stat.Linspace(0, p.MaxPeriodM, p.Judge.Points)
	mass, values := make([][]float64, len(parts)), 0
	for k, part := range parts {
		mass[k] = make([]float64, len(m.xs))
		for i, x := range m.xs {
			mass[k][i] = part.density.At(x) * float64(part.values)
		}
		values += part.values
	}
	highest := func(drawn []float64) float64 {
		sum := sumRows(mass, drawn)
		at := m.xs[slices.Index(sum, slices.Max(sum))]
		m.draws = append(m.draws, at)
		return at
	}
	m.ys, m.at = sumRows(mass, which), highest(which)
	for i := range m.ys {
		m.ys[i] /= float64(values)
	}
	m.draws = nil
	if len(parts) < 2 {
		return m, nil
	}
	m.interval, err = stat.Bootstrap(which, highest, p.Judge.Resamples, Confidence, stream)
	return m, err
}

// sumRows sums the drawn rows.
func sumRows(rows [][]float64, drawn []float64) []float64 {
	out := make([]float64, len(rows[0]))
	for _, k := range drawn {
		for i, v := range rows[int(k)] {
			out[i] += v
		}
	}
	return out
}

// ratio is a mode over another with its interval, from pairs of draws.
func ratio(of, over mode) (value float64, in stat.Interval) {
	in = stat.Interval{Lo: math.NaN(), Hi: math.NaN()}
	var draws []float64
	for i := range min(len(of.draws), len(over.draws)) {
		if q := of.draws[i] / over.draws[i]; !math.IsNaN(q) && !math.IsInf(q, 0) {
			draws = append(draws, q)
		}
	}
	if len(draws) > 0 {
		tail := float64((1 - Confidence) / 2)
		in = stat.Interval{Lo: stat.Quantile(draws, tail), Hi: stat.Quantile(draws, 1-tail)}
	}
	return of.at / over.at, in
}
