package placefield_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
)

// On a 3 x 3 grid the fifth of all cells sits in the middle of the box.
func Example() {
	e := encoding.Gaussian(0.3)
	e.Cells, e.Centres = 9, encoding.Grid
	a, err := placefield.Tabulate(context.Background(), placefield.Params{Encoding: e, Cells: 9, Bins: 11, Points: 3})
	if err != nil {
		fmt.Println(err)
		return
	}
	x, y := a.Maps[4].Peak()
	fmt.Printf("%d maps, %d points; cell 4 answers most at (%.1f, %.1f)\n", len(a.Maps), len(a.Curve), x, y)
	// Output: 9 maps, 27 points; cell 4 answers most at (0.0, 0.0)
}
