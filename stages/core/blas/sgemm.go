package blas

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Implementation is gonum's BLAS with Sgemm replaced by this package's:
//
//	blas32.Use(blas.NewImplementation(1))
//
// It may be called from several goroutines.
type Implementation struct {
	gonum.Implementation
	spare *sync.Pool
}

var _ blas.Float32 = Implementation{}

// NewImplementation returns an Implementation whose products use the given
// number of threads each.
func NewImplementation(threads int) Implementation {
	return Implementation{spare: &sync.Pool{New: func() any { return NewWorkspace(threads) }}}
}

// Sgemm sets C = alpha op(A) op(B) + beta C. A is scaled by alpha and C by
// beta first, each element rounded; C is not read if beta is 0.
func (i Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	transA, transB := transposed(tA, "blas: illegal transpose of A"), transposed(tB, "blas: illegal transpose of B")
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
	w := i.workspace()
	w.gemm(transA, transB, m, n, k, alpha, a, max(lda, 1), b, max(ldb, 1), beta, c, ldc)
	i.release(w)
}

func (i Implementation) workspace() *Workspace {
	if i.spare == nil {
		return NewWorkspace(1)
	}
	return i.spare.Get().(*Workspace)
}

func (i Implementation) release(w *Workspace) {
	if i.spare != nil {
		i.spare.Put(w)
	}
}

func transposed(t blas.Transpose, bad string) bool {
	switch t {
	case blas.NoTrans:
		return false
	case blas.Trans, blas.ConjTrans:
		return true
	default:
		panic(bad)
	}
}
