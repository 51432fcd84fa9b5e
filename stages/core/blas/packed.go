package blas

import "nofreelunch/stages/core/kernel"

// Packed holds op(B) in the order one instruction set's kernel reads it. The
// zero value is ready for Pack, which may be called again and again; it
// allocates only to grow. The matrix given to Pack is copied.
type Packed struct {
	kern *kern
	k, n int
	buf  []float32
	src  operand // during Pack; a field so that it is not allocated
}

// Pack copies op(B) (k x n), stored in b with leading dimension ldb, for the
// instruction set in force.
func (p *Packed) Pack(trans bool, k, n int, b []float32, ldb int) {
	checkSizes(0, n, k)
	p.src = operand{b, ldb, trans, k, n}
	p.src.check(badLdB, shortB)
	kn := active()
	padded := roundUp(n, kn.nr)
	p.kern, p.k, p.n = kn, k, n
	if len(p.buf) < padded*k {
		p.buf = kernel.Alloc(padded * k)
	}
	kc := kn.blockK(k)
	for k0 := 0; k0 < k; k0 += kc {
		kn.packB(p.buf[padded*k0:], &p.src, k0, min(kc, k-k0), 0, n)
	}
	p.src = operand{}
}

// panels returns the panels of block k0 (kc deep) from column n0, a multiple
// of the kernel's width.
func (p *Packed) panels(k0, kc, n0 int) []float32 {
	return p.buf[roundUp(p.n, p.kern.nr)*k0+n0*kc:]
}
