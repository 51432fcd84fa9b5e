package null_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
)

// How often does noise of one wavelength, cut off half a standard deviation
// above its mean, pass for a grid cell?
func Example() {
	p := null.Defaults(null.RingBand, 20, 2.2)
	p.WavelengthM = 0.9
	p.Rectified, p.ThresholdSD = true, 0.5
	p.Maps = 200
	p.Chance = null.Chance{Thresholds: []float64{0.8}, UnitCounts: []int{1, 128}, Level: 0.95}
	d, err := null.Rates(context.Background(), p, ratemap.Maps{})
	if err != nil {
		panic(err)
	}
	fmt.Println(p)
	for _, r := range d.Rates {
		if r.Score == "score60" {
			fmt.Printf("of %d units at least one passes %g: %.2f [%.2f, %.2f]\n",
				r.Units, r.Threshold, r.Chance, r.ChanceLo, r.ChanceHi)
		}
	}
	// Output:
	// rectified ring-band above 0.5 sd at 0.9 m
	// of 1 units at least one passes 0.8: 0.09 [0.05, 0.13]
	// of 128 units at least one passes 0.8: 1.00 [1.00, 1.00]
}
