package linalg

import (
	"fmt"
	"math"
)

// Cholesky is the factor L of a symmetric positive definite matrix A = L L'.
type Cholesky struct{ l Matrix }

// NewCholesky factors a, of which it reads the lower triangle.
func NewCholesky(a Matrix) (Cholesky, error) {
	if a.Rows != a.Cols {
		panic("linalg: matrix is not square")
	}
	n := a.Rows
	l := New(n, n)
	for i := range n {
		for j := range i + 1 {
			s := a.At(i, j) - Dot(l.Row(i)[:j], l.Row(j)[:j])
			if j < i {
				l.Set(i, j, s/l.At(j, j))
				continue
			}
			if !(s > 0) || math.IsInf(s, 0) {
				return Cholesky{}, fmt.Errorf("linalg: matrix is not positive definite: pivot %d is %g", i, s)
			}
			l.Set(i, i, math.Sqrt(s))
		}
	}
	return Cholesky{l}, nil
}

// L returns the lower triangular factor.
func (c Cholesky) L() Matrix { return c.l.Clone() }

// Solve returns X with A X = b.
func (c Cholesky) Solve(b Matrix) Matrix {
	n := c.l.Rows
	if b.Rows != n {
		panic("linalg: shapes differ")
	}
	x := b.Clone()
	for i := range n {
		row := x.Row(i)
		for k, v := range c.l.Row(i)[:i] {
			Axpy(-v, x.Row(k), row)
		}
		divide(row, c.l.At(i, i))
	}
	for i := n - 1; i >= 0; i-- {
		row := x.Row(i)
		for k := i + 1; k < n; k++ {
			Axpy(-c.l.At(k, i), x.Row(k), row)
		}
		divide(row, c.l.At(i, i))
	}
	return x
}

func divide(x []float64, d float64) {
	for i := range x {
		x[i] /= d
	}
}
