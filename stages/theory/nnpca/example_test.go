package nnpca_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/theory/nnpca"
	"nofreelunch/stages/world/encoding"
)

// The same place code with and without the constraint that rates are not
// negative: hexagons need both the DoS code and the constraint.
func Example() {
	dos := encoding.DoSEntry()
	code := dos.Kind().Sized(dos.Typical(), 256, encoding.Grid)
	p := nnpca.Params{Encoding: code, Curve: dos.Curve(code), Bins: 20, Starts: 2, Iterations: 300, Seed: 1}
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
