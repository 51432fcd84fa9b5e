package dmath

import "math"

// Log returns the natural logarithm of x, within 0.7 ulp.
//
// x = 2**k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), and with s = f / (2 + f),
// ln(1 + f) = 2 (s + s**3/3 + s**5/5 + ...).
func Log(x float64) float64 {
	if x <= 0 || x-x != 0 {
		return logSpecial(x)
	}
	k, f := reduceLog(x)
	// f - (f**2/2 - s (f**2/2 + R)) keeps the leading term exact.
	s := f / (2 + f)
	half := float64(0.5 * float64(f*f))
	rest := float64(s * (half + logTail(s*s)))
	return float64(k*ln2Hi) - ((half - (rest + float64(k*ln2Lo))) - f)
}

// Log1p returns ln(1 + x), within 2 ulp, also near 0.
func Log1p(x float64) float64 {
	u := 1 + x
	switch {
	case u == 1:
		return x // below half an ulp of 1
	case x == math.Inf(1):
		return x
	}
	// Kahan: the rounding error of u cancels in the quotient.
	return Log(u) * (x / (u - 1))
}

// Log2 returns the binary logarithm of x, exact for powers of 2.
func Log2(x float64) float64 {
	hi, lo, ok := logPair(x)
	if !ok {
		return logSpecial(x)
	}
	if frac, k := math.Frexp(x); frac == 0.5 {
		return float64(k - 1)
	}
	return timesPair(log2E, log2ELo, hi, lo)
}

// Log10 returns the decimal logarithm of x, within 1 ulp.
func Log10(x float64) float64 {
	hi, lo, ok := logPair(x)
	if !ok {
		return logSpecial(x)
	}
	return timesPair(log10E, log10ELo, hi, lo)
}

// 1/ln 2 and 1/ln 10, what their float64 values leave over.
const (
	log2ELo  = 0x1.777d0ffda0d24p-56
	log10E   = 0x1.bcb7b1526e50ep-2
	log10ELo = 0x1.95355baaafad3p-57
)

// timesPair returns (a + aLo)(b + bLo), rounded once or nearly so.
func timesPair(a, aLo, b, bLo float64) float64 {
	p := float64(a * b)
	return p + (math.FMA(a, b, -p) + (float64(a*bLo) + float64(aLo*b)))
}

func logSpecial(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	}
	return x // NaN, +Inf
}

// reduceLog returns k, as a float64, and f with x = 2**k (1 + f).
func reduceLog(x float64) (k, f float64) {
	const subnormal = 0x1p-1022
	e := 0
	if x < subnormal {
		x *= 0x1p54
		e = -54
	}
	b := math.Float64bits(x)
	// Adding the distance from sqrt(1/2) to 1 carries into the exponent when
	// the fraction is above sqrt(2).
	const sqrtHalf = 0x3fe6a09e667f3bcd
	b += 0x3ff0000000000000 - sqrtHalf
	e += int(b>>52) - 1023
	m := math.Float64frombits(b&(1<<52-1) + sqrtHalf)
	return float64(e), m - 1
}

// logTail returns 2 (w/3 + w**2/5 + w**3/7 + ...) for 0 <= w <= 0.0295.
func logTail(w float64) float64 {
	w2 := w * w
	w4 := w2 * w2
	p0 := math.FMA(w2, math.FMA(w, 2.0/9, 2.0/7), math.FMA(w, 2.0/5, 2.0/3))
	p1 := math.FMA(w2, math.FMA(w, 2.0/17, 2.0/15), math.FMA(w, 2.0/13, 2.0/11))
	p2 := math.FMA(w2, 2.0/23, math.FMA(w, 2.0/21, 2.0/19))
	return float64(w * math.FMA(w4, math.FMA(w4, p2, p1), p0))
}

// logPair returns ln x as a sum hi + lo with about 60 good bits; ok is false
// where the logarithm is not finite.
func logPair(x float64) (hi, lo float64, ok bool) {
	if !(x > 0) || x-x != 0 {
		return 0, 0, false
	}
	k, f := reduceLog(x)
	g := 2 + f
	gLo := f - (g - 2)
	s := f / g
	sLo := (math.FMA(-s, g, f) - float64(s*gLo)) / g
	tail := float64(s*logTail(s*s)) + float64(2*sLo)
	hi, lo = twoSum(float64(k*ln2Hi), float64(2*s))
	return fastTwoSum(hi, lo+(tail+float64(k*ln2Lo)))
}

// twoSum returns a + b as a rounded sum and its exact error.
func twoSum(a, b float64) (sum, err float64) {
	sum = a + b
	t := sum - a
	return sum, (a - (sum - t)) + (b - t)
}

// fastTwoSum is twoSum for |a| >= |b| or a = 0.
func fastTwoSum(a, b float64) (sum, err float64, ok bool) {
	sum = a + b
	return sum, b - (sum - a), true
}
