package gonumblas_test

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/gonum"

	"nofreelunch/stages/core/gonumblas"
)

// gonum's products become as fast.
func ExampleImplementation() {
	blas32.Use(gonumblas.NewImplementation(1))
	defer blas32.Use(gonum.Implementation{})
	a := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: []float32{1, 2, 3, 4}}
	c := blas32.General{Rows: 2, Cols: 2, Stride: 2, Data: make([]float32, 4)}
	blas32.Gemm(blas.NoTrans, blas.Trans, 2, a, a, 0, c)
	fmt.Println(c.Data)
	// Output: [10 22 22 50]
}
