package regression_test

import (
	"context"
	"fmt"

	"nofreelunch/stages/measure/regression"
)

// Random features of growing dimension predict a synthetic entorhinal
// population better and better, without having been trained on anything.
func Example() {
	ctx := context.Background()
	population, err := regression.Synthesize(ctx, regression.Rodent(16, 2.2, 1))
	if err != nil {
		fmt.Println(err)
		return
	}
	p := regression.Params{
		Method: regression.Ridge, Penalties: []float64{1e-4, 1e-2, 1}, Folds: 5, BlockBins: 1, MinCeiling: 0.2, Seed: 1,
	}
	for _, dimension := range []float64{2, 80} {
		features, err := regression.Random(ctx, regression.RandomParams{Bins: 16, Units: 100, Decay: regression.Flat, Dimension: dimension, Seed: 1})
		if err != nil {
			fmt.Println(err)
			return
		}
		out, err := regression.Predict(ctx, p, population, features)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("dimension %g: mean predictivity %.1f\n", dimension, out.Summary.MeanPredictivity)
	}
	// Output:
	// dimension 2: mean predictivity 0.1
	// dimension 80: mean predictivity 0.3
}
