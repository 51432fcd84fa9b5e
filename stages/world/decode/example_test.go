package decode_test

import (
	"fmt"

	"nofreelunch/stages/world/decode"
	"nofreelunch/stages/world/encoding"
)

// How well could a network do that learned its targets perfectly? Encode
// positions, read them back, and summarise the errors.
func Example() {
	p := encoding.Gaussian(0.12)
	p.Cells, p.Centres = 1024, encoding.Grid
	e, err := encoding.New(p)
	if err != nil {
		fmt.Println(err)
		return
	}
	const steps, paths = 2, 50
	truth := make([]float64, steps*paths*2)
	for i := range truth {
		truth[i] = -1 + 2*float64(i*37%200)/199
	}
	outputs := make([]float64, steps*paths*e.Width())
	e.Encode(truth, outputs)
	decoded := make([]float64, len(truth))
	e.Decode(outputs, decoded)

	box := decode.Box{WidthM: p.BoxWidthM}
	for _, s := range decode.Steps(box, steps, decoded, truth) {
		fmt.Printf("step %d: %.1f cm\n", s.Step, 100*s.MeanErrorM)
	}
	// Output:
	// step 1: 1.6 cm
	// step 2: 1.5 cm
}
