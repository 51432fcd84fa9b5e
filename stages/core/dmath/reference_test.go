package dmath

import (
	"math"
	"math/big"
)

// Arithmetic of 200 bits and more, to measure the functions against.
const refPrecision = 260

func ref(x float64) *big.Float { return new(big.Float).SetPrec(refPrecision).SetFloat64(x) }

func refZero() *big.Float { return new(big.Float).SetPrec(refPrecision) }

// refExp sums the series at x / 2**m and squares m times.
func refExp(x *big.Float) *big.Float {
	const m = 16
	y := refZero().SetMantExp(x, -m)
	sum, term := ref(1), ref(1)
	for n := 1; n < 60; n++ {
		term.Mul(term, y)
		term.Quo(term, ref(float64(n)))
		sum.Add(sum, term)
	}
	for range m {
		sum.Mul(sum, sum)
	}
	return sum
}

// refLog solves e**y = x by Newton's method from math.Log.
func refLog(x *big.Float) *big.Float {
	m := refZero()
	e := x.MantExp(m)
	f, _ := m.Float64()
	y := ref(math.Log(f))
	for range 4 {
		ey := refExp(y)
		d := refZero().Sub(m, ey)
		d.Quo(d, ey)
		// ln(1 + d) = d - d**2/2: cubic convergence.
		d2 := refZero().Mul(d, d)
		y.Add(y, d)
		y.Sub(y, d2.Quo(d2, ref(2)))
	}
	if e != 0 {
		two := refLog2()
		y.Add(y, two.Mul(two, ref(float64(e))))
	}
	return y
}

func refLog2() *big.Float {
	// ln 2 = sum 1/(n 2**n)
	sum, p := refZero(), ref(1)
	for n := 1; n < refPrecision+10; n++ {
		p.Quo(p, ref(2))
		sum.Add(sum, refZero().Quo(p, ref(float64(n))))
	}
	return sum
}

// refSincos sums the series; |x| must be below 100 or so.
func refSincos(x *big.Float) (sin, cos *big.Float) {
	sin, cos = refZero(), ref(1)
	term := ref(1)
	for n := 1; n < 400; n++ {
		term.Mul(term, x)
		term.Quo(term, ref(float64(n)))
		switch n % 4 {
		case 0:
			cos.Add(cos, term)
		case 1:
			sin.Add(sin, term)
		case 2:
			cos.Sub(cos, term)
		case 3:
			sin.Sub(sin, term)
		}
	}
	return sin, cos
}

// refAtan solves tan y = x by Newton's method from math.Atan.
func refAtan(x *big.Float) *big.Float {
	f, _ := x.Float64()
	y := ref(math.Atan(f))
	for range 4 {
		// y += (x cos y - sin y) / (cos y + x sin y), cubic to first order in the error.
		s, c := refSincos(y)
		num := refZero().Mul(x, c)
		num.Sub(num, s)
		den := refZero().Mul(x, s)
		den.Add(den, c)
		y.Add(y, num.Quo(num, den))
	}
	return y
}

// ulps is the distance from got to want in units of want's last place.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if w == got {
		// Below half an ulp; the exact part is computed all the same.
		if math.IsInf(w, 0) || w == 0 {
			return 0
		}
	}
	_, e := math.Frexp(w)
	unit := math.Ldexp(1, max(e-53, -1074))
	d := refZero().Sub(ref(got), want)
	f, _ := d.Quo(d, ref(unit)).Float64()
	return math.Abs(f)
}
