// Package blas multiplies float32 matrices:
//
//	C = op(A) op(B) + beta C,  op(X) = X or its transpose
//
// at close to the processor's peak and with the same bits on every processor.
// The method is Goto's [Goto2008] as arranged by BLIS [VanZee2015]: panels of
// A and B are copied into the order in which a small register-blocked kernel
// reads them. Package kernel chooses that kernel.
//
// Bits: every element of C is one chain of fused multiply-adds over k in
// increasing order, starting from C (beta 1) or from +0 (beta 0). Blocks of k
// resume the chain from C, threads divide rows and columns only, and no
// padding enters a chain, so blocking, threads and instruction set cannot
// change a result. Subnormals are kept; NaN and Inf propagate as in that chain
// (C is not read when beta is 0); a NaN's payload and sign are unspecified.
//
// Matrices are row-major slices with a leading dimension. A and B may be the
// same memory; C must not overlap them. Sizes may be 0. Faulty sizes panic with
// constant messages, as gonum does. It knows nothing of networks.
package blas

// Panics, worded as in gonum.
const (
	mLT0    = "blas: m < 0"
	nLT0    = "blas: n < 0"
	kLT0    = "blas: k < 0"
	badLdA  = "blas: bad leading dimension of A"
	badLdB  = "blas: bad leading dimension of B"
	badLdC  = "blas: bad leading dimension of C"
	shortA  = "blas: insufficient length of a"
	shortB  = "blas: insufficient length of b"
	shortC  = "blas: insufficient length of c"
	badBeta = "blas: beta is neither 0 nor 1"
	badPack = "blas: weights were not packed"
)

// operand is one side of a product, op(X) of rows x cols.
type operand struct {
	data       []float32
	ld         int
	trans      bool
	rows, cols int
}

// check panics unless the slice holds the matrix as it is stored.
func (x *operand) check(badLd, short string) {
	r, c := x.rows, x.cols
	if x.trans {
		r, c = c, r
	}
	checkStored(r, c, x.data, x.ld, badLd, short)
}

// checkStored panics unless data holds r rows of c values, ld apart. It does
// not multiply, so that a huge ld cannot overflow.
func checkStored(r, c int, data []float32, ld int, badLd, short string) {
	if ld < max(1, c) {
		panic(badLd)
	}
	if r == 0 || c == 0 {
		return
	}
	if len(data) < c || (len(data)-c)/ld < r-1 {
		panic(short)
	}
}

// Gemm sets C (m x n) to op(A) op(B), plus C if beta is 1. op(A) is m x k and
// op(B) is k x n; beta must be 0 or 1. It allocates nothing once the workspace
// has seen a product of that size.
func (w *Workspace) Gemm(transA, transB bool, m, n, k int, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	w.gemm(transA, transB, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
}

// gemm is Gemm with A scaled by alpha first, each element rounded.
func (w *Workspace) gemm(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkSizes(m, n, k)
	j := job{
		a: operand{a, lda, transA, m, k}, b: operand{b, ldb, transB, k, n},
		m: m, n: n, k: k, alpha: alpha, load: checkBeta(beta), c: c, ldc: ldc,
	}
	j.a.check(badLdA, shortA)
	j.b.check(badLdB, shortB)
	checkStored(m, n, c, ldc, badLdC, shortC)
	j.kern = active()
	w.p.multiply(&j)
}

// GemmPacked is Gemm with weights packed before, which saves copying them for
// every product: C (m x n) = op(A) P, plus C if beta is 1.
func (w *Workspace) GemmPacked(transA bool, m int, a []float32, lda int, p *Packed, beta float32, c []float32, ldc int) {
	if p.kern == nil {
		panic(badPack)
	}
	checkSizes(m, p.n, p.k)
	j := job{
		a: operand{a, lda, transA, m, p.k}, packed: p,
		m: m, n: p.n, k: p.k, alpha: 1, load: checkBeta(beta), c: c, ldc: ldc,
	}
	j.a.check(badLdA, shortA)
	checkStored(m, p.n, c, ldc, badLdC, shortC)
	j.kern = p.kern
	w.p.multiply(&j)
}

func checkSizes(m, n, k int) {
	switch {
	case m < 0:
		panic(mLT0)
	case n < 0:
		panic(nLT0)
	case k < 0:
		panic(kLT0)
	}
}

func checkBeta(beta float32) bool {
	if beta != 0 && beta != 1 {
		panic(badBeta)
	}
	return beta == 1
}
