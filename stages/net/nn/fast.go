package nn

import (
	"nofreelunch/stages/core/blas"
	"nofreelunch/stages/core/vec"
)

// fast is the float32 arithmetic: matrix products by blas, the rest by vec.
type fast struct{ work *blas.Workspace }

func newFast() *fast { return &fast{blas.NewWorkspace(1)} }

func (k *fast) setThreads(n int)      { k.work.SetThreads(n) }
func (k *fast) alloc(n int) []float32 { return vec.Make(n) }

func (k *fast) pack(w *matrix[float32]) {
	w.toOut.Pack(false, w.in, w.out, w.value, w.ld)
	if !w.forwardOnly {
		w.toIn.Pack(true, w.out, w.in, w.value, w.ld)
	}
}

func (k *fast) forward(rows int, x []float32, ldx int, w *matrix[float32], beta float32, y []float32, ldy int) {
	k.work.GemmPacked(false, rows, x, ldx, &w.toOut, beta, y, ldy)
}

func (k *fast) backward(rows int, dy []float32, lddy int, w *matrix[float32], beta float32, dx []float32, lddx int) {
	k.work.GemmPacked(false, rows, dy, lddy, &w.toIn, beta, dx, lddx)
}

func (k *fast) outer(rows int, x []float32, ldx int, dy []float32, lddy int, w *matrix[float32]) {
	k.work.Gemm(true, false, w.in, w.out, rows, x, ldx, dy, lddy, 0, w.grad, w.ld)
}

func (k *fast) drive(v, w, b, z []float32) {
	if b == nil {
		vec.Rank2(z, v, w)
		return
	}
	repeat(z, b)
	vec.Rank2Add(z, v, w)
}

func (k *fast) driveGrad(v, dz, dw, db []float32) {
	clear(dw)
	vec.Rank2Grad(dw, v, dz)
	if db != nil {
		k.columns(db, dz)
	}
}

func (k *fast) columns(dst, x []float32) {
	clear(dst)
	vec.AddRows(dst, x)
}

func (k *fast) activate(a Activation, dst, x []float32) {
	switch a {
	case Relu:
		vec.Relu(dst, x)
	case Tanh:
		vec.Tanh(dst, x)
	case Sigmoid:
		vec.Sigmoid(dst, x)
	case Linear:
		copy(dst, x)
	}
}

func (k *fast) slope(a Activation, dst, dy, y []float32) {
	switch a {
	case Relu:
		vec.ReluGrad(dst, dy, y)
	case Tanh:
		vec.TanhGrad(dst, dy, y)
	case Sigmoid:
		vec.SigmoidGrad(dst, dy, y)
	case Linear:
		copy(dst, dy)
	}
}

func (k *fast) add(dst, x, y []float32)                    { vec.Add(dst, x, y) }
func (k *fast) mul(dst, x, y []float32)                    { vec.Mul(dst, x, y) }
func (k *fast) mulAdd(dst, x, y []float32)                 { vec.MulAdd(dst, x, y) }
func (k *fast) mulMulAdd(dst, a, b, c, d []float32)        { vec.MulMulAdd(dst, a, b, c, d) }
func (k *fast) lerp(dst, z, a, b []float32)                { vec.Lerp(dst, z, a, b) }
func (k *fast) lerpGrad(dz, da, db, dy, z, a, b []float32) { vec.LerpGrad(dz, da, db, dy, z, a, b) }
func (k *fast) axpy(dst []float32, a float64, x []float32) { vec.Axpy(dst, float32(a), x) }
func (k *fast) sumSquares(x []float32) float64             { return vec.SumSquares(x) }

func (k *fast) loss(kind Loss, x, y []float32, n int, scale float64, row []float64) {
	switch kind {
	case CrossEntropy:
		vec.SoftmaxCrossEntropy(x, y, n, float32(scale), row)
	case MSE:
		vec.SquaredError(x, y, n, float32(2*scale), row)
	case BinaryCrossEntropy:
		vec.SigmoidCrossEntropy(x, y, n, float32(scale), row)
	case PolarMSE:
		polarLoss(x, y, scale, row)
	}
}

func (k *fast) update(rule Optimiser, w, g, first, second []float32, s vec.Step) {
	switch rule {
	case Adam:
		vec.Adam(w, g, first, second, s)
	case RMSprop:
		vec.RMSprop(w, g, first, s)
	case Adagrad:
		vec.Adagrad(w, g, first, s)
	case SGD:
		vec.SGD(w, g, s)
	}
}
