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
	rates, counts := ratemap.Bin(grid, xs, ys, []float64{1, 3, 5, 7}, 1)
	fmt.Println("rates ", rates)
	fmt.Println("counts", counts)
	// Output:
	// rates  [2 NaN NaN 5]
	// counts [2 0 0 1]
}
