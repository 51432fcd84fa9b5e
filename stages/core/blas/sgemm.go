package blas

// Sgemm sets C = alpha op(A) op(B) + beta C. A is scaled by alpha and C by
// beta first, each element rounded; C is not read if beta is 0.
func (w *Workspace) Sgemm(transA, transB bool, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	checkSizes(m, n, k)
	x, y := operand{a, lda, transA, m, k}, operand{b, ldb, transB, k, n}
	x.check(badLdA, shortA)
	y.check(badLdB, shortB)
	checkStored(m, n, c, ldc, badLdC, shortC)
	if beta != 0 && beta != 1 {
		for r := range m {
			scale(beta, c[r*ldc:r*ldc+n])
		}
		beta = 1
	}
	if alpha == 0 {
		k = 0 // as the reference does: A and B are not read
	}
	w.gemm(transA, transB, m, n, k, alpha, a, max(lda, 1), b, max(ldb, 1), beta, c, ldc)
}
