package linalg_test

import (
	"fmt"

	"nofreelunch/stages/core/linalg"
)

// A ring of eight cells, each inhibiting its opposite: the eigenvector of the
// largest eigenvalue is the pattern that grows, its transform names the mode.
func Example() {
	ring := linalg.New(8, 8)
	for i := range 8 {
		ring.Set(i, (i+1)%8, 1)
		ring.Set(i, (i+7)%8, 1)
		ring.Set(i, (i+4)%8, -2)
	}
	values, vectors, err := linalg.EigenSym(ring)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("fastest growth %.4f\n", values[0])

	re, im := vectors.T().Row(0), make([]float64, 8)
	linalg.NewFFT(8).Forward(re, im)
	for k := range 5 {
		fmt.Printf("mode %d power %.3f\n", k, re[k]*re[k]+im[k]*im[k])
	}
	// Output:
	// fastest growth 3.4142
	// mode 0 power 0.000
	// mode 1 power 4.000
	// mode 2 power 0.000
	// mode 3 power 0.000
	// mode 4 power 0.000
}
