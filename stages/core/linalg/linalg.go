// Package linalg is the float64 linear algebra behind the theory and the
// regressions: dot and matrix products, Cholesky, symmetric eigenvectors and
// Fourier transforms of any length.
//
// Every function is plain Go that rounds each product before it is added, so
// results have the same bits on every platform, which neither gonum's nor a
// system BLAS promises. An element of a matrix product is one sequential
// chain over the inner index,
//
//	c[i][j] = ((+0 + a[i][0]*b[0][j]) + a[i][1]*b[1][j]) + ...
//
// whatever the blocking. Sizes are those of a few hundred cells; the networks'
// float32 products are stages/core/blas.
//
// References: [Golub2013], Matrix Computations, for the Householder and QL
// methods; [Bluestein1970] for Fourier transforms of prime length.
//
// The package knows nothing of cells, boxes or statistics. Shapes that do not
// match are a programmer's fault and panic; a matrix without the promised
// property (not positive definite, not finite) is an error.
package linalg

import "math"

// Matrix is a dense row-major matrix: element (i, j) is Data[i*Cols+j].
type Matrix struct {
	Rows, Cols int
	Data       []float64
}

// New returns a matrix of zeros.
func New(rows, cols int) Matrix {
	if rows < 0 || cols < 0 {
		panic("linalg: negative dimension")
	}
	return Matrix{rows, cols, make([]float64, rows*cols)}
}

// Of wraps data, which it does not copy, as a matrix.
func Of(rows, cols int, data []float64) Matrix {
	if rows < 0 || cols < 0 || len(data) != rows*cols {
		panic("linalg: data does not fill the matrix")
	}
	return Matrix{rows, cols, data}
}

// Identity returns the n x n identity.
func Identity(n int) Matrix {
	m := New(n, n)
	for i := range n {
		m.Data[i*n+i] = 1
	}
	return m
}

// At returns element (i, j).
func (m Matrix) At(i, j int) float64 { return m.Data[i*m.Cols+j] }

// Set sets element (i, j).
func (m Matrix) Set(i, j int, v float64) { m.Data[i*m.Cols+j] = v }

// Row returns row i, sharing its storage.
func (m Matrix) Row(i int) []float64 { return m.Data[i*m.Cols : (i+1)*m.Cols : (i+1)*m.Cols] }

// Clone returns a copy with its own storage.
func (m Matrix) Clone() Matrix {
	return Matrix{m.Rows, m.Cols, append([]float64(nil), m.Data...)}
}

// T returns the transpose in its own storage.
func (m Matrix) T() Matrix {
	t := New(m.Cols, m.Rows)
	for i := range m.Rows {
		for j, v := range m.Row(i) {
			t.Data[j*m.Rows+i] = v
		}
	}
	return t
}

// finite reports whether no element is NaN or infinite.
func (m Matrix) finite() bool {
	for _, v := range m.Data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
