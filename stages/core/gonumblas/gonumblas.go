// Package gonumblas makes gonum's products as fast as package blas. It is a
// package of its own because what imports gonum has gonum's modules in its key,
// and no network is trained with them.
package gonumblas

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	own "nofreelunch/stages/core/blas"
)

// Implementation is gonum's BLAS with Sgemm replaced by package blas's:
//
//	blas32.Use(gonumblas.NewImplementation(1))
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
	return Implementation{spare: &sync.Pool{New: func() any { return own.NewWorkspace(threads) }}}
}

// Sgemm sets C = alpha op(A) op(B) + beta C, as [own.Workspace.Sgemm] does.
func (i Implementation) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	transA, transB := transposed(tA, "blas: illegal transpose of A"), transposed(tB, "blas: illegal transpose of B")
	w := i.workspace()
	w.Sgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	i.release(w)
}

func (i Implementation) workspace() *own.Workspace {
	if i.spare == nil {
		return own.NewWorkspace(1)
	}
	return i.spare.Get().(*own.Workspace)
}

func (i Implementation) release(w *own.Workspace) {
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
