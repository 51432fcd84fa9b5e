package nnpca_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/theory/nnpca"
	"nofreelunch/stages/theory/theory"
)

// The same place code with and without the constraint that rates are not
// negative: hexagons need both the DoS code and the constraint.
func Example() {
	p := nnpca.Params{
		Code: theory.Code{
			Kind: theory.DoS, Cells: 256, BoxWidthM: 2.2, Layout: theory.Grid, SigmaM: 0.12, SurroundScale: 2,
		},
		Bins: 20, Starts: 2, Iterations: 300, NonNegative: true, Seed: 1,
	}
	for _, p.NonNegative = range []bool{true, false} {
		out, err := nnpca.Run(context.Background(), p)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("non-negative %v: fraction with Score60 > 0.8 is %.2f\n", p.NonNegative, out.Summary.Fraction08)
	}
	// Output:
	// non-negative true: fraction with Score60 > 0.8 is 1.00
	// non-negative false: fraction with Score60 > 0.8 is 0.00
}
