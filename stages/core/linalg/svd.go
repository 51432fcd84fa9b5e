package linalg

import (
	"fmt"
	"math"
	"sort"
)

// SVD returns the singular values of a in descending order with the
// left and right singular vectors as columns: a = u diag(values) v'. There are
// min(rows, cols) of each; where a singular value is zero its left vector is
// zero (its right one for a wide matrix).
//
// The method is Hestenes' one-sided Jacobi, which finds small singular values
// with high relative accuracy ([Golub2013], section 8.6.3).
func SVD(a Matrix) (u Matrix, values []float64, v Matrix, err error) {
	if !a.finite() {
		return Matrix{}, nil, Matrix{}, fmt.Errorf("linalg: matrix has an element that is not finite")
	}
	if a.Rows < a.Cols {
		v, values, u, err = SVD(a.T())
		return u, values, v, err
	}
	w, rt := a.T(), Identity(a.Cols) // rows of w: columns of a, made orthogonal
	if err := orthogonalise(w, rt); err != nil {
		return Matrix{}, nil, Matrix{}, err
	}
	n := a.Cols
	norms, order := make([]float64, n), make([]int, n)
	for j := range n {
		order[j] = j
		norms[j] = Norm(w.Row(j))
	}
	sort.SliceStable(order, func(x, y int) bool { return norms[order[x]] > norms[order[y]] })
	u, v, values = New(a.Rows, n), New(n, n), make([]float64, n)
	for j, k := range order {
		values[j] = norms[k]
		for i, x := range w.Row(k) {
			if norms[k] > 0 {
				u.Set(i, j, x/norms[k])
			}
		}
		for i, x := range rt.Row(k) {
			v.Set(i, j, x)
		}
	}
	return u, values, v, nil
}

// orthogonalise rotates pairs of rows of w until all are orthogonal, and the
// rows of rt along with them.
func orthogonalise(w, rt Matrix) error {
	const sweeps, tolerance = 60, 0x1p-50
	for range sweeps {
		rotated := false
		for i := range w.Rows {
			for j := i + 1; j < w.Rows; j++ {
				x, y := w.Row(i), w.Row(j)
				a, b, g := Dot(x, x), Dot(y, y), Dot(x, y)
				if math.Abs(g) <= tolerance*math.Sqrt(a)*math.Sqrt(b) {
					continue
				}
				rotated = true
				z := (b - a) / (2 * g)
				t := math.Copysign(1, z) / (math.Abs(z) + length(1, z))
				c := 1 / length(1, t)
				rotate(x, y, c, c*t)
				rotate(rt.Row(i), rt.Row(j), c, c*t)
			}
		}
		if !rotated {
			return nil
		}
	}
	return fmt.Errorf("linalg: singular values do not converge in %d sweeps", sweeps)
}
