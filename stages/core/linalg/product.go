package linalg

import "math"

// Dot returns the sum of x[i]*y[i], added in order.
func Dot(x, y []float64) float64 {
	if len(x) != len(y) {
		panic("linalg: lengths differ")
	}
	var s float64
	for i, v := range x {
		s += float64(v * y[i])
	}
	return s
}

// Norm returns the Euclidean length of x. Elements must not be so large or
// small that their squares overflow or vanish.
func Norm(x []float64) float64 { return math.Sqrt(Dot(x, x)) }

// Axpy adds alpha*x to y.
func Axpy(alpha float64, x, y []float64) {
	if len(x) != len(y) {
		panic("linalg: lengths differ")
	}
	for i, v := range x {
		y[i] += float64(alpha * v)
	}
}

// Scale multiplies x by alpha.
func Scale(alpha float64, x []float64) {
	for i := range x {
		x[i] *= alpha
	}
}

// MulVec writes a*x to dst.
func MulVec(dst []float64, a Matrix, x []float64) {
	if len(dst) != a.Rows || len(x) != a.Cols {
		panic("linalg: shapes differ")
	}
	for i := range dst {
		dst[i] = Dot(a.Row(i), x)
	}
}

// Mul returns the product a*b.
func Mul(a, b Matrix) Matrix {
	if a.Cols != b.Rows {
		panic("linalg: shapes differ")
	}
	return MulT(a, b.T())
}

// TMul returns the product of a's transpose and b.
func TMul(a, b Matrix) Matrix {
	if a.Rows != b.Rows {
		panic("linalg: shapes differ")
	}
	return MulT(a.T(), b.T())
}

// MulT returns the product of a and b's transpose.
func MulT(a, b Matrix) Matrix {
	c := New(a.Rows, b.Rows)
	MulTInto(c, a, b)
	return c
}

// MulTInto writes the product of a and b's transpose to c, whose storage must
// not overlap theirs.
func MulTInto(c, a, b Matrix) {
	if a.Cols != b.Cols || c.Rows != a.Rows || c.Cols != b.Rows {
		panic("linalg: shapes differ")
	}
	// A panel of b's rows stays in cache while all of a passes by it.
	const panel = 32
	for j0 := 0; j0 < b.Rows; j0 += panel {
		j1 := min(j0+panel, b.Rows)
		i := 0
		for ; i+1 < a.Rows; i += 2 {
			mulPair(c, a, b, i, j0, j1)
		}
		if i < a.Rows {
			for j := j0; j < j1; j++ {
				c.Set(i, j, Dot(a.Row(i), b.Row(j)))
			}
		}
	}
}

// mulPair fills rows i and i+1 of c, columns j0 to j1, four columns at a time:
// eight independent chains hide the latency of the additions.
func mulPair(c, a, b Matrix, i, j0, j1 int) {
	x, y := a.Row(i), a.Row(i+1)
	y = y[:len(x)]
	j := j0
	for ; j+3 < j1; j += 4 {
		p, q, r, s := b.Row(j)[:len(x)], b.Row(j + 1)[:len(x)], b.Row(j + 2)[:len(x)], b.Row(j + 3)[:len(x)]
		var xp, xq, xr, xs, yp, yq, yr, ys float64
		for k, u := range x {
			v := y[k]
			xp += float64(u * p[k])
			yp += float64(v * p[k])
			xq += float64(u * q[k])
			yq += float64(v * q[k])
			xr += float64(u * r[k])
			yr += float64(v * r[k])
			xs += float64(u * s[k])
			ys += float64(v * s[k])
		}
		c0, c1 := c.Row(i)[j:j+4], c.Row(i + 1)[j:j+4]
		c0[0], c0[1], c0[2], c0[3] = xp, xq, xr, xs
		c1[0], c1[1], c1[2], c1[3] = yp, yq, yr, ys
	}
	for ; j < j1; j++ {
		c.Set(i, j, Dot(x, b.Row(j)))
		c.Set(i+1, j, Dot(y, b.Row(j)))
	}
}
