package blas_test

import (
	"fmt"

	cblas "gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"

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

// gonum's products become as fast.
func ExampleImplementation() {
	blas32.Use(blas.NewImplementation(1))
	defer blas32.Use(gonum.Implementation{})
	a := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 2, 3, 4}}
	c := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: make([]float32, 4)}
	blas32.Gemm(cblas.NoTrans, cblas.Trans, 2, a, a, 0, c)
	fmt.Println(c.Data)
	// Output: [10 22 22 50]
}
