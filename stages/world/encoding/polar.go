package encoding

import (
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/theory/dog"
)

// Polar is (r, theta).
func Polar() Params { return Params{Kind: polarKind{}, Cells: 2, BoxWidthM: 2.2} }

type polarKind struct{}

func (polarKind) String() string                         { return "polar" }
func (polarKind) Title() string                          { return "Polar" }
func (polarKind) Place() bool                            { return false }
func (polarKind) Loss() Loss                             { return PolarMSE }
func (polarKind) Sized(p Params, _ int, _ Layout) Params { return p }
func (polarKind) validate(p Params) error                { return p.validateWidth(2, 2, 1) }
func (polarKind) details(Params) string                  { return "" }
func (polarKind) encoder(Params) Encoder                 { return polar{} }

// PolarEntry is the entry of polar codes.
func PolarEntry() Entry { return polarEntry{} }

type polarEntry struct{}

func (polarEntry) Kind() Kind              { return polarKind{} }
func (polarEntry) Typical() Params         { return Polar() }
func (polarEntry) Curve(Params) dog.Kernel { return dog.None{} }

func (polarEntry) Look() Look {
	return Look{Name: "polar", Order: 30, Red: 0x56, Green: 0xb4, Blue: 0xe9}
}

// polar is (r, atan(y/x)).
type polar struct{}

func (polar) Width() int { return 2 }

func (polar) Loss() Loss { return PolarMSE }

func (polar) Encode(pos, out []float64) { encodePolar(pos, out) }

func (polar) Encode32(pos, out []float32) { encodePolar(pos, out) }

func encodePolar[F float32 | float64](pos, out []F) {
	for r := range rows(2, len(pos), len(out)) {
		x, y := float64(pos[2*r]), float64(pos[2*r+1])
		out[2*r], out[2*r+1] = F(dmath.Hypot(x, y)), F(halfAngle(x, y))
	}
}

// halfAngle is atan(y/x), and 0 at the origin, where the original has NaN.
func halfAngle(x, y float64) float64 {
	if x == 0 && y == 0 {
		return 0
	}
	return dmath.Atan(y / x)
}

func (polar) Decode(out, pos []float64) { decodePolar(out, pos) }

func (polar) Decode32(out []float32, pos []float64) { decodePolar(out, pos) }

func decodePolar[F float32 | float64](out []F, pos []float64) {
	for r := range rows(2, len(pos), len(out)) {
		sin, cos := dmath.Sincos(float64(out[2*r+1]))
		radius := float64(out[2*r])
		pos[2*r], pos[2*r+1] = float64(radius*cos), float64(radius*sin)
	}
}
