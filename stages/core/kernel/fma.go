package kernel

import "math"

// FMA returns a*b + c rounded once to float32, as one fused multiply-add
// instruction does, on every architecture.
//
// The product of two float32 is exact in float64, so the float64 sum s is
// a*b + c rounded to 53 bits. Rounding s again to 24 bits is right unless s
// lies exactly half way between two float32, or in the range where float32
// loses bits: there fmaSlow looks at what the first rounding dropped.
func FMA(a, b, c float32) float32 {
	s := float64(float64(a)*float64(b)) + float64(c)
	u := math.Float64bits(s)
	if u&0x1fffffff == 0x10000000 || u<<1>>53 <= 897 {
		return fmaSlow(a, b, c)
	}
	return float32(s)
}

// fmaSlow rounds the float64 sum to odd, which makes the second rounding
// harmless [BoldoMelquiond2008].
//
//go:noinline
func fmaSlow(a, b, c float32) float32 {
	p := float64(float64(a) * float64(b)) // exact
	d := float64(c)
	s := p + d
	t := s - p
	e := (p - (s - t)) + (d - t) // exact: p + d = s + e
	if e != 0 && e == e {
		u := math.Float64bits(s)
		if u&1 == 0 {
			if (e > 0) == (s > 0) {
				u++
			} else {
				u--
			}
			s = math.Float64frombits(u)
		}
	}
	return float32(s)
}
