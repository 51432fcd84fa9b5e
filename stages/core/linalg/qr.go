package linalg

import "math"

// QR is the factorisation A P = Q R with column pivoting: Q orthogonal, R upper
// triangular with diagonal elements of falling modulus.
type QR struct {
	rows, cols int
	r          Matrix      // min(rows, cols) x cols
	reflectors [][]float64 // reflector k acts on rows k and below
	betas      []float64
	pivot      []int // column k of R is column pivot[k] of A
}

// NewQR factors a.
func NewQR(a Matrix) QR {
	// Columns of a are rows here: reflections read and write them contiguously.
	t := a.T()
	steps := min(a.Rows, a.Cols)
	f := QR{rows: a.Rows, cols: a.Cols, pivot: make([]int, a.Cols)}
	for j := range f.pivot {
		f.pivot[j] = j
	}
	for k := range steps {
		f.bringLargest(t, k)
		v, beta, alpha := reflector(t.Row(k)[k:])
		f.reflectors = append(f.reflectors, v)
		f.betas = append(f.betas, beta)
		col := t.Row(k)
		col[k] = alpha
		clear(col[k+1:])
		for j := k + 1; j < a.Cols; j++ {
			x := t.Row(j)[k:]
			Axpy(-beta*Dot(v, x), v, x)
		}
	}
	f.r = New(steps, a.Cols)
	for j := range a.Cols {
		for i := range min(steps, j+1) {
			f.r.Set(i, j, t.At(j, i))
		}
	}
	return f
}

// bringLargest swaps the remaining column of largest norm to place k.
func (f *QR) bringLargest(t Matrix, k int) {
	best, at := -1.0, k
	for j := k; j < t.Rows; j++ {
		x := t.Row(j)[k:]
		if s := Dot(x, x); s > best {
			best, at = s, j
		}
	}
	if at == k {
		return
	}
	x, y := t.Row(k), t.Row(at)
	for i := range x {
		x[i], y[i] = y[i], x[i]
	}
	f.pivot[k], f.pivot[at] = f.pivot[at], f.pivot[k]
}

// R returns the triangular factor, min(rows, cols) x cols, and the permutation:
// its column k belongs to column pivot[k] of the factored matrix.
func (f QR) R() (r Matrix, pivot []int) {
	return f.r.Clone(), append([]int(nil), f.pivot...)
}

// Rank is the number of diagonal elements of R whose modulus exceeds tolerance
// times the largest.
func (f QR) Rank(tolerance float64) int {
	n := 0
	for k := range f.r.Rows {
		if math.Abs(f.r.At(k, k)) > tolerance*math.Abs(f.r.At(0, 0)) {
			n++
		}
	}
	return n
}

// Solve returns the X that minimises |A X - b|, with zeros for the columns of
// A beyond its rank at the given tolerance.
func (f QR) Solve(b Matrix, tolerance float64) Matrix {
	if b.Rows != f.rows {
		panic("linalg: shapes differ")
	}
	y := b.T()
	for j := range y.Rows {
		for k, v := range f.reflectors {
			x := y.Row(j)[k:]
			Axpy(-f.betas[k]*Dot(v, x), v, x)
		}
	}
	rank := f.Rank(tolerance)
	out := New(f.cols, b.Cols)
	z := make([]float64, rank)
	for j := range b.Cols {
		for i := rank - 1; i >= 0; i-- {
			s := y.At(j, i) - Dot(f.r.Row(i)[i+1:rank], z[i+1:])
			z[i] = s / f.r.At(i, i)
			out.Set(f.pivot[i], j, z[i])
		}
	}
	return out
}
