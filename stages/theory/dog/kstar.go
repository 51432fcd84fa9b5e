package dog

import (
	"math"

	"nofreelunch/stages/core/dmath"
)

// Stationary says what f~ does at k*.
type Stationary string

// The kinds of stationary point of f~ at k > 0.
const (
	Maximum    Stationary = "maximum"
	Minimum    Stationary = "minimum"    // the surround is narrower than the centre
	Boundary   Stationary = "boundary"   // k* is 0 up to rounding
	Monotonic  Stationary = "none"       // there is none
	Degenerate Stationary = "degenerate" // both widths are equal
)

// Peak is the stationary point of f~.
type Peak struct {
	Kind     Stationary
	KSquared float64 // rad^2/m^2; NaN where degenerate
	K        float64 // rad/m; NaN where there is no stationary point
	Value    float64 // f~ there; NaN where there is none
	AtZero   float64 // f~(0)
	// PowerAtZero: f~(0)^2 exceeds f~(k*)^2, so a spectrum of power peaks at 0
	// although f~ peaks at k*.
	PowerAtZero bool
}

// Pattern reports whether a pattern of wave number K grows fastest.
func (p Peak) Pattern() bool { return p.Kind == Maximum }

// KStar finds the stationary point of f~ in closed form.
func (d DoG) KStar(dimensions int) Peak {
	zero := d.Transform(dimensions, 0)
	p := Peak{KSquared: math.NaN(), K: math.NaN(), Value: math.NaN(), AtZero: zero}
	if d.SigmaEM == d.SigmaIM {
		p.Kind = Degenerate
		return p
	}
	e, i := d.weights(dimensions)
	e, i = e*d.SigmaEM*d.SigmaEM, i*d.SigmaIM*d.SigmaIM
	log := dmath.Log(e / i)
	p.KSquared = 2 * log / (float64(d.SigmaEM*d.SigmaEM) - float64(d.SigmaIM*d.SigmaIM))
	switch {
	// The ratio is a product of half a dozen rounded factors.
	case math.Abs(log) < 16*0x1p-52:
		p.Kind = Boundary
		return p
	case p.KSquared < 0:
		p.Kind = Monotonic
		return p
	case d.SigmaEM < d.SigmaIM:
		p.Kind = Maximum
	default:
		p.Kind = Minimum
	}
	p.K = math.Sqrt(p.KSquared)
	p.Value = d.Transform(dimensions, p.K)
	p.PowerAtZero = math.Abs(zero) > math.Abs(p.Value)
	return p
}

// Search is the maximum of f~ and of its square, found by looking everywhere.
type Search struct {
	K        float64 // rad/m; NaN where f~ only approaches its supremum, 0, at infinity
	Max      float64
	PowerK   float64 // rad/m, where f~ squared is largest
	PowerMax float64
}

// BruteForce searches f~ on a fine grid and refines the best point; it does not
// use the closed form.
func (d DoG) BruteForce(dimensions int) Search {
	f := func(k float64) float64 { return d.Transform(dimensions, k) }
	power := func(k float64) float64 { v := f(k); return float64(v * v) }
	// Beyond ten inverse widths both Gaussians are below exp(-50).
	limit := 10 / min(d.SigmaEM, d.SigmaIM)
	var s Search
	s.K, s.Max = maximise(f, limit)
	s.PowerK, s.PowerMax = maximise(power, limit)
	if s.Max < 0 {
		s.K, s.Max = math.NaN(), 0
	}
	return s
}

// maximise returns the first largest value of f on [0, limit].
func maximise(f func(float64) float64, limit float64) (at, value float64) {
	const points = 4000
	step := limit / points
	value = f(0)
	for i := 1; i <= points; i++ {
		k := float64(step * float64(i))
		if v := f(k); v > value {
			at, value = k, v
		}
	}
	if at == 0 || at > limit-step {
		return at, value
	}
	const golden = 0.6180339887498949
	lo, hi := at-step, at+step
	for range 80 {
		width := float64(golden * (hi - lo))
		if a, b := hi-width, lo+width; f(a) < f(b) {
			lo = a
		} else {
			hi = b
		}
	}
	at = (lo + hi) / 2
	return at, f(at)
}
