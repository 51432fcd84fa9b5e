package blas

import (
	"math"
	"unsafe"

	"nofreelunch/stages/core/kernel"
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

// row1x8 sets acc[j] to the chain of a[p] b[p][j] over p, from acc[j]: with
// kernel.FMA in place, and the sums kept in float64.
func row1x8(a, b []float32, acc *[8]float32) {
	var s [8]float64
	for j, v := range acc {
		s[j] = float64(v)
	}
	for p, x := range a {
		q := (*[8]float32)(b[8*p:])
		d := float64(x)
		for j, y := range q {
			t := float64(d*float64(y)) + s[j]
			if u := math.Float64bits(t); u&0x1fffffff == 0x10000000 || u<<1>>53 <= 897 {
				s[j] = float64(kernel.FMA(x, y, float32(s[j])))
			} else {
				s[j] = float64(float32(t))
			}
		}
	}
	for j := range acc {
		acc[j] = float32(s[j])
	}
}

// fmaLoopGo is FMALoop for the portable kernel.
func fmaLoopGo(n int) float64 {
	var a, b [8]float32
	var acc [8]float32
	for range n {
		row1x8(a[:1], b[:], &acc)
	}
	return float64(n) * 16
}
