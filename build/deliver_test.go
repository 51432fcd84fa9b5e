package main

import (
	"testing"

	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// Networks of one encoding are summed up together, whatever their place cells,
// their cell and its name are.
func TestErrorsAreSummedUpByEncoding(t *testing.T) {
	wide := encoding.DoS(0.12, 2)
	wide.Periodic = true
	for want, of := range map[string][]encoding.Params{
		"DoS": {encoding.DoS(0.12, 2), encoding.DoS(0.2, 3), wide}, "Gaussian": {encoding.Gaussian(0.2)}, "Cartesian": {encoding.Cartesian()},
		"Cartesian, high-dim": {encoding.HighDimCartesian()}, "Polar, high-dim": {encoding.HighDimPolar()},
	} {
		for _, e := range of {
			if got := encodingOf(train.Params{Encoding: e}); got != want {
				t.Errorf("%v: %q, want %q", e, got, want)
			}
		}
	}
}
