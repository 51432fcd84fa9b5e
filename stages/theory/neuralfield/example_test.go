package neuralfield_test

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/neuralfield"
)

// A sheet of seven wavelengths, coupled like a DoS place code: stripes where
// rates may be negative, hexagons where they may not.
func Example() {
	coupling := dog.Matched(0.12, 2)
	p := neuralfield.Params{
		Coupling: coupling, Gain: 1.2, SheetWidthM: 7 * 2 * math.Pi / coupling.KStar(2).K, Points: 32,
		StepTau: 0.1, Steps: 1500, NoiseStart: 0.01, Seed: 1,
	}
	for _, p.Nonlinearity = range []neuralfield.Nonlinearity{neuralfield.Tanh, neuralfield.Rectified} {
		p.Drive = 0
		if p.Nonlinearity == neuralfield.Rectified {
			p.Drive = 0.2
		}
		out, err := neuralfield.Simulate(context.Background(), p)
		if err != nil {
			fmt.Println(err)
			return
		}
		s := out.Summary
		fmt.Printf("%s: %s, wavelength %.1f m, theory %.1f m\n", p.Nonlinearity, s.Shape, s.WavelengthM, s.PredictedM)
	}
	// Output:
	// tanh: stripes, wavelength 0.8 m, theory 0.8 m
	// rectified tanh: hexagons, wavelength 0.8 m, theory 0.8 m
}
