package dmath

import "math"

const (
	expOverflow  = 709.782712893384    // above: +Inf
	expUnderflow = -745.1332191019412  // below: 0
	log2E        = 0x1.71547652b82fep0 // 1/ln 2
)

// Exp returns e**x, within 0.6 ulp (1.1 where the result is subnormal).
//
// x = k ln 2 + r with |r| <= ln(2)/2, and e**x = 2**k e**r.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > expOverflow:
		return math.Inf(1)
	case x < expUnderflow:
		return 0
	}
	k, hi, lo := reduceExp(x)
	r := hi - lo
	// e**r - 1 = r + r**2 (...), and r = hi - lo - (rounding error of r).
	tail := float64(float64(r*r)*expTail(r)) + ((hi - r) - lo)
	return scale(onePlus(r, tail), k)
}

// onePlus returns 1 + r + tail, rounded nearly once, for |tail| < |r| < 1.
func onePlus(r, tail float64) float64 {
	s := 1 + r
	return s + ((r - (s - 1)) + tail)
}

// Expm1 returns e**x - 1, within 1.5 ulp, also near 0 where Exp(x) - 1 loses
// all its digits.
func Expm1(x float64) float64 {
	switch {
	case x != x || x == 0:
		return x
	case x > expOverflow:
		return math.Inf(1)
	case x < -40:
		return -1
	}
	k, hi, lo := reduceExp(x)
	r := hi - lo
	tail := float64(float64(r*r)*expTail(r)) + ((hi - r) - lo)
	if k == 0 {
		return r + tail
	}
	if k > 60 {
		return scale(onePlus(r, tail), k)
	}
	// 2**k (1 + p) - 1 = (2**k - 1) + 2**k p; the parentheses are exact up to k = 53.
	p := power2(k)
	return (p - 1) + (float64(p*r) + float64(p*tail))
}

// reduceExp returns k and hi, lo with x = k ln 2 + hi - lo.
func reduceExp(x float64) (k int, hi, lo float64) {
	f := math.Floor(float64(x*log2E) + 0.5)
	return int(f), x - float64(f*ln2Hi), float64(f * ln2Lo)
}

// expTail returns (e**r - 1 - r) / r**2 for |r| <= 0.35.
func expTail(r float64) float64 {
	const (
		c2  = 1.0 / 2
		c3  = c2 / 3
		c4  = c3 / 4
		c5  = c4 / 5
		c6  = c5 / 6
		c7  = c6 / 7
		c8  = c7 / 8
		c9  = c8 / 9
		c10 = c9 / 10
		c11 = c10 / 11
		c12 = c11 / 12
		c13 = c12 / 13
		c14 = c13 / 14
	)
	// Pairs, then pairs of pairs: shorter chains than Horner's rule.
	r2 := r * r
	r4 := r2 * r2
	r8 := r4 * r4
	p0 := math.FMA(r2, math.FMA(r, c5, c4), math.FMA(r, c3, c2))
	p1 := math.FMA(r2, math.FMA(r, c9, c8), math.FMA(r, c7, c6))
	p2 := math.FMA(r2, math.FMA(r, c13, c12), math.FMA(r, c11, c10))
	p2 = math.FMA(r4, c14, p2)
	return math.FMA(r8, p2, math.FMA(r4, p1, p0))
}

// Sigmoid returns 1 / (1 + e**-x), within 2 ulp.
func Sigmoid(x float64) float64 {
	if x < 0 {
		z := Exp(x)
		return z / (1 + z)
	}
	return 1 / (1 + Exp(-x))
}

// Tanh returns the hyperbolic tangent of x, within 2.5 ulp.
func Tanh(x float64) float64 {
	a := math.Abs(x)
	var t float64
	switch {
	case x != x || x == 0:
		return x
	case a > 22:
		t = 1
	case a > 0.5:
		t = 1 - 2/(Expm1(2*a)+2)
	default:
		e := Expm1(-2 * a)
		t = -e / (e + 2)
	}
	return math.Copysign(t, x)
}
