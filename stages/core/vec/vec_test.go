package vec

import (
	"math"
	"testing"
)

// ulps returns how far got is from want, in units in the last place of the
// float32 nearest to want (of the least subnormal at the bottom).
func ulps(got float32, want float64) float64 {
	if math.IsNaN(want) || math.IsInf(float64(float32(want)), 0) {
		if float64(got) == float64(float32(want)) || got != got && want != want {
			return 0
		}
		return math.Inf(1)
	}
	_, e := math.Frexp(want)
	u := math.Ldexp(1, max(e-24, -149))
	return math.Abs(float64(got)-want) / u
}

// worst returns the largest error of f over every step-th float32 in
// [lo, hi], both signs of it.
func worst(f func(dst, x []float32), ref func(float64) float64, lo, hi float32, step uint32) (float64, float32) {
	x, y := make([]float32, 0, 4096), make([]float32, 4096)
	max, at := 0.0, float32(0)
	flush := func() {
		f(y[:len(x)], x)
		for i, v := range x {
			if u := ulps(y[i], ref(float64(v))); !(u <= max) {
				max, at = u, v
			}
		}
		x = x[:0]
	}
	for b := uint64(math.Float32bits(lo)); b <= uint64(math.Float32bits(hi)); b += uint64(step) {
		v := math.Float32frombits(uint32(b))
		x = append(x, v, -v)
		if len(x) == 4096 {
			flush()
		}
	}
	flush()
	return max, at
}

func TestAccuracy(t *testing.T) {
	sig := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	inf := float32(math.Inf(1))
	step := uint32(2999)
	if long() {
		step = 1
	}
	for _, c := range []struct {
		name   string
		f      func(dst, x []float32)
		ref    func(float64) float64
		lo, hi float32
		bound  float64
	}{
		{"exp", Exp, math.Exp, 0, 87, 1.02},
		{"exp to subnormals and infinity", Exp, math.Exp, 87, inf, 1.5},
		{"tanh", Tanh, math.Tanh, 0, inf, 1.5},
		{"sigmoid", Sigmoid, sig, 0, 87, 2.5},
	} {
		u, at := worst(c.f, c.ref, c.lo, c.hi, step)
		t.Logf("%s: %.3f ulp at %g", c.name, u, at)
		if !(u <= c.bound) {
			t.Errorf("%s: %.3f ulp at %g, bound %g", c.name, u, at, c.bound)
		}
	}
}

func TestLog64(t *testing.T) {
	for x := 1e-300; x < 1e300; x *= 1.37 {
		got, want := log64(x), math.Log(x)
		if math.Abs(got-want) > 3e-16*math.Abs(want) {
			t.Errorf("log64(%g) = %g, want %g", x, got, want)
		}
	}
}
