package ratemap_test

import (
	"fmt"

	"nofreelunch/stages/measure/ratemap"
)

// Four samples of one unit on a grid of 2 x 2 bins; the last lies outside.
func Example() {
	grid, err := ratemap.NewGrid(2, 2, false)
	if err != nil {
		panic(err)
	}
	xs := []float64{-0.5, -0.4, 0, 3}
	ys := []float64{-0.5, -0.1, 1, 0}
	sums := ratemap.NewSums(grid, 1)
	for i, rate := range []float32{1, 3, 5, 7} {
		fmt.Println("inside", sums.Add(xs[i], ys[i], []float32{rate}))
	}
	fmt.Println("rates", sums.Map(0))
	// Output:
	// inside true
	// inside true
	// inside true
	// inside false
	// rates [2 NaN NaN 5]
}
