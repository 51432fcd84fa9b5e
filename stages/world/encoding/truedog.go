package encoding

import (
	"cmp"

	"nofreelunch/stages/theory/dog"
)

// TrueDoG is the difference of Gaussians of equal amplitude: a dip where the cell
// fires least in a ring about its centre.
func TrueDoG(sigmaM, s float64) Params { return place(trueDoGKind{}, sigmaM, s) }

type trueDoGKind struct{ placeCells }

func (trueDoGKind) String() string          { return "true dog" }
func (trueDoGKind) Title() string           { return "True DoG" }
func (trueDoGKind) details(p Params) string { return p.surroundName() }
func (trueDoGKind) dips() bool              { return true }

func (trueDoGKind) validate(p Params) error {
	return cmp.Or(p.validatePlace(Global), p.withoutAmplitudes())
}

func (trueDoGKind) tuning(Params) tuning { return difference{1, 1} }

// TrueDoGEntry is the entry of true differences of Gaussians.
func TrueDoGEntry() Entry { return trueDoGEntry{} }

type trueDoGEntry struct{}

func (trueDoGEntry) Kind() Kind      { return trueDoGKind{} }
func (trueDoGEntry) Typical() Params { return TrueDoG(IdealSigmaM, IdealSurroundScale) }

func (trueDoGEntry) Look() Look {
	return Look{Name: "true DoG", Order: 60, Green: 0x72, Blue: 0xb2, DashPt: []float64{4, 1.5}}
}

func (trueDoGEntry) Curve(p Params) dog.Kernel {
	sigmaM, s, ok := p.widths()
	if !ok {
		return dog.None{}
	}
	return dog.Equal(sigmaM, s)
}
