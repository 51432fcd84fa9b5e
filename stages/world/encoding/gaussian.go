package encoding

import (
	"cmp"

	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/world/placecell"
)

// Gaussian is the softmax of Gaussians of width sigmaM.
func Gaussian(sigmaM float64) Params { return place(gaussianKind{}, sigmaM, 2) }

type gaussianKind struct{ placeCells }

func (gaussianKind) String() string { return "gaussian" }
func (gaussianKind) Title() string  { return "Gaussian" }

// details names the surround only where it is not the usual one, for it has no
// effect.
func (gaussianKind) details(p Params) string {
	if p.SurroundScale != placecell.Always(2) {
		return p.surroundName()
	}
	return p.onVarianceName()
}

func (gaussianKind) validate(p Params) error {
	return cmp.Or(p.validatePlace(Global, None), p.withoutAmplitudes())
}

func (gaussianKind) tuning(p Params) tuning {
	if p.Normalization == None {
		return bumps{}
	}
	return softBumps{}
}

// softBumps is sm(-E).
type softBumps struct{}

func (softBumps) tune(center, _ []float64) { softmaxNeg(center) }

func (softBumps) tune32(row []float32, e *energies32) { vec.SoftmaxNeg(row, e.center) }

// bumps is exp(-E).
type bumps struct{}

func (bumps) tune(center, _ []float64) { expNeg(center, 1) }

func (bumps) tune32(row []float32, e *energies32) {
	vec.Scale(row, -1, e.center)
	vec.Exp(row, row)
}

// GaussianEntry is the entry of Gaussian place cells.
func GaussianEntry() Entry { return gaussianEntry{} }

type gaussianEntry struct{}

func (gaussianEntry) Kind() Kind      { return gaussianKind{} }
func (gaussianEntry) Typical() Params { return Gaussian(IdealSigmaM) }

func (gaussianEntry) Look() Look {
	return Look{Name: "Gaussian", Order: 50, Green: 0x9e, Blue: 0x73}
}

func (gaussianEntry) Curve(Params) dog.Kernel { return dog.None{} }
