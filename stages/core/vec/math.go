package vec

import (
	"math"

	"nofreelunch/stages/core/kernel"
)

func bits(x float32) uint32     { return math.Float32bits(x) }
func fromBits(u uint32) float32 { return math.Float32frombits(u) }

// pick returns a > b ? a : b, so b when either is NaN.
func pickMax(a, b float32) float32 {
	if a > b {
		return a
	}
	return b
}

// pickMin returns a < b ? a : b, so b when either is NaN.
func pickMin(a, b float32) float32 {
	if a < b {
		return a
	}
	return b
}

// The constants of exp: beyond expLo the result rounds to 0, beyond expHi it
// overflows. roundMagic + n holds the integer n in its low bits. ln2 comes in
// two parts [CodyWaite1980].
const (
	expLo      = -104
	expHi      = 89
	expNegLo   = -87
	log2e      = 1.44269504088896341
	roundMagic = 12582912
	ln2Hi      = 0.693147182464599609375
	ln2Lo      = -1.904654299957767e-09
	exp5       = 1.9875691500e-4
	exp4       = 1.3981999507e-3
	exp3       = 8.3334519073e-3
	exp2       = 4.1665795894e-2
	exp1       = 1.6666665459e-1
	exp0       = 5.0000001201e-1
)

// exp returns e**x: e**x = 2**n * e**r, |r| <= ln2/2, and a polynomial in r.
// The power of two is applied in two halves so that results may be subnormal.
func exp(x float32) float32 {
	x = pickMax(expLo, x)
	x = pickMin(expHi, x)
	y, t := expReduced(x)
	k := int32(bits(t)) - int32(bits(roundMagic))
	half := k >> 1
	y = fromBits(bits(y) + uint32(half)<<23)
	return y * fromBits(uint32(k-half+127)<<23)
}

// expNeg returns e**x for x <= 0, but e**-87 = 1.6e-38 for all x below -87: a
// third cheaper, and what softmax, sigmoid and tanh need.
func expNeg(x float32) float32 {
	y, t := expReduced(pickMax(expNegLo, x))
	return fromBits(bits(y) + bits(t)<<23)
}

// expReduced returns e**r, and n in the low bits of t.
func expReduced(x float32) (y, t float32) {
	t = kernel.FMA(x, log2e, roundMagic)
	n := t - roundMagic
	r := kernel.FMA(-n, ln2Hi, x)
	r = kernel.FMA(-n, ln2Lo, r)
	p := kernel.FMA(exp5, r, exp4)
	p = kernel.FMA(p, r, exp3)
	p = kernel.FMA(p, r, exp2)
	p = kernel.FMA(p, r, exp1)
	p = kernel.FMA(p, r, exp0)
	p = kernel.FMA(p, float32(r*r), r)
	return p + 1, t
}

// The constants of log, a minimax polynomial in s*s with s = f/(2+f)
// [FreeBSD msun, e_logf.c].
const (
	log1     = 0xaaaaaa.0p-24
	log2     = 0xccce13.0p-25
	log3     = 0x91e9ee.0p-25
	log4     = 0xf89e26.0p-26
	logLn2Hi = 6.9313812256e-01
	logLn2Lo = 9.0580006145e-06
)

// log1pCore returns log(2**k * (1+f)) for 1+f around 1.
func log1pCore(f, k float32) float32 {
	s := f / (2 + f)
	z := float32(s * s)
	w := float32(z * z)
	even := float32(w * kernel.FMA(w, log4, log2))
	odd := float32(z * kernel.FMA(w, log3, log1))
	half := float32(0.5 * float32(f*f))
	y := float32(s * (half + (even + odd)))
	y = kernel.FMA(k, logLn2Lo, y)
	y = (y - half) + f
	return kernel.FMA(k, logLn2Hi, y)
}

// sigmoid returns 1/(1+e**-x), from e = e**-|x| so that both tails keep their
// relative accuracy, down to x = -87.
func sigmoid(x float32) float32 {
	e := expNeg(fromBits(bits(x) | 0x80000000))
	num := float32(1)
	if x < 0 {
		num = e
	}
	return num / (1 + e)
}

// The constants of tanh: below tanhSmall an odd polynomial.
const (
	tanhSmall = 0.625
	tanh5     = -5.70498872745e-3
	tanh4     = 2.06390887954e-2
	tanh3     = -5.37397155531e-2
	tanh2     = 1.33314422036e-1
	tanh1     = -3.33332819422e-1
)

// tanh returns the hyperbolic tangent, 1 - 2e/(1+e) for e = e**-2|x|, with the
// sign of x.
func tanh(x float32) float32 {
	a := fromBits(bits(x) | 0x80000000)
	e := expNeg(a + a)
	y := kernel.FMA(-2, e/(1+e), 1)
	if -tanhSmall < a {
		z := float32(x * x)
		p := kernel.FMA(tanh5, z, tanh4)
		p = kernel.FMA(p, z, tanh3)
		p = kernel.FMA(p, z, tanh2)
		p = kernel.FMA(p, z, tanh1)
		y = kernel.FMA(p, float32(z*x), x)
	}
	return fromBits(bits(y) | bits(x)&0x80000000)
}

// log64 returns the natural logarithm of a normal positive float64, within
// 1 ulp, in plain operations only; NaN and Inf come back as they are and 0
// gives -Inf [FreeBSD msun, e_log.c].
func log64(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 0) {
		switch {
		case x == 0:
			return math.Inf(-1)
		case x < 0:
			return math.NaN()
		}
		return x
	}
	f1, ki := math.Frexp(x)
	if f1 < math.Sqrt2/2 {
		f1 *= 2
		ki--
	}
	f := f1 - 1
	k := float64(ki)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	t1 := float64(s2 * (6.666666666666735130e-01 + float64(s4*(2.857142874366239149e-01+float64(s4*(1.818357216161805012e-01+float64(s4*1.479819860511658591e-01)))))))
	t2 := float64(s4 * (3.999999999940941908e-01 + float64(s4*(2.222219843214978396e-01+float64(s4*1.531383769920937332e-01)))))
	r := t1 + t2
	hfsq := float64(float64(0.5*f) * f)
	return float64(k*6.93147180369123816490e-01) - ((hfsq - (float64(s*(hfsq+r)) + float64(k*1.90821492927058770002e-10))) - f)
}
