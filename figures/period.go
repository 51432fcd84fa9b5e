package figures

import (
	"math"
	"slices"

	"nofreelunch/stages/rng"
	"nofreelunch/stages/stat"
)

// periodMode is the kernel density of all samples' periods, where it is
// highest, and how that place varies when whole networks are drawn again; the
// mode is NaN and the curve nil where there is no density.
func periodMode(p Figure3Params, samples [][]float64, index uint64) (xs, ys []float64, mode float64, in stat.Interval, err error) {
	none := stat.Interval{Lo: math.NaN(), Hi: math.NaN()}
	samples = slices.DeleteFunc(slices.Clone(samples), func(s []float64) bool { return len(s) == 0 })
	all := slices.Concat(samples...)
	h := stat.Scott(all)
	if len(all) < 2 || !(h > 0) {
		return nil, nil, math.NaN(), none, nil
	}
	xs = stat.Linspace(0, p.MaxPeriodM, p.Judge.Points)
	mass, which := make([][]float64, len(samples)), make([]float64, len(samples))
	for k, s := range samples {
		d, err := stat.NewDensity(s, h)
		if err != nil {
			return nil, nil, 0, none, err
		}
		which[k], mass[k] = float64(k), make([]float64, len(xs))
		for i, x := range xs {
			mass[k][i] = d.At(x) * float64(len(s))
		}
	}
	sums := func(drawn []float64) []float64 {
		out := make([]float64, len(xs))
		for _, k := range drawn {
			for i, m := range mass[int(k)] {
				out[i] += m
			}
		}
		return out
	}
	highest := func(drawn []float64) float64 {
		sum := sums(drawn)
		return xs[slices.Index(sum, slices.Max(sum))]
	}
	ys = sums(which)
	for i := range ys {
		ys[i] /= float64(len(all))
	}
	in = none
	if len(samples) > 1 {
		in, err = stat.Bootstrap(which, highest, p.Judge.Resamples, confidence, rng.New(p.Judge.Seed, "figure 3", index))
	}
	return xs, ys, highest(which), in, err
}
