package dmath

import "math"

// Pow returns x**y. Its error is below 1 ulp where |y ln x| < 50 and grows to
// 12 ulp at the edge of overflow. Special values follow math.Pow.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return math.NaN()
	case x == 0, math.IsInf(x, 0), math.IsInf(y, 0):
		return powSpecial(x, y)
	}
	odd := false
	if x < 0 {
		if y != math.Floor(y) {
			return math.NaN()
		}
		odd = isOdd(y)
		x = -x
	}
	hi, lo, _ := logPair(x)
	p := y * hi
	r := Exp(p)
	if r != 0 && !math.IsInf(r, 0) {
		r = math.FMA(r, math.FMA(y, hi, -p)+float64(y*lo), r)
	}
	if odd {
		return -r
	}
	return r
}

func isOdd(y float64) bool {
	return math.Abs(y) < 1<<53 && int64(y)&1 == 1
}

// powSpecial is Pow where x is 0 or an argument is infinite.
func powSpecial(x, y float64) float64 {
	if math.IsInf(y, 0) {
		switch a := math.Abs(x); {
		case a == 1:
			return 1
		case (a > 1) == (y > 0):
			return math.Inf(1)
		}
		return 0
	}
	r := 0.0
	if (x == 0) == (y < 0) {
		r = math.Inf(1)
	}
	if math.Signbit(x) && y == math.Floor(y) && (isOdd(y)) {
		return -r
	}
	return r
}

// Cbrt returns the cube root of x, within 1 ulp.
func Cbrt(x float64) float64 {
	if x == 0 || x-x != 0 {
		return x
	}
	a := math.Abs(x)
	if a < 0x1p-900 {
		return Cbrt(x*0x1p300) * 0x1p-100 // the residual below would be subnormal
	}
	t := Exp(Log(a) / 3)
	// One Newton step in which the residual is exact to first order.
	t2 := t * t
	t2Lo := math.FMA(t, t, -t2)
	residual := math.FMA(-t, t2, a) - float64(t*t2Lo)
	return math.Copysign(t+residual/(3*t2), x)
}

// Hypot returns sqrt(x**2 + y**2), within 1 ulp, without undue overflow.
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	switch {
	case math.IsInf(x, 0) || math.IsInf(y, 0):
		return math.Inf(1)
	case x != x || y != y:
		return math.NaN()
	}
	if x < y {
		x, y = y, x
	}
	switch {
	case x > 0x1p500:
		return math.Sqrt(sumSquares(x*0x1p-600, y*0x1p-600)) * 0x1p600
	case y < 0x1p-500 && x > 0x1p-400:
		return x
	case y < 0x1p-500:
		return math.Sqrt(sumSquares(x*0x1p600, y*0x1p600)) * 0x1p-600
	}
	return math.Sqrt(sumSquares(x, y))
}

func sumSquares(x, y float64) float64 { return math.FMA(x, x, float64(y*y)) }
