package encoding

import (
	"cmp"

	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
)

// DoS is the difference of softmaxes with a surround s times as wide. It is called
// DoG in [Sorscher2019] and in the original code.
func DoS(sigmaM, s float64) Params { return place(dosKind{}, sigmaM, s) }

type dosKind struct{ placeCells }

func (dosKind) String() string          { return "dos" }
func (dosKind) Title() string           { return "DoS" }
func (dosKind) details(p Params) string { return p.surroundName() }

func (dosKind) validate(p Params) error {
	return cmp.Or(p.validatePlace(Global, None), p.withoutAmplitudes())
}

func (dosKind) tuning(p Params) tuning {
	if p.Normalization == None {
		return difference{1, 1}
	}
	return softmaxes{}
}

// softmaxes is the shifted and scaled sm(-E) - sm(-I).
type softmaxes struct{}

func (softmaxes) tune(center, surround []float64) {
	softmaxNeg(center)
	softmaxNeg(surround)
	shiftAndScale(center, surround)
}

func (softmaxes) tune32(row []float32, e *energies32) { vec.DoS(row, e.center, e.surround) }

// DoSEntry is the entry of differences of softmaxes.
func DoSEntry() Entry { return dosEntry{} }

type dosEntry struct{}

func (dosEntry) Kind() Kind      { return dosKind{} }
func (dosEntry) Typical() Params { return DoS(IdealSigmaM, IdealSurroundScale) }

func (dosEntry) Look() Look {
	return Look{Name: "DoS", Order: 80, Red: 0xd5, Green: 0x5e}
}

// Curve has equal integrals, as the two softmaxes have; without the softmax it has
// equal heights.
func (dosEntry) Curve(p Params) dog.Kernel {
	sigmaM, s, ok := p.widths()
	switch {
	case !ok:
		return dog.None{}
	case p.Normalization == None:
		return dog.Equal(sigmaM, s)
	}
	return dog.Matched(sigmaM, s)
}
