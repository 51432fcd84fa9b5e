// Package dog predicts the lattice that a difference of Gaussians gives rise to.
//
// A sheet of units r' = -r + g(W * r) whose coupling depends on distance alone
// is, to first order, diagonal in wave vectors; the pattern that grows fastest
// has the wave number k* that maximises the transform of the coupling. For a
// difference of Gaussians
//
//	f(x)   = aE exp(-x^2/(2 sE^2)) - aI exp(-x^2/(2 sI^2))
//	f~1(k) = aE sE   exp(-sE^2 k^2/2) - aI sI   exp(-sI^2 k^2/2)
//	f~2(k) = aE sE^2 exp(-sE^2 k^2/2) - aI sI^2 exp(-sI^2 k^2/2)
//	k*^2   = 2/(sE^2 - sI^2) ln(aE sE^p / (aI sI^p)),  p = 3 in one dimension, 4 in two
//
// (the transforms without their factors 2 pi). [Schaeffer2022] prints the form
// with p = 3; on the plane the one with p = 4 holds. A hexagonal lattice made
// of that wave number has the period 4 pi / (sqrt 3 k*).
//
// The package is mathematics of kernels: it knows no place cells and no
// networks, and does not say whether a lattice forms; stages/theory/neuralfield
// and stages/theory/nnpca simulate that.
package dog

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/dmath"
)

// DoG is a difference of two Gaussians of the distance.
type DoG struct {
	AlphaE  float64 // height of the centre, 1
	AlphaI  float64 // depth of the surround, 1
	SigmaEM float64 // width of the centre, metres
	SigmaIM float64 // width of the surround, metres
}

// Matched returns the difference whose two Gaussians have equal integrals over
// the plane, as the DoS encoding's two softmaxes have: aI = 1/s^2.
func Matched(sigmaM, s float64) DoG {
	return DoG{AlphaE: 1, AlphaI: 1 / float64(s*s), SigmaEM: sigmaM, SigmaIM: s * sigmaM}
}

// Equal returns the difference of Gaussians of equal height: the true DoG.
func Equal(sigmaM, s float64) DoG {
	return DoG{AlphaE: 1, AlphaI: 1, SigmaEM: sigmaM, SigmaIM: s * sigmaM}
}

// String names the widths and heights.
func (d DoG) String() string {
	return fmt.Sprintf("sigma_E=%g sigma_I=%g alpha_E=%g alpha_I=%g", d.SigmaEM, d.SigmaIM, d.AlphaE, d.AlphaI)
}

// Validate reports the first field out of range.
func (d DoG) Validate() error {
	for _, f := range []struct {
		name  string
		value float64
	}{{"AlphaE", d.AlphaE}, {"AlphaI", d.AlphaI}, {"SigmaEM", d.SigmaEM}, {"SigmaIM", d.SigmaIM}} {
		if err := positive("DoG."+f.name, f.value); err != nil {
			return err
		}
	}
	return nil
}

func positive(name string, v float64) error {
	if !(v > 0) || math.IsInf(v, 1) {
		return fmt.Errorf("dog: %s is %g, must be positive and finite", name, v)
	}
	return nil
}

// At is f at distance x metres.
func (d DoG) At(x float64) float64 {
	return float64(d.AlphaE*gauss(x/d.SigmaEM)) - float64(d.AlphaI*gauss(x/d.SigmaIM))
}

// Transform is f~ at wave number k (rad/m) in 1 or 2 dimensions.
func (d DoG) Transform(dimensions int, k float64) float64 {
	e, i := d.weights(dimensions)
	return float64(e*gauss(k*d.SigmaEM)) - float64(i*gauss(k*d.SigmaIM))
}

// weights are the two terms of f~ at k = 0.
func (d DoG) weights(dimensions int) (e, i float64) {
	switch dimensions {
	case 1:
		return d.AlphaE * d.SigmaEM, d.AlphaI * d.SigmaIM
	case 2:
		return d.AlphaE * d.SigmaEM * d.SigmaEM, d.AlphaI * d.SigmaIM * d.SigmaIM
	}
	panic("dog: dimensions must be 1 or 2")
}

func gauss(z float64) float64 { return dmath.Exp(-z * z / 2) }

// Period is the spacing in metres between neighbouring nodes of the hexagonal
// lattice made of wave number k (rad/m).
func Period(k float64) float64 { return 4 * math.Pi / (math.Sqrt(3) * k) }
