package nn

import (
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
)

// MeanLoss is the loss of outputs against targets, rows of width values, in
// float64. It leaves the outputs as they are.
func MeanLoss(kind Loss, outputs, targets []float64, width int) float64 {
	x, row := slices.Clone(outputs), make([]float64, len(targets)/width)
	plain{}.loss(kind, x, targets, width, 1, row)
	total := 0.0
	for _, v := range row {
		total += v
	}
	if kind == MSE || kind == BinaryCrossEntropy {
		return total / float64(len(row)*width)
	}
	return total / float64(len(row))
}

func (plain) loss(kind Loss, x, y []float64, n int, scale float64, row []float64) {
	for r := range row {
		xr, yr := x[r*n:(r+1)*n], y[r*n:(r+1)*n]
		switch kind {
		case CrossEntropy:
			row[r] = softmaxLoss(xr, yr, scale)
		case MSE:
			row[r] = squaredLoss(xr, yr, scale)
		case BinaryCrossEntropy:
			row[r] = sigmoidLoss(xr, yr, scale)
		case PolarMSE:
			polarLoss(xr, yr, scale, row[r:r+1])
		}
	}
}

func softmaxLoss(x, y []float64, scale float64) float64 {
	top := math.Inf(-1)
	for _, v := range x {
		top = max(top, v)
	}
	sum, dot := 0.0, 0.0
	for j, v := range x {
		dot += float64((v - top) * y[j])
		x[j] = dmath.Exp(v - top)
		sum += x[j]
	}
	for j := range x {
		x[j] = scale * (x[j]/sum - y[j])
	}
	return dmath.Log(sum) - dot
}

func squaredLoss(x, y []float64, scale float64) float64 {
	s := 0.0
	for j := range x {
		d := x[j] - y[j]
		s += float64(d * d)
		x[j] = 2 * scale * d
	}
	return s
}

func sigmoidLoss(x, y []float64, scale float64) float64 {
	s := 0.0
	for j, v := range x {
		s += max(v, 0) - float64(v*y[j]) + dmath.Log1p(dmath.Exp(-math.Abs(v)))
		x[j] = scale * (dmath.Sigmoid(v) - y[j])
	}
	return s
}

// polarLoss is the squared distance of the points (r, theta) and (R, Theta),
// r^2 + R^2 - 2 r R cos(theta - Theta). Outputs are few: no kernel.
func polarLoss[F Float](x, y []F, scale float64, row []float64) {
	for i := range row {
		r, target := float64(x[2*i]), float64(y[2*i])
		sin, cos := dmath.Sincos(float64(x[2*i+1]) - float64(y[2*i+1]))
		product := float64(2 * r * target)
		row[i] = float64(r*r) + float64(target*target) - float64(product*cos)
		x[2*i] = F(scale * 2 * (r - float64(target*cos)))
		x[2*i+1] = F(scale * float64(product*sin))
	}
}
