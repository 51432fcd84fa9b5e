package encoding_test

import (
	"fmt"

	"nofreelunch/stages/world/encoding"
)

// The published ideal code, on a regular grid of 256 cells.
func Example() {
	p := encoding.DoS(0.12, 2)
	p.Cells, p.Centres, p.Seed = 256, encoding.Grid, 1
	e, err := encoding.New(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	target := make([]float64, e.Width())
	e.Encode([]float64{0.5, -0.3}, target)
	back := make([]float64, 2)
	e.Decode(target, back)
	sum := 0.0
	for _, a := range target {
		sum += a
	}
	fmt.Println(p)
	fmt.Printf("%d cells, sum %.3f, trained with %s\n", e.Width(), sum, e.Loss())
	fmt.Printf("decoded (%.2f, %.2f)\n", back[0], back[1])
	// Output:
	// DoS sigma=0.12 s=2
	// 256 cells, sum 1.000, trained with cross-entropy
	// decoded (0.53, -0.30)
}
