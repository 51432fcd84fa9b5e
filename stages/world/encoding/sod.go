package encoding

import (
	"cmp"

	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
)

// SoD is the softmax of differences.
func SoD(sigmaM, s float64) Params { return place(sodKind{}, sigmaM, s) }

type sodKind struct{ placeCells }

func (sodKind) String() string          { return "sod" }
func (sodKind) Title() string           { return "SoD" }
func (sodKind) details(p Params) string { return p.surroundName() }

func (sodKind) validate(p Params) error {
	return cmp.Or(p.validatePlace(Global), p.withoutAmplitudes())
}

func (sodKind) tuning(Params) tuning { return softDifference{} }

// softDifference is sm(-E + I).
type softDifference struct{}

func (softDifference) tune(center, surround []float64) {
	for i := range center {
		center[i] -= surround[i]
	}
	softmaxNeg(center)
}

func (softDifference) tune32(row []float32, e *energies32) {
	vec.Sub(e.center, e.center, e.surround)
	vec.SoftmaxNeg(row, e.center)
}

// SoDEntry is the entry of softmaxes of differences.
func SoDEntry() Entry { return sodEntry{} }

type sodEntry struct{}

func (sodEntry) Kind() Kind      { return sodKind{} }
func (sodEntry) Typical() Params { return SoD(IdealSigmaM, IdealSurroundScale) }

func (sodEntry) Look() Look {
	return Look{Name: "SoD", Order: 70, Red: 0xcc, Green: 0x79, Blue: 0xa7, DashPt: []float64{1.5, 1.2}}
}

func (sodEntry) Curve(Params) dog.Kernel { return dog.None{} }
