package gridscore_test

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
)

// A lattice with a period of 0.6 m in a box of 2.2 m, and a grating.
func Example() {
	const n, box, period = 44, 2.2, 0.6
	lattice, grating := make([]float64, n*n), make([]float64, n*n)
	k := 4 * math.Pi / (math.Sqrt(3) * period)
	for b := range lattice {
		x, y := (float64(b/n)+0.5)*box/n-box/2, (float64(b%n)+0.5)*box/n-box/2
		wave := func(angle float64) float64 { return math.Cos(k * (math.Cos(angle)*x + math.Sin(angle)*y)) }
		lattice[b] = max(0, wave(0)+wave(math.Pi/3)+wave(2*math.Pi/3))
		grating[b] = max(0, wave(0.3))
	}
	maps := ratemap.Maps{Units: []ratemap.Unit{ratemap.NewUnit(0, n, lattice), ratemap.NewUnit(1, n, grating)}}

	scores, err := gridscore.Score(context.Background(), gridscore.Defaults(n, box), maps)
	if err != nil {
		panic(err)
	}
	for _, u := range scores.Units {
		fmt.Printf("unit %d: Score60 %.2f, period %.2f m, between bins %.3f m, %d fields\n",
			u.Unit, u.Score60, u.PeriodM, u.PeriodSACM, u.FieldCount)
	}
	// Output:
	// unit 0: Score60 1.45, period 0.59 m, between bins 0.600 m, 17 fields
	// unit 1: Score60 0.06, period NaN m, between bins NaN m, 5 fields
}
