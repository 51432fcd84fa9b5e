package train

import (
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/net/nn"
)

// bounds returns the least possible loss on the targets, and that of the best
// network whose output is always the same; for the softmax cross-entropy that
// of the uniform output, log Np, against which the literature compares.
func bounds(kind nn.Loss, targets []float64, width int) (floor, blind float64) {
	rows := float64(len(targets) / width)
	switch kind {
	case nn.CrossEntropy:
		for _, y := range targets {
			floor += entropy(y)
		}
		return floor / rows, dmath.Log(float64(width))
	case nn.BinaryCrossEntropy:
		for _, y := range targets {
			floor += entropy(y) + entropy(1-y)
		}
		for _, m := range columnMeans(targets, width) {
			blind += entropy(m) + entropy(1-m)
		}
		return floor / float64(len(targets)), blind / float64(width)
	case nn.PolarMSE:
		points := make([]float64, len(targets))
		for i := 0; i < len(targets); i += 2 {
			sin, cos := dmath.Sincos(targets[i+1])
			points[i], points[i+1] = float64(targets[i]*cos), float64(targets[i]*sin)
		}
		return 0, 2 * variance(points, 2)
	case nn.MSE:
		return 0, variance(targets, width)
	}
	panic("train: no such loss")
}

// entropy is -y log y.
func entropy(y float64) float64 {
	if y <= 0 {
		return 0
	}
	return -float64(y * dmath.Log(y))
}

func columnMeans(x []float64, width int) []float64 {
	m := make([]float64, width)
	for i, v := range x {
		m[i%width] += v
	}
	for j := range m {
		m[j] /= float64(len(x) / width)
	}
	return m
}

// variance is the mean squared distance of x from its column means.
func variance(x []float64, width int) float64 {
	m := columnMeans(x, width)
	s := 0.0
	for i, v := range x {
		d := v - m[i%width]
		s += float64(d * d)
	}
	return s / float64(len(x))
}
