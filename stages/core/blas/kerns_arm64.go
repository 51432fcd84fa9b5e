package blas

import "nofreelunch/stages/core/kernel"

// kerns are the kernels of this architecture, best first.
var kerns = []kern{
	{id: kernel.NEON, mr: 8, nr: 12, tile: tile8x12, packA: packANEON, packB: packBNEON},
	portable,
}

//go:noescape
func tileNEON(k int, a, b, c *float32, ldc uintptr, load bool)

func peakNEON(n int)

// tile8x12 computes smaller tiles in the scratch tile.
func tile8x12(s *scratch, rows, cols, k int, a, b, c *float32, ldc int, load bool) {
	if rows == 8 && cols == 12 {
		tileNEON(k, a, b, c, uintptr(4*ldc), load)
		return
	}
	s.edge(12, rows, cols, c, ldc, load, func(t *float32) { tileNEON(k, a, b, t, 48, load) })
}

// packANEON copies a panel of rows of op(A), filled up to 8 with zeros.
func packANEON(dst []float32, x *operand, m0, rows, k0, kc int) {
	if rows < 8 {
		clear(dst[:8*kc])
	}
	if x.trans {
		for p := range kc {
			copy(dst[8*p:8*p+rows], x.data[(k0+p)*x.ld+m0:])
		}
		return
	}
	for i := range rows {
		for p, v := range x.data[(m0+i)*x.ld+k0:][:kc] {
			dst[8*p+i] = v
		}
	}
}

func packBNEON(dst []float32, x *operand, k0, kc, n0, nc int) {
	packBGo(12, dst, x, k0, kc, n0, nc)
}

// FMALoop runs n rounds of independent fused multiply-adds with the kernel in
// force and returns how many floating-point operations that was: timing it
// gives the processor's peak.
func FMALoop(n int) float64 {
	if active().id == kernel.NEON {
		peakNEON(n)
		return float64(n) * 16 * 8
	}
	return fmaLoopGo(n)
}
