package vec

import "nofreelunch/stages/core/kernel"

// Softmax replaces every row of n values by its softmax. A row with a NaN or
// +Inf becomes NaN.
func Softmax(x []float32, n int) {
	for r := range rows(x, n) {
		row := x[r*n : (r+1)*n]
		s := expShift(row, row, Max(row))
		Scale(row, 1/s, row)
	}
}

// expShift sets dst[i] = exp(x[i] - m), m >= x[i], and returns the sum.
func expShift(dst, x []float32, m float32) float32 {
	var l lanes
	c := scalars{m}
	for i := expShiftBlocks(len(x), head(dst), head(x), &c, &l); i < len(x); i++ {
		e := expNeg(x[i] - m)
		l[i%width] += e
		dst[i] = e
	}
	return l.sum()
}

// SoftmaxCrossEntropy takes rows of n logits x and soft targets y that sum to
// one, sets loss[r] to the cross-entropy of row r in nats,
// log(sum exp x) - sum y x, and replaces x by the gradient
// scale (softmax(x) - y).
func SoftmaxCrossEntropy(x, y []float32, n int, scale float32, loss []float64) {
	same2(x, y)
	checkLoss(rows(x, n), loss)
	for r := range loss {
		xr, yr := x[r*n:(r+1)*n], y[r*n:(r+1)*n]
		sum, dot := expDot(xr, yr, Max(xr))
		softmaxGrad(xr, yr, 1/sum, scale)
		loss[r] = log64(float64(sum)) - float64(dot)
	}
}

func checkLoss(rows int, loss []float64) {
	if rows != len(loss) {
		panic(badLength)
	}
}

// expDot sets x[i] = exp(x[i] - m), m >= x[i], and returns the sum, and that of
// y[i] (x[i] - m).
func expDot(x, y []float32, m float32) (sum, dot float32) {
	var ls, ld lanes
	c := scalars{m}
	for i := expDotBlocks(len(x), head(x), head(y), &c, &ls, &ld); i < len(x); i++ {
		d := x[i] - m
		ld[i%width] = kernel.FMA(d, y[i], ld[i%width])
		x[i] = expNeg(d)
		ls[i%width] += x[i]
	}
	return ls.sum(), ld.sum()
}

// softmaxGrad sets x[i] = (x[i] inv - y[i]) scale.
func softmaxGrad(x, y []float32, inv, scale float32) {
	c := scalars{inv, scale}
	for i := softmaxGradBlocks(len(x), head(x), head(y), &c); i < len(x); i++ {
		x[i] = kernel.FMA(x[i], inv, -y[i]) * scale
	}
}

// SquaredError takes rows of n outputs x and targets y, sets loss[r] to the
// sum of (x - y)^2 over row r, and replaces x by scale (x - y). For the mean
// over N values divide the loss by N and take scale = 2/N.
func SquaredError(x, y []float32, n int, scale float32, loss []float64) {
	same2(x, y)
	checkLoss(rows(x, n), loss)
	for r := range loss {
		loss[r] = float64(squaredError(x[r*n:(r+1)*n], y[r*n:(r+1)*n], scale))
	}
}

func squaredError(x, y []float32, scale float32) float32 {
	var l lanes
	c := scalars{scale}
	for i := squaredErrorBlocks(len(x), head(x), head(y), &c, &l); i < len(x); i++ {
		d := x[i] - y[i]
		l[i%width] = kernel.FMA(d, d, l[i%width])
		x[i] = d * scale
	}
	return l.sum()
}

// SigmoidCrossEntropy takes rows of n logits x and targets y in [0, 1], sets
// loss[r] to the sum of max(x, 0) - x y + log(1 + exp(-|x|)) over row r, and
// replaces x by scale (sigmoid(x) - y).
func SigmoidCrossEntropy(x, y []float32, n int, scale float32, loss []float64) {
	same2(x, y)
	checkLoss(rows(x, n), loss)
	for r := range loss {
		loss[r] = float64(sigmoidCrossEntropy(x[r*n:(r+1)*n], y[r*n:(r+1)*n], scale))
	}
}

func sigmoidCrossEntropy(x, y []float32, scale float32) float32 {
	var l lanes
	c := scalars{scale}
	for i := sigmoidCEBlocks(len(x), head(x), head(y), &c, &l); i < len(x); i++ {
		v, t := x[i], y[i]
		e := expNeg(fromBits(bits(v) | 0x80000000))
		num := float32(1)
		if v < 0 {
			num = e
		}
		p := num / (1 + e)
		softplus := log1pCore(e, 0)
		l[i%width] += softplus + kernel.FMA(-v, t, relu(v))
		x[i] = (p - t) * scale
	}
	return l.sum()
}
