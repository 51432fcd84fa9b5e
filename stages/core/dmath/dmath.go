// Package dmath has the elementary functions of float64 that return the same
// bits on every platform.
//
// The standard library's Exp, Log, Sin, Cos, Tanh, Atan, Pow, Hypot and their
// relatives have assembly on some architectures and leave the compiler free
// to fuse a multiplication and an addition on others, so their last bits
// differ between machines. Here every product that meets a sum is either
// rounded explicitly, float64(x*y) + z, or fused explicitly, math.FMA; the
// only functions used from package math are exactly rounded (Sqrt, FMA) or
// exact (Abs, Floor, Float64bits).
//
// Each function is an argument reduction followed by its Taylor series: the
// coefficients are exact rationals that can be checked by eye, at the price
// of one or two terms more than a minimax polynomial. Each states its largest
// error in units in the last place (ulp), which the tests measure against
// arithmetic of 200 bits. Special values follow package math.
//
// References: Cody and Waite, Software Manual for the Elementary Functions
// (1980), for the reductions; Wichura, Algorithm AS 241, Applied Statistics 37
// (1988), for the normal quantile.
//
// The package knows nothing of float32 or of vectors: stages/core/vec has those.
package dmath

import "math"

// ln 2 in two parts; the first has 21 trailing zero bits, so its products
// with an exponent are exact.
const (
	ln2Hi = 0x1.62e42fee00000p-1
	ln2Lo = 0x1.a39ef35793c76p-33
)

// scale returns x * 2**k for x near 1 and k > -1080, rounding once where the
// result is subnormal.
func scale(x float64, k int) float64 {
	switch {
	case k > 1023:
		return x * 0x1p1023 * power2(min(k-1023, 1023))
	case k < -1022:
		// The first factor keeps x normal, so only the second one rounds.
		return x * power2(k+1022) * 0x1p-1022
	}
	return x * power2(k)
}

// power2 returns 2**k for -1022 <= k <= 1023.
func power2(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }
