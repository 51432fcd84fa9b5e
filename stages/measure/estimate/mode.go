package estimate

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
)

// PeriodKernel says how the density of periods is estimated: with Gaussians of
// one bandwidth, at even steps from 0.
type PeriodKernel struct {
	BandwidthM float64
	StepM      float64
	EndM       float64 // where the steps end; no lag in the box is longer
}

// PublishedKernel is that of the published modes, one bin of the published maps
// wide and evaluated at the same places, up to an end that no period passes.
func PublishedKernel(binM, endM float64) PeriodKernel {
	return PeriodKernel{BandwidthM: binM, StepM: binM * 150 / 999, EndM: endM}
}

// Validate reports the first field out of bounds.
func (k PeriodKernel) Validate() error {
	if !(k.BandwidthM > 0) || !(k.StepM > 0) || !(k.EndM > k.StepM) || k.EndM > 1e5*k.StepM {
		return fmt.Errorf("Kernel is %+v, want a positive bandwidth and step, and at most 1e5 steps to its end", k)
	}
	return nil
}

// at are the places at which the density is evaluated.
func (k PeriodKernel) at() []float64 {
	xs := make([]float64, int(k.EndM/k.StepM)+1)
	for i := range xs {
		xs[i] = float64(float64(i) * k.StepM)
	}
	return xs
}

// mode is the kernel density of periods and where it is highest.
type mode struct {
	xs, ys   []float64 // the density; nil where there is none
	at       float64   // NaN where there is none
	interval stat.Interval
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
	if len(slices.Concat(samples...)) < 2 {
		return m, nil
	}
	parts, which, err := partsAt(samples, p.Kernel.BandwidthM)
	if err != nil {
		return m, err
	}
	m.xs = p.Kernel.at()
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
		return m.xs[slices.Index(sum, slices.Max(sum))]
	}
	m.ys, m.at = sumRows(mass, which), highest(which)
	for i := range m.ys {
		m.ys[i] /= float64(values)
	}
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
