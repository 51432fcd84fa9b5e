package nn

import (
	"nofreelunch/stages/core/blas"
	"nofreelunch/stages/core/vec"
)

// Float is the arithmetic a network works in.
type Float interface{ float32 | float64 }

// backend is the arithmetic that costs time, once for float32 (fast) and once
// for float64 (plain). Matrices are row-major, ld the distance of rows.
type backend[F Float] interface {
	setThreads(n int)
	alloc(n int) []F

	// pack takes note of the current values of w.
	pack(w *matrix[F])
	// forward sets y = x w + beta y for rows of x; beta is 0 or 1.
	forward(rows int, x []F, ldx int, w *matrix[F], beta F, y []F, ldy int)
	// backward sets dx = dy w' + beta dx.
	backward(rows int, dy []F, lddy int, w *matrix[F], beta F, dx []F, lddx int)
	// outer sets dw = x' dy, summed over rows.
	outer(rows int, x []F, ldx int, dy []F, lddy int, w *matrix[F])

	// drive sets z = v w + b for v (rows x 2), w (2 x n); b may be nil.
	drive(v, w, b, z []F)
	// driveGrad sets dw = v' dz and, unless nil, db to the column sums of dz.
	driveGrad(v, dz, dw, db []F)
	columns(dst, x []F) // dst = column sums of x

	activate(a Activation, dst, x []F)
	slope(a Activation, dst, dy, y []F) // dst = dy a'(x), from y = a(x)
	add(dst, x, y []F)
	mul(dst, x, y []F)
	mulAdd(dst, x, y []F)                 // dst += x y
	mulMulAdd(dst, a, b, c, d []F)        // dst = a b + c d
	lerp(dst, z, a, b []F)                // dst = z a + (1 - z) b
	lerpGrad(dz, da, db, dy, z, a, b []F) // gradient of lerp
	axpy(dst []F, a float64, x []F)       // dst += a x
	sumSquares(x []F) float64

	// loss sets row to a loss per row of n outputs x against y, and replaces x
	// by its gradient times scale.
	loss(kind Loss, x, y []F, n int, scale float64, row []float64)

	update(rule Optimiser, w, g, first, second []F, s vec.Step)
}

// matrix is a kernel, or some columns or rows of one.
type matrix[F Float] struct {
	in, out, ld int
	value, grad []F
	toOut, toIn blas.Packed // packed for products from in to out and back; float32 only
	forwardOnly bool        // no gradient of its input is wanted
}

// dense is a linear layer.
type dense[F Float] struct {
	w *matrix[F]
	b *Parameter[F] // nil: no bias
}

// forward sets y = x w + b.
func (l *dense[F]) forward(k backend[F], rows int, x, y []F) {
	beta := F(0)
	if l.b != nil {
		repeat(y[:rows*l.w.out], l.b.Value)
		beta = 1
	}
	k.forward(rows, x, l.w.in, l.w, beta, y, l.w.out)
}

// gradient sets the layer's gradients from its input x and output gradient dy.
func (l *dense[F]) gradient(k backend[F], rows int, x, dy []F) {
	k.outer(rows, x, l.w.in, dy, l.w.out, l.w)
	if l.b != nil {
		k.columns(l.b.Grad, dy[:rows*l.w.out])
	}
}

// repeat sets every row of x to row.
func repeat[F Float](x, row []F) {
	for ; len(x) > 0; x = x[len(row):] {
		copy(x, row)
	}
}

// Both arithmetics do all of it.
var (
	_ backend[float32] = (*fast)(nil)
	_ backend[float64] = plain{}
)
