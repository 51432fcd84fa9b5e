package encoding

import (
	"fmt"

	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
)

// GeneralDoG is the difference of Gaussians with amplitudes alphaE and alphaI.
func GeneralDoG(sigmaM, s, alphaE, alphaI float64) Params {
	p := place(generalDoGKind{}, sigmaM, s)
	p.AlphaE, p.AlphaI = alphaE, alphaI
	return p
}

type generalDoGKind struct{ placeCells }

func (generalDoGKind) String() string { return "general dog" }
func (generalDoGKind) Title() string  { return "General DoG" }
func (generalDoGKind) details(p Params) string {
	return p.surroundName() + fmt.Sprintf(" alphaE=%g alphaI=%g", p.AlphaE, p.AlphaI)
}

func (generalDoGKind) validate(p Params) error {
	if !(p.AlphaE > 0 && p.AlphaE <= 1e6) {
		return fmt.Errorf("encoding: AlphaE = %v, want above 0 and at most 1e6", p.AlphaE)
	}
	if !(p.AlphaI > 0 && p.AlphaI <= 1e6) {
		return fmt.Errorf("encoding: AlphaI = %v, want above 0 and at most 1e6", p.AlphaI)
	}
	return p.validatePlace(Global)
}

func (generalDoGKind) tuning(p Params) tuning { return difference{p.AlphaE, p.AlphaI} }

// difference is the shifted and scaled alphaE exp(-E) - alphaI exp(-I).
type difference struct{ alphaE, alphaI float64 }

func (d difference) tune(center, surround []float64) {
	expNeg(center, d.alphaE)
	expNeg(surround, d.alphaI)
	shiftAndScale(center, surround)
}

func (d difference) tune32(row []float32, e *energies32) {
	vec.DoG(row, e.center, e.surround, float32(d.alphaE), float32(d.alphaI))
}

// GeneralDoGEntry is the entry of general differences of Gaussians.
func GeneralDoGEntry() Entry { return generalDoGEntry{} }

type generalDoGEntry struct{}

func (generalDoGEntry) Kind() Kind { return generalDoGKind{} }

// Typical has equal integrals.
func (generalDoGEntry) Typical() Params {
	return GeneralDoG(IdealSigmaM, IdealSurroundScale, 1, 1/(IdealSurroundScale*IdealSurroundScale))
}

func (generalDoGEntry) Look() Look {
	return Look{Name: "general DoG", Order: 90, Red: 0x80, Green: 0x80, Blue: 0x80, DashPt: []float64{1.5, 1.2}}
}

func (generalDoGEntry) Curve(p Params) dog.Kernel {
	sigmaM, s, ok := p.widths()
	if !ok {
		return dog.None{}
	}
	d := dog.Equal(sigmaM, s)
	d.AlphaE, d.AlphaI = p.AlphaE, p.AlphaI
	return d
}
