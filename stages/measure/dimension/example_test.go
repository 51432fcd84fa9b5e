package dimension_test

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/ratemap"
)

// Gratings of one direction and wavelength differ by a phase only: their maps
// span a plane, of which the box shows a little more of one axis.
func Example() {
	const n = 20
	var maps ratemap.Maps
	for u := range 50 {
		rates := make([]float64, n*n)
		for k := range rates {
			rates[k] = math.Cos(2*math.Pi*float64(k/n)/10 + 2*math.Pi*float64(u)/50)
		}
		maps.Units = append(maps.Units, ratemap.NewUnit(u, n, rates))
	}
	e, err := dimension.RateMaps(context.Background(), dimension.PublishedMaps(2.2), maps)
	if err != nil {
		panic(err)
	}
	d := e.Dimensions[0]
	fmt.Printf("%d units: rank %d, participation ratio %.2f\n", d.Points, d.Rank, d.ParticipationRatio)
	// Output:
	// 50 units: rank 2, participation ratio 2.00
}
