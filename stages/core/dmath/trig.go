package dmath

import (
	"math"
	"math/big"
)

// pi/2 in three parts; the first two have 20 and more trailing zero bits, so
// their products with a small integer are exact.
const (
	halfPi1 = 0x1.921fb54400000p0
	halfPi2 = 0x1.0b4611a600000p-34
	halfPi3 = 0x1.3198a2e037073p-69

	twoOverPi = 0x1.45f306dc9c883p-1
)

// Sin returns the sine of x radians, within 0.8 ulp.
func Sin(x float64) float64 {
	sin, _ := Sincos(x)
	return sin
}

// Cos returns the cosine of x radians, within 0.8 ulp.
func Cos(x float64) float64 {
	_, cos := Sincos(x)
	return cos
}

// Tan returns the tangent of x radians, within 2 ulp.
func Tan(x float64) float64 {
	sin, cos := Sincos(x)
	return sin / cos
}

// Sincos returns the sine and the cosine of x radians.
//
// x = q pi/2 + r + t with |r| <= pi/4 and t the rounding error of r.
func Sincos(x float64) (sin, cos float64) {
	const limit = 1 << 20
	if !(math.Abs(x) <= limit) {
		return sincosHuge(x)
	}
	if x == 0 {
		return x, 1 // keeps the sign of zero
	}
	q := math.Floor(float64(x*twoOverPi) + 0.5)
	a := x - float64(q*halfPi1)
	b := float64(q * halfPi2)
	r0 := a - b
	c := float64(q*halfPi3) - ((a - r0) - b)
	r := r0 - c
	return quadrant(int(q), sinKernel(r, (r0-r)-c), cosKernel(r, (r0-r)-c))
}

// quadrant turns the sine and cosine of r into those of q pi/2 + r.
func quadrant(q int, s, c float64) (sin, cos float64) {
	if q&1 != 0 {
		s, c = c, -s
	}
	if q&2 != 0 {
		s, c = -s, -c
	}
	return s, c
}

// sinKernel returns sin(r + t) for |r| <= pi/4.
func sinKernel(r, t float64) float64 {
	const (
		c3  = -1.0 / 6
		c5  = -c3 / (4 * 5)
		c7  = -c5 / (6 * 7)
		c9  = -c7 / (8 * 9)
		c11 = -c9 / (10 * 11)
		c13 = -c11 / (12 * 13)
		c15 = -c13 / (14 * 15)
		c17 = -c15 / (16 * 17)
	)
	z := r * r
	z2 := z * z
	z4 := z2 * z2
	p0 := math.FMA(z2, math.FMA(z, c9, c7), math.FMA(z, c5, c3))
	p1 := math.FMA(z2, math.FMA(z, c17, c15), math.FMA(z, c13, c11))
	p := math.FMA(z4, p1, p0)
	// sin(r + t) = sin r + t cos r.
	return r + math.FMA(float64(z*r), p, t*(1-float64(0.5*z)))
}

// cosKernel returns cos(r + t) for |r| <= pi/4.
func cosKernel(r, t float64) float64 {
	const (
		c4  = 1.0 / 24
		c6  = -c4 / (5 * 6)
		c8  = -c6 / (7 * 8)
		c10 = -c8 / (9 * 10)
		c12 = -c10 / (11 * 12)
		c14 = -c12 / (13 * 14)
		c16 = -c14 / (15 * 16)
	)
	z := r * r
	z2 := z * z
	z4 := z2 * z2
	p0 := math.FMA(z2, math.FMA(z, c10, c8), math.FMA(z, c6, c4))
	p1 := math.FMA(z2, c16, math.FMA(z, c14, c12))
	p := math.FMA(z4, p1, p0)
	half := float64(0.5 * z)
	w := 1 - half
	// (1 - w) - half is what the subtraction rounded away.
	return w + (((1 - w) - half) + math.FMA(z2, p, -float64(r*t)))
}

// sincosHuge reduces with pi to 1300 bits: slow, exact, and never met in a
// simulation.
func sincosHuge(x float64) (sin, cos float64) {
	if x-x != 0 {
		return math.NaN(), math.NaN()
	}
	const precision = 1300
	half := new(big.Float).SetPrec(precision).SetMantExp(bigPi(precision), -1)
	v := new(big.Float).SetPrec(precision).SetFloat64(x)
	q := new(big.Float).SetPrec(precision).Quo(v, half)
	n, _ := q.Add(q, big.NewFloat(math.Copysign(0.5, x))).Int(nil)
	v.Sub(v, half.Mul(half, new(big.Float).SetPrec(precision).SetInt(n)))
	r, _ := v.Float64()
	t, _ := v.Sub(v, big.NewFloat(r)).Float64()
	quarter := int(new(big.Int).And(n, big.NewInt(3)).Int64())
	return quadrant(quarter, sinKernel(r, t), cosKernel(r, t))
}

// bigPi returns pi by Machin's formula, 16 atan(1/5) - 4 atan(1/239).
func bigPi(precision uint) *big.Float {
	unit := new(big.Int).Lsh(big.NewInt(1), precision+16)
	pi := new(big.Int).Mul(big.NewInt(16), bigArctanInverse(unit, 5))
	pi.Sub(pi, new(big.Int).Mul(big.NewInt(4), bigArctanInverse(unit, 239)))
	f := new(big.Float).SetPrec(precision).SetInt(pi)
	return f.SetMantExp(f, -int(precision+16))
}

// bigArctanInverse returns unit * atan(1/n).
func bigArctanInverse(unit *big.Int, n int64) *big.Int {
	sum := new(big.Int)
	power := new(big.Int).Quo(unit, big.NewInt(n))
	for k := int64(0); power.Sign() != 0; k++ {
		term := new(big.Int).Quo(power, big.NewInt(2*k+1))
		if k%2 == 0 {
			sum.Add(sum, term)
		} else {
			sum.Sub(sum, term)
		}
		power.Quo(power, big.NewInt(n*n))
	}
	return sum
}
