package linalg

import (
	"fmt"
	"math"
	"sort"
)

// EigenSym returns the eigenvalues of the symmetric matrix a in descending
// order and, as the columns of a matrix, unit eigenvectors in that order, each
// with its largest component (the first of equals) positive. It reads the
// lower triangle.
//
// Householder reflections make the matrix tridiagonal, implicit QL steps make
// it diagonal ([Golub2013], sections 8.3.1 and 8.3.3).
func EigenSym(a Matrix) (values []float64, vectors Matrix, err error) {
	if a.Rows != a.Cols {
		panic("linalg: matrix is not square")
	}
	if !a.finite() {
		return nil, Matrix{}, fmt.Errorf("linalg: matrix has an element that is not finite")
	}
	// Rows of q are vectors, so that a plane rotation touches two contiguous rows.
	d, e, q := tridiagonal(a)
	if err := diagonal(d, e, q); err != nil {
		return nil, Matrix{}, err
	}
	values, vectors = sortPairs(d, q)
	return values, vectors, nil
}

// tridiagonal reduces a: Q' A Q has diagonal d and off-diagonal e (e[i] couples
// i and i+1); row i of the returned matrix is column i of Q.
func tridiagonal(a Matrix) (d, e []float64, qt Matrix) {
	n := a.Rows
	m := New(n, n)
	for i := range n {
		for j := range i + 1 {
			m.Set(i, j, a.At(i, j))
			m.Set(j, i, a.At(i, j))
		}
	}
	d, e = make([]float64, n), make([]float64, n)
	qt = Identity(n)
	w := make([]float64, n)
	for k := 0; k+2 < n; k++ {
		v, beta, alpha := reflector(m.Row(k)[k+1:])
		e[k] = alpha
		if beta == 0 {
			continue
		}
		symmetricUpdate(m, k+1, v, beta, w)
		// Q <- Q H, that is rows k+1.. of Q' are reflected.
		reflectRows(qt, k+1, v, beta, w)
	}
	for i := range n {
		d[i] = m.At(i, i)
	}
	if n > 1 {
		e[n-2] = m.At(n-2, n-1)
	}
	return d, e, qt
}

// reflector returns v and beta such that (I - beta v v') x = (alpha, 0, ...).
// beta is 0 where x is already of that form.
func reflector(x []float64) (v []float64, beta, alpha float64) {
	v = append([]float64(nil), x...)
	scale := largest(x[1:])
	if scale == 0 {
		return v, 0, x[0]
	}
	scale = max(scale, math.Abs(x[0]))
	divide(v, scale)
	alpha = Norm(v)
	if v[0] > 0 {
		alpha = -alpha
	}
	v[0] -= alpha
	return v, 2 / Dot(v, v), alpha * scale
}

func largest(x []float64) float64 {
	var m float64
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

// symmetricUpdate applies H = I - beta v v' on both sides of the trailing block
// of m that starts at row and column k.
func symmetricUpdate(m Matrix, k int, v []float64, beta float64, w []float64) {
	n := len(v)
	w = w[:n]
	for i := range n {
		w[i] = beta * Dot(m.Row(k + i)[k:], v)
	}
	Axpy(-beta*Dot(w, v)/2, v, w)
	for i := range n {
		row := m.Row(k + i)[k:]
		for j := range row {
			row[j] -= float64(v[i]*w[j]) + float64(w[i]*v[j])
		}
	}
}

// reflectRows applies H = I - beta v v' to the rows of m from k on.
func reflectRows(m Matrix, k int, v []float64, beta float64, w []float64) {
	w = w[:m.Cols]
	clear(w)
	for i, x := range v {
		Axpy(x, m.Row(k+i), w)
	}
	for i, x := range v {
		Axpy(-beta*x, w, m.Row(k+i))
	}
}

// diagonal turns the tridiagonal matrix (d, e) into its eigenvalues d by
// implicit QL steps, rotating the rows of q along.
func diagonal(d, e []float64, q Matrix) error {
	const maxSteps = 60
	n := len(d)
	for l := range n {
		for step := 0; ; step++ {
			m := l
			for m+1 < n && !negligible(e[m], d[m], d[m+1]) {
				m++
			}
			if m == l {
				break
			}
			if step == maxSteps {
				return fmt.Errorf("linalg: eigenvalue %d does not converge in %d steps", l, maxSteps)
			}
			qlStep(d, e, q, l, m)
		}
	}
	return nil
}

func negligible(off, a, b float64) bool {
	return math.Abs(off) <= 0x1p-53*(math.Abs(a)+math.Abs(b))
}

// qlStep chases one shifted rotation from row m up to row l.
func qlStep(d, e []float64, q Matrix, l, m int) {
	g := (d[l+1] - d[l]) / (2 * e[l])
	r := length(g, 1)
	g = d[m] - d[l] + e[l]/(g+math.Copysign(r, g))
	s, c, p := 1.0, 1.0, 0.0
	for i := m - 1; i >= l; i-- {
		f, b := float64(s*e[i]), float64(c*e[i])
		r = length(f, g)
		e[i+1] = r
		if r == 0 {
			d[i+1] -= p
			e[m] = 0
			return
		}
		s, c = f/r, g/r
		g = d[i+1] - p
		r = float64((d[i]-g)*s) + float64(2*float64(c*b))
		p = float64(s * r)
		d[i+1] = g + p
		g = float64(c*r) - b
		rotate(q.Row(i), q.Row(i+1), c, s)
	}
	d[l] -= p
	e[l] = g
	e[m] = 0
}

// length returns the square root of x*x + y*y without overflow.
func length(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	if x < y {
		x, y = y, x
	}
	if x == 0 {
		return 0
	}
	t := y / x
	return x * math.Sqrt(1+float64(t*t))
}

// rotate replaces (x, y) by (c x - s y, s x + c y).
func rotate(x, y []float64, c, s float64) {
	y = y[:len(x)]
	for k, u := range x {
		v := y[k]
		y[k] = float64(s*u) + float64(c*v)
		x[k] = float64(c*u) - float64(s*v)
	}
}

// sortPairs orders eigenvalues descending and turns the rows of q into signed
// columns in the same order.
func sortPairs(d []float64, q Matrix) ([]float64, Matrix) {
	n := len(d)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(a, b int) bool { return d[order[a]] > d[order[b]] })
	values, vectors := make([]float64, n), New(n, n)
	for j, k := range order {
		values[j] = d[k]
		row := q.Row(k)
		sign := signOfLargest(row)
		for i, v := range row {
			vectors.Set(i, j, sign*v)
		}
	}
	return values, vectors
}

// signOfLargest is -1 where the element of largest modulus is negative.
func signOfLargest(x []float64) float64 {
	best, sign := 0.0, 1.0
	for _, v := range x {
		if math.Abs(v) > best {
			best, sign = math.Abs(v), math.Copysign(1, v)
		}
	}
	return sign
}
