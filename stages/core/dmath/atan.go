package dmath

import "math"

// pi/2 and pi, with what their float64 values leave over.
const (
	halfPiHi = 0x1.921fb54442d18p0
	halfPiLo = 0x1.1a62633145c07p-54
)

// atanTable has atan(i/8) in two parts.
var atanTable = [9][2]float64{ //nolint:gochecknoglobals // a table of constants, never written
	{0, 0},
	{0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
	{0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
	{0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
	{0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
	{0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
	{0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
	{0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
	{0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55},
}

// Atan returns the arctangent of x in radians, within 1.5 ulp.
//
// atan x = atan c + atan((x - c) / (1 + x c)) with c the nearest eighth; above
// 1, pi/2 - atan(1/x).
func Atan(x float64) float64 {
	if x != x || x == 0 {
		return x
	}
	a := math.Abs(x)
	var hi, lo float64
	if a <= 1 {
		hi, lo = atanPair(a, 1)
	} else {
		hi, lo = atanPair(1, a)
		hi, lo = halfPiMinus(hi, lo)
	}
	return math.Copysign(hi+lo, x)
}

// Atan2 returns the angle of the point (x, y), in radians in [-pi, pi], within
// 1.5 ulp.
func Atan2(y, x float64) float64 {
	if x != x || y != y {
		return math.NaN()
	}
	hi, lo := atanQuotient(math.Abs(y), math.Abs(x))
	if math.Signbit(x) {
		// pi - angle = pi/2 + (pi/2 - angle)
		hi, lo = halfPiMinus(hi, lo)
		sum, err := twoSum(halfPiHi, hi)
		hi, lo = sum, err+(lo+halfPiLo)
	}
	return math.Copysign(hi+lo, y)
}

// atanQuotient returns atan(y/x) for x, y >= 0, zeros and infinities included.
func atanQuotient(y, x float64) (hi, lo float64) {
	switch {
	case y == 0:
		return 0, 0
	case math.IsInf(x, 1) && math.IsInf(y, 1):
		return atanTable[8][0], atanTable[8][1]
	case math.IsInf(x, 1):
		return 0, 0
	case math.IsInf(y, 1):
		return halfPiHi, halfPiLo
	case y <= x:
		return atanPair(y, x)
	}
	hi, lo = atanPair(x, y)
	return halfPiMinus(hi, lo)
}

// atanPair returns atan(y/x) as a sum, for 0 <= y <= x.
func atanPair(y, x float64) (hi, lo float64) {
	if x > 0x1p1000 || x < 0x1p-900 {
		// The power of 2 nearest 1/x; the quotient does not change unless y
		// is so small that it rounds to zero beside x anyway.
		_, e := math.Frexp(x)
		s := power2(max(-1022, min(1023, -e)))
		x, y = x*s, y*s
	}
	q := y / x
	if q < 0x1p-27 {
		return q, 0
	}
	i := math.Floor(float64(8*q) + 0.5)
	c := i / 8
	// (y - c x) / (x + c y); c has four bits, and the difference is nearly exact.
	num := math.FMA(-c, x, y)
	den := math.FMA(c, y, x)
	t := num / den
	// What the quotient leaves over matters where atan c and t cancel.
	tLo := math.FMA(-t, den, num) / den
	entry := atanTable[int(i)]
	tail := float64(t*atanTail(t*t)) + (tLo + entry[1])
	sum, err := twoSum(entry[0], t)
	return sum, err + tail
}

// atanTail returns -w/3 + w**2/5 - w**3/7 + ... for 0 <= w <= 1/256.
func atanTail(w float64) float64 {
	p := math.FMA(w, -1.0/15, 1.0/13)
	p = math.FMA(w, p, -1.0/11)
	p = math.FMA(w, p, 1.0/9)
	p = math.FMA(w, p, -1.0/7)
	p = math.FMA(w, p, 1.0/5)
	p = math.FMA(w, p, -1.0/3)
	return float64(w * p)
}

// halfPiMinus returns pi/2 - (hi + lo).
func halfPiMinus(hi, lo float64) (float64, float64) {
	sum, err := twoSum(halfPiHi, -hi)
	return sum, err + (halfPiLo - lo)
}
