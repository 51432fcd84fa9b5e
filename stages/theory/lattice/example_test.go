package lattice_test

import (
	"fmt"

	"nofreelunch/stages/theory/lattice"
)

// Codes that confuse positions least are hexagonal; at the same cell area.
func Example() {
	l := lattice.Loss{Kind: lattice.Confusion, AreaM2: 0.72, BeliefM: 0.3}
	fmt.Printf("hexagonal %.3f, square %.3f\n", l.At(lattice.Hexagonal()), l.At(lattice.Square()))
	// Output: hexagonal 0.059, square 0.075
}
