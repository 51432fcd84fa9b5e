package blas

import (
	"nofreelunch/stages/core/kernel"
)

//go:generate go run -C _asm . -out ../gemm_amd64.s -stubs ../gemm_amd64.go -pkg blas
//go:generate go run -C _asm . -arm64 ../gemm_arm64.s

// kerns are the kernels of this architecture, best first.
var kerns = []kern{
	{id: kernel.AVX512, mr: 14, nr: 32, tile: tileAVX512, packA: packA512, packB: packB512},
	{id: kernel.AVX2, mr: 6, nr: 16, tile: tileAVX2, packA: packA256, packB: packB256},
	portable,
}

type tileFunc func(k int, a, b, c *float32, ldc uintptr, mask uint32, load bool)

var tiles512 = [...]tileFunc{
	1: tileAVX512x1, tileAVX512x2, tileAVX512x3, tileAVX512x4, tileAVX512x5, tileAVX512x6, tileAVX512x7,
	tileAVX512x8, tileAVX512x9, tileAVX512x10, tileAVX512x11, tileAVX512x12, tileAVX512x13, tileAVX512x14,
}

var tiles256 = [...]tileFunc{1: tileAVX2x1, tileAVX2x2, tileAVX2x3, tileAVX2x4, tileAVX2x5, tileAVX2x6}

func tileAVX512(_ *scratch, rows, cols, k int, a, b, c *float32, ldc int, load bool) {
	tiles512[rows](k, a, b, c, uintptr(4*ldc), uint32(1<<cols-1), load)
}

// tileAVX2 computes tiles narrower than the kernel in the scratch tile.
func tileAVX2(s *scratch, rows, cols, k int, a, b, c *float32, ldc int, load bool) {
	if cols == 16 {
		tiles256[rows](k, a, b, c, uintptr(4*ldc), 0, load)
		return
	}
	s.edge(16, rows, cols, c, ldc, load, func(t *float32) { tiles256[rows](k, a, b, t, 64, 0, load) })
}

// packA512 copies a panel of up to 14 rows of op(A).
func packA512(dst []float32, x *operand, m0, rows, k0, kc int) {
	if x.trans {
		copyMasked(kc, &x.data[k0*x.ld+m0], uintptr(4*x.ld), &dst[0], uintptr(4*rows), uint32(1<<rows-1))
		return
	}
	packRows(dst, x, m0, rows, k0, kc)
}

// packA256 copies a panel of up to 6 rows of op(A).
func packA256(dst []float32, x *operand, m0, rows, k0, kc int) {
	if x.trans {
		packAGo(dst, x, m0, rows, k0, kc)
		return
	}
	packRows(dst, x, m0, rows, k0, kc)
}

// packRows copies rows of an untransposed A, 8 at a time. For fewer than 8 it
// copies 8 where A has them: each column overwrites what the one before wrote
// too much, and scratch has room for the last.
func packRows(dst []float32, x *operand, m0, rows, k0, kc int) {
	done := 0
	if k8 := kc / 8; k8 > 0 && (rows >= 8 || x.rows-m0 >= 8) {
		lds, ldd := uintptr(4*x.ld), uintptr(4*rows)
		transpose8(k8, &x.data[m0*x.ld+k0], lds, &dst[0], ldd)
		if rows > 8 {
			transpose8(k8, &x.data[(m0+rows-8)*x.ld+k0], lds, &dst[rows-8], ldd)
		}
		done = 8 * k8
	}
	if done < kc {
		packAGo(dst[done*rows:], x, m0, rows, k0+done, kc-done)
	}
}

func packB512(dst []float32, x *operand, k0, kc, n0, nc int) {
	packPanels(32, copyRows32, dst, x, k0, kc, n0, nc)
}

func packB256(dst []float32, x *operand, k0, kc, n0, nc int) {
	packPanels(16, copyRows16, dst, x, k0, kc, n0, nc)
}

// packPanels is packBGo with whole panels copied by vectors.
func packPanels(nr int, copyRows func(int, *float32, uintptr, *float32), dst []float32, x *operand, k0, kc, n0, nc int) {
	for j := 0; j < nc; j += nr {
		d := dst[j*kc:][:nr*kc]
		switch {
		case nc-j < nr:
			packPanelGo(nr, d, x, k0, kc, n0+j, nc-j)
		case x.trans:
			packColumns(nr, d, x, k0, kc, n0+j)
		default:
			copyRows(kc, &x.data[k0*x.ld+n0+j], uintptr(4*x.ld), &d[0])
		}
	}
}

// packColumns copies nr columns of a transposed B, 8 at a time.
func packColumns(nr int, dst []float32, x *operand, k0, kc, n0 int) {
	k8 := kc / 8
	for h := 0; h < nr; h += 8 {
		if k8 > 0 {
			transpose8(k8, &x.data[(n0+h)*x.ld+k0], uintptr(4*x.ld), &dst[h], uintptr(4*nr))
		}
		for i := h; i < h+8; i++ {
			for p := 8 * k8; p < kc; p++ {
				dst[p*nr+i] = x.data[(n0+i)*x.ld+k0+p]
			}
		}
	}
}

// FMALoop runs n rounds of independent fused multiply-adds with the kernel in
// force and returns how many floating-point operations that was: timing it
// gives the processor's peak.
func FMALoop(n int) float64 {
	switch active().id {
	case kernel.AVX512:
		peakAVX512(n)
		return float64(n) * 12 * 32
	case kernel.AVX2:
		peakAVX2(n)
		return float64(n) * 12 * 16
	default:
		return fmaLoopGo(n)
	}
}
