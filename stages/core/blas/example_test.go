package blas_test

import (
	"fmt"

	"nofreelunch/stages/core/blas"
)

// Weights are packed once and used for many products.
func ExampleWorkspace_GemmPacked() {
	w := blas.NewWorkspace(2)
	weights := []float32{1, 2, 3, 4, 5, 6} // 2 x 3
	var p blas.Packed
	p.Pack(false, 2, 3, weights, 3)
	h := []float32{1, 0, 0, 1, 1, 1} // 3 x 2
	out := make([]float32, 9)
	w.GemmPacked(false, 3, h, 2, &p, 0, out, 3)
	fmt.Println(out)
	// Output: [1 2 3 4 5 6 5 7 9]
}
