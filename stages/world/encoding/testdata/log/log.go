package encoding

import (
	"cmp"
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
)

// LoG is the Laplacian of a Gaussian of width sigmaM, upside down: shift and scale
// of (1 - E) exp(-E). It is the difference of Gaussians whose widths are almost
// equal.
func LoG(sigmaM float64) Params { return place(logKind{}, sigmaM, 2) }

type logKind struct{ placeCells }

func (logKind) String() string        { return "log" }
func (logKind) Title() string         { return "LoG" }
func (logKind) details(Params) string { return "" }
func (logKind) tuning(Params) tuning  { return laplacian{} }
func (logKind) validate(p Params) error {
	return cmp.Or(p.validatePlace(Global), p.withoutAmplitudes())
}

// laplacian is the shifted and scaled (1 - E) exp(-E).
type laplacian struct{}

func (laplacian) tune(center, surround []float64) {
	copy(surround, center)
	expNeg(center, 1)
	for i, e := range surround {
		surround[i] = float64(e * center[i])
	}
	shiftAndScale(center, surround)
}

func (laplacian) tune32(row []float32, e *energies32) {
	vec.Scale(row, -1, e.center)
	vec.Exp(row, row)
	vec.Mul(e.center, e.center, row)
	vec.Sub(row, row, e.center)
	shift, sum := -vec.Min(row), 0.0
	for i := range row {
		row[i] += shift
		sum += float64(row[i])
	}
	vec.Scale(row, float32(1/sum), row)
}

// LoGEntry is the entry of Laplacians of Gaussians.
func LoGEntry() Entry { return logEntry{} }

type logEntry struct{}

func (logEntry) Kind() Kind      { return logKind{} }
func (logEntry) Typical() Params { return LoG(0.12) }

func (logEntry) Look() Look {
	return Look{Name: "LoG", Order: 85, Red: 0x99, Green: 0x33, Blue: 0x22, DashPt: []float64{6, 1.5}}
}

func (logEntry) Curve(p Params) dog.Kernel {
	sigmaM, _, ok := p.widths()
	if !ok {
		return dog.None{}
	}
	return laplacianCurve{sigmaM}
}

// laplacianCurve is (1 - E) exp(-E) of the distance.
type laplacianCurve struct{ SigmaM float64 }

func (c laplacianCurve) String() string { return "Laplacian of a Gaussian" }

func (c laplacianCurve) At(distanceM float64) float64 {
	e := float64(distanceM*distanceM) / (2 * c.SigmaM * c.SigmaM)
	return (1 - e) * dmath.Exp(-e)
}

func (c laplacianCurve) Transform(dimensions int, k float64) float64 {
	u := float64(k*c.SigmaM) * float64(k*c.SigmaM)
	if dimensions == 1 {
		return c.SigmaM * (1 + u) / 2 * dmath.Exp(-u/2)
	}
	return c.SigmaM * c.SigmaM * u / 2 * dmath.Exp(-u/2)
}

// KStar is at sigma^2 k^2 = the number of dimensions.
func (c laplacianCurve) KStar(dimensions int) dog.Peak {
	k := math.Sqrt(float64(dimensions)) / c.SigmaM
	return dog.Peak{Kind: dog.Maximum, KSquared: float64(k * k), K: k, Value: c.Transform(dimensions, k), AtZero: c.Transform(dimensions, 0)}
}
