package vec_test

import (
	"fmt"

	"nofreelunch/stages/core/vec"
)

// One row of logits, its loss against soft targets, and the gradient that
// replaces the logits.
func ExampleSoftmaxCrossEntropy() {
	logits, targets := []float32{0, 1, 2, 3}, []float32{0.25, 0.25, 0.25, 0.25}
	loss := make([]float64, 1)
	vec.SoftmaxCrossEntropy(logits, targets, 4, 1, loss)
	fmt.Printf("loss %.4f, gradient %.4f\n", loss[0], logits)
	// Output: loss 1.9402, gradient [-0.2179 -0.1629 -0.0131 0.3939]
}

// A place cell of width 0.2 m at the origin and one at (1 m, 0), as seen from
// 0.2 m away from the first.
func ExampleFields_Energy() {
	const q = 1 / (2 * 0.2 * 0.2)
	f := vec.Fields{
		X: []float32{0, 1}, Y: []float32{0, 0},
		XX: []float32{q, q}, XY: []float32{0, 0}, YY: []float32{q, q},
		Ratio: []float32{0.25, 0.25}, Period: 100,
	}
	center, surround := make([]float32, 2), make([]float32, 2)
	f.Energy(center, surround, 0.2, 0)
	fmt.Printf("center %.3f, surround %.3f\n", center, surround)
	// Output: center [0.500 8.000], surround [0.125 2.000]
}
