package stat

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
)

// A Density is a Gaussian kernel density.
type Density struct {
	values    []float64
	bandwidth float64
}

// NewDensity places a kernel of the given standard deviation on every value.
func NewDensity(values []float64, bandwidth float64) (Density, error) {
	if len(values) == 0 {
		return Density{}, fmt.Errorf("stat: a density of no values")
	}
	if err := checkFinite(values); err != nil {
		return Density{}, err
	}
	if !(bandwidth > 0) || math.IsInf(bandwidth, 0) {
		return Density{}, fmt.Errorf("stat: bandwidth is %v, must be positive", bandwidth)
	}
	return Density{slices.Clone(values), bandwidth}, nil
}

// Scott is Scott's bandwidth as seaborn and scipy use it: the values' standard
// deviation times n^(-1/5). It is NaN of fewer than two values and 0 of equal
// ones, where there is no density to draw.
func Scott(values []float64) float64 {
	return float64(math.Sqrt(Variance(values)) * ScottFactor(len(values)))
}

// ScottFactor is n^(-1/5). scikit-learn's bandwidth "scott" is this factor
// alone, whatever the spread of the values.
func ScottFactor(n int) float64 { return dmath.Pow(float64(n), -0.2) }

// At is the density at x.
func (d Density) At(x float64) float64 {
	sum := 0.0
	for _, v := range d.values {
		u := (x - v) / d.bandwidth
		sum += dmath.Exp(float64(-0.5 * u * u))
	}
	return sum / float64(float64(len(d.values))*d.bandwidth) / math.Sqrt(2*math.Pi)
}

// Survival is the probability of a value above x.
func (d Density) Survival(x float64) float64 {
	sum := 0.0
	for _, v := range d.values {
		sum += NormalTail((x - v) / d.bandwidth)
	}
	return sum / float64(len(d.values))
}

// Linspace returns n even steps from lo to hi, both included.
func Linspace(lo, hi float64, n int) []float64 {
	out := make([]float64, n)
	for k := range out {
		out[k] = lo
		if n > 1 {
			out[k] += float64(float64(k) * ((hi - lo) / float64(n-1)))
		}
	}
	if n > 1 {
		out[n-1] = hi
	}
	return out
}

// NormalTail is the probability that a standard normal value exceeds x, to
// about 1e-14 relative.
func NormalTail(x float64) float64 {
	if x < 0 {
		return 1 - NormalTail(-x)
	}
	if x > 39 {
		return 0
	}
	phi := dmath.Exp(float64(-0.5*x*x)) / math.Sqrt(2*math.Pi)
	if x < 2.5 {
		// Phi(x) - 1/2 = phi(x) (x + x^3/3 + x^5/(3 5) + ...)
		term, sum := x, x
		for k := 3.0; term > 1e-17*sum; k += 2 {
			term = float64(term * (float64(x*x) / k))
			sum += term
		}
		return 0.5 - float64(phi*sum)
	}
	// phi(x) / (x + 1/(x + 2/(x + 3/(x + ...))))
	fraction := x
	for k := 120.0; k >= 1; k-- {
		fraction = x + k/fraction
	}
	return phi / fraction
}
