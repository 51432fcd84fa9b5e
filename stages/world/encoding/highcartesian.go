package encoding

import (
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
)

// HighDimCartesian is a random affine map of (x, y).
func HighDimCartesian() Params { return Params{Kind: highCartesianKind{}, BoxWidthM: 2.2} }

type highCartesianKind struct{}

func (highCartesianKind) String() string           { return "high-dim cartesian" }
func (highCartesianKind) Title() string            { return "Cartesian, high-dim" }
func (highCartesianKind) Place() bool              { return false }
func (highCartesianKind) Loss() Loss               { return MSE }
func (highCartesianKind) validate(p Params) error  { return p.validateWidth(2, 1<<20, 1) }
func (highCartesianKind) details(Params) string    { return "" }
func (highCartesianKind) encoder(p Params) Encoder { return drawAffine(p) }

func (highCartesianKind) Sized(p Params, cells int, _ Layout) Params {
	p.Cells = cells
	return p
}

// HighDimCartesianEntry is the entry of high-dimensional Cartesian codes.
func HighDimCartesianEntry() Entry { return highCartesianEntry{} }

type highCartesianEntry struct{}

func (highCartesianEntry) Kind() Kind              { return highCartesianKind{} }
func (highCartesianEntry) Typical() Params         { return HighDimCartesian() }
func (highCartesianEntry) Curve(Params) dog.Kernel { return dog.None{} }

func (highCartesianEntry) Look() Look {
	return Look{Name: "high-dim cartesian", Order: 20, Red: 0xe6, Green: 0x9f, DashPt: []float64{4, 1.5}}
}

// affine is (x, y) . slopes + intercepts.
type affine struct {
	slopes     []float64 // 2 x width
	intercepts []float64
	inverse    []float64 // width x 2, the pseudo-inverse of the slopes
	slopes32   []float32
	shift32    []float32
}

// drawAffine draws slopes and intercepts from U(-1, 1), as published.
func drawAffine(p Params) *affine {
	return newAffine(drawUniform(p.Seed, "encoding slopes", 2*p.Cells, 1), drawUniform(p.Seed, "encoding intercepts", p.Cells, 1))
}

// drawUniform draws n numbers in [-bound, bound).
func drawUniform(seed uint64, purpose string, n int, bound float64) []float64 {
	s := rng.New(seed, purpose, 0)
	v := make([]float64, n)
	for i := range v {
		v[i] = s.Uniform(-bound, bound)
	}
	return v
}

func newAffine(slopes, intercepts []float64) *affine {
	return &affine{
		slopes: slopes, intercepts: intercepts, inverse: pseudoInverse(slopes),
		slopes32: round(slopes), shift32: round(intercepts),
	}
}

func round(x []float64) []float32 {
	v := vec.Make(len(x))
	for i := range x {
		v[i] = float32(x[i])
	}
	return v
}

// pseudoInverse returns S^T (S S^T)^-1 (n x 2) of S (2 x n).
func pseudoInverse(s []float64) []float64 {
	n := len(s) / 2
	a, b := s[:n], s[n:]
	aa, ab, bb := dot(a, a), dot(a, b), dot(b, b)
	det := float64(aa*bb) - float64(ab*ab)
	inv := make([]float64, 2*n)
	for i := range n {
		inv[2*i] = (float64(a[i]*bb) - float64(b[i]*ab)) / det
		inv[2*i+1] = (float64(b[i]*aa) - float64(a[i]*ab)) / det
	}
	return inv
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}

func (e *affine) Width() int { return len(e.intercepts) }

func (e *affine) Loss() Loss { return MSE }

func (e *affine) Encode(pos, out []float64) {
	w := e.Width()
	for r := range rows(w, len(pos), len(out)) {
		x, y := pos[2*r], pos[2*r+1]
		row := out[r*w : (r+1)*w]
		for i := range row {
			row[i] = float64(x*e.slopes[i]) + float64(y*e.slopes[w+i]) + e.intercepts[i]
		}
	}
}

func (e *affine) Encode32(pos, out []float32) {
	rows(e.Width(), len(pos), len(out))
	vec.Rank2(out, pos, e.slopes32)
	vec.AddRow(out, e.shift32)
}

func (e *affine) Decode(out, pos []float64) { decodeAffine(e, out, pos) }

func (e *affine) Decode32(out []float32, pos []float64) { decodeAffine(e, out, pos) }

func decodeAffine[F float32 | float64](e *affine, out []F, pos []float64) {
	w := e.Width()
	for r := range rows(w, len(pos), len(out)) {
		x, y := 0.0, 0.0
		for i, v := range out[r*w : (r+1)*w] {
			d := float64(v) - e.intercepts[i]
			x += float64(d * e.inverse[2*i])
			y += float64(d * e.inverse[2*i+1])
		}
		pos[2*r], pos[2*r+1] = x, y
	}
}
