package blas

import (
	"math"
	"unsafe"

	"nofreelunch/stages/kernel"
)

// portable is the kernel in plain Go, and the definition of the others.
var portable = kern{
	id: kernel.Portable, mr: 1, nr: 8,
	tile:  tileGo,
	packA: packAGo,
	packB: func(dst []float32, x *operand, k0, kc, n0, nc int) { packBGo(8, dst, x, k0, kc, n0, nc) },
}

func tileGo(s *scratch, _, cols, k int, a, b, c *float32, _ int, load bool) {
	out := unsafe.Slice(c, cols)
	acc := (*[8]float32)(s.tile[:8])
	*acc = [8]float32{}
	if load {
		copy(acc[:], out)
	}
	row1x8(unsafe.Slice(a, k), unsafe.Slice(b, 8*k), acc)
	copy(out, acc[:])
}

// row1x8 sets acc[j] to the chain of a[p] b[p][j] over p, from acc[j].
func row1x8(a, b []float32, acc *[8]float32) {
	s0, s1, s2, s3 := float64(acc[0]), float64(acc[1]), float64(acc[2]), float64(acc[3])
	s4, s5, s6, s7 := float64(acc[4]), float64(acc[5]), float64(acc[6]), float64(acc[7])
	for p, x := range a {
		q := (*[8]float32)(b[8*p:])
		d := float64(x)
		s0, s1 = fma(d, x, q[0], s0), fma(d, x, q[1], s1)
		s2, s3 = fma(d, x, q[2], s2), fma(d, x, q[3], s3)
		s4, s5 = fma(d, x, q[4], s4), fma(d, x, q[5], s5)
		s6, s7 = fma(d, x, q[6], s6), fma(d, x, q[7], s7)
	}
	acc[0], acc[1], acc[2], acc[3] = float32(s0), float32(s1), float32(s2), float32(s3)
	acc[4], acc[5], acc[6], acc[7] = float32(s4), float32(s5), float32(s6), float32(s7)
}

// fma is kernel.FMA small enough to be inlined, with the sum kept in float64:
// d is float64(x). See there why almost all sums may be rounded twice.
func fma(d float64, x, y float32, s float64) float64 {
	t := float64(d*float64(y)) + s
	if u := math.Float64bits(t); u&0x1fffffff == 0x10000000 || u<<1>>53 <= 897 {
		return float64(kernel.FMA(x, y, float32(s)))
	}
	return float64(float32(t))
}
