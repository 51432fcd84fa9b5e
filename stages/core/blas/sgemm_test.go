package blas

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// Within rounding, Sgemm is gonum's for all alpha, beta and transposes.
func TestSgemmAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	everyKernel(t, func(t *testing.T) {
		ours, theirs := NewWorkspace(2), gonum.Implementation{}
		for i := range 60 {
			tA, tB := i&1 != 0, i&2 != 0
			p := newProduct(r, tA, tB, r.IntN(50), r.IntN(50), r.IntN(50), i%3, 0, 0)
			alpha, beta := []float32{1, 0, -2.5}[i%3], []float32{0, 1, 0.75, -1}[i%4]
			want, got := append([]float32{}, p.c...), append([]float32{}, p.c...)
			theirs.Sgemm(trans(tA), trans(tB), p.m, p.n, p.k, alpha, p.a, p.lda, p.b, p.ldb, beta, want, p.ldc)
			ours.Sgemm(tA, tB, p.m, p.n, p.k, alpha, p.a, p.lda, p.b, p.ldb, beta, got, p.ldc)
			for j := range want {
				if math.Abs(float64(want[j]-got[j])) > 1e-5*float64(p.k+1) {
					t.Fatalf("%s alpha %g beta %g: element %d is %g, gonum's %g", p, alpha, beta, j, got[j], want[j])
				}
			}
		}
	})
}

func trans(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}
