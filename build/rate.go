package main

import (
	"time"

	"nofreelunch/stages/core/blas"
)

// assumedRate is what a core is taken to do, in GFLOP/s, as long as no training
// like the one to predict was timed here: a product as training has them,
// timed for some milliseconds, less what training does beside its products.
func assumedRate() float64 {
	const rows, units, besideProducts = 80, 128, 0.3
	w := blas.NewWorkspace(1)
	a, b, c := make([]float32, rows*units), make([]float32, units*units), make([]float32, rows*units)
	best := time.Hour
	for range 50 { // the best: others use the machine too
		begun := time.Now()
		w.Gemm(false, false, rows, units, units, a, units, b, units, 0, c, units)
		best = min(best, max(time.Since(begun), time.Nanosecond))
	}
	return (1 - besideProducts) * 2 * rows * units * units / float64(best.Nanoseconds())
}
