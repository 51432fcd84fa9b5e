package regression

import (
	"context"
	"fmt"
	"math"
	"sort"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
)

// RandomParams are those of Random.
type RandomParams struct {
	Bins      int     // bins a side
	Units     int     // features
	Decay     Decay   // of the variances of the waves that features are made of
	Dimension float64 // participation ratio of the ensemble, 1; a whole number for the flat decay
	Seed      uint64
}

// Decay is how the variance of a feature is spread over waves, coarse to fine.
type Decay string

// The decays.
const (
	Flat  Decay = "flat"      // the Dimension coarsest waves have equal shares, the others none
	Power Decay = "power law" // a power of the wave's rank: every wave has a share, however small
)

// String names the decay and the dimension.
func (p RandomParams) String() string {
	return fmt.Sprintf("random features, %s, dimension %g", p.Decay, p.Dimension)
}

// Validate reports the first field out of range.
func (p RandomParams) Validate() error {
	switch {
	case p.Bins < 4 || p.Bins > 64:
		return fmt.Errorf("regression: Bins is %d, must be 4 to 64", p.Bins)
	case p.Units < 1 || p.Units > 100000:
		return fmt.Errorf("regression: Units is %d, must be 1 to 100000", p.Units)
	case p.Decay != Flat && p.Decay != Power:
		return fmt.Errorf("regression: Decay is %q, must be %q or %q", p.Decay, Flat, Power)
	case p.Decay == Flat && p.Dimension != math.Floor(p.Dimension):
		return fmt.Errorf("regression: Dimension is %g, must be a whole number for the decay %q", p.Dimension, Flat)
	case !(p.Dimension > 1 && p.Dimension < float64(p.Bins*p.Bins-1)):
		return fmt.Errorf("regression: Dimension is %g, must be above 1 and below the %d bins", p.Dimension, p.Bins*p.Bins-1)
	}
	return nil
}

// Random draws features that know nothing of the brain: Gaussian sums of the
// box's cosine waves, coarse ones first, whose variances have the wanted
// participation ratio. That of a finite number n of features is lower, about
// 1/(1/Dimension + 1/n).
//
// The two decays ask different questions. Features of the flat one cannot
// express a finer map at all. Those of the power law can, by small components
// that a regression without noise in its features is free to magnify: there the
// effective dimension bounds little.
func Random(ctx context.Context, p RandomParams) (Features, error) {
	if err := p.Validate(); err != nil {
		return Features{}, err
	}
	waves := cosines(p.Bins)
	scale := p.amplitudes(waves.Rows)
	weights := linalg.New(p.Units, waves.Rows)
	for u := range p.Units {
		draw := rng.New(p.Seed, "regression random feature", uint64(u))
		for i := range scale {
			weights.Set(u, i, scale[i]*draw.Normal())
		}
	}
	maps := linalg.Mul(weights, waves)
	var out Features
	for u := range p.Units {
		out.Units = append(out.Units, Feature{int32(u), int32(p.Bins), append([]float64(nil), maps.Row(u)...)})
	}
	return out, ctx.Err()
}

// cosines are the orthonormal cosine waves of the box but the constant one, in
// order of wave number: a row each.
func cosines(bins int) linalg.Matrix {
	line := linalg.New(bins, bins)
	for k := range bins {
		for i := range bins {
			line.Set(k, i, dmath.Cos(math.Pi*float64(k)*(float64(i)+0.5)/float64(bins)))
		}
		linalg.Scale(1/linalg.Norm(line.Row(k)), line.Row(k))
	}
	order := make([][2]int, 0, bins*bins-1)
	for k := range bins {
		for l := range bins {
			if k+l > 0 {
				order = append(order, [2]int{k, l})
			}
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := order[a], order[b]
		return x[0]*x[0]+x[1]*x[1] < y[0]*y[0]+y[1]*y[1]
	})
	out := linalg.New(len(order), bins*bins)
	for r, kl := range order {
		for i := range bins {
			for j := range bins {
				out.Set(r, i*bins+j, line.At(kl[0], i)*line.At(kl[1], j))
			}
		}
	}
	return out
}

// amplitudes are the standard deviations of n waves. Those of the power law are
// rank^(-a/2) for the a, found by bisection, whose squares have the given
// participation ratio.
func (p RandomParams) amplitudes(n int) []float64 {
	out := make([]float64, n)
	if p.Decay == Flat {
		for i := range int(p.Dimension) {
			out[i] = 1
		}
		return out
	}
	lo, hi := 0.0, 64.0
	for range 60 {
		a := (lo + hi) / 2
		var sum, squares float64
		for i := range out {
			l := dmath.Pow(float64(i+1), -a)
			sum += l
			squares += float64(l * l)
			out[i] = math.Sqrt(l)
		}
		if sum/squares*sum > p.Dimension {
			lo = a
		} else {
			hi = a
		}
	}
	return out
}
