package encoding

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/vec"
	"nofreelunch/stages/theory/dog"
)

// HighDimPolar is a random affine map of r beside von Mises cells of theta.
func HighDimPolar() Params { return Params{Kind: highPolarKind{}, BoxWidthM: 2.2} }

type highPolarKind struct{}

func (highPolarKind) String() string           { return "high-dim polar" }
func (highPolarKind) Title() string            { return "Polar, high-dim" }
func (highPolarKind) Place() bool              { return false }
func (highPolarKind) Loss() Loss               { return MSE }
func (highPolarKind) validate(p Params) error  { return p.validateWidth(2, 1<<20, 2) }
func (highPolarKind) details(Params) string    { return "" }
func (highPolarKind) encoder(p Params) Encoder { return drawHighDimPolar(p) }

func (highPolarKind) Sized(p Params, cells int, _ Layout) Params {
	p.Cells = cells
	return p
}

// HighDimPolarEntry is the entry of high-dimensional polar codes.
func HighDimPolarEntry() Entry { return highPolarEntry{} }

type highPolarEntry struct{}

func (highPolarEntry) Kind() Kind              { return highPolarKind{} }
func (highPolarEntry) Typical() Params         { return HighDimPolar() }
func (highPolarEntry) Curve(Params) dog.Kernel { return dog.None{} }

func (highPolarEntry) Look() Look {
	return Look{Name: "high-dim polar", Order: 40, Red: 0x56, Green: 0xb4, Blue: 0xe9, DashPt: []float64{4, 1.5}}
}

// highDimPolar is [r slopes + intercepts, exp(cos(theta - centres))].
type highDimPolar struct {
	slopes, intercepts []float64
	inverse            []float64 // the pseudo-inverse of the slopes
	centres            []float64 // rad
	cos, sin           []float64 // of the centres
}

// drawHighDimPolar draws slopes and intercepts from U(-1, 1) and centres from
// U(-pi, pi), as published.
func drawHighDimPolar(p Params) *highDimPolar {
	n := p.Cells / 2
	return newHighDimPolar(
		drawUniform(p.Seed, "encoding slopes", n, 1),
		drawUniform(p.Seed, "encoding intercepts", n, 1),
		drawUniform(p.Seed, "encoding angles", n, math.Pi))
}

func newHighDimPolar(slopes, intercepts, centres []float64) *highDimPolar {
	n := len(slopes)
	e := &highDimPolar{slopes, intercepts, make([]float64, n), centres, make([]float64, n), make([]float64, n)}
	norm := dot(slopes, slopes)
	for i := range n {
		e.inverse[i] = slopes[i] / norm
		e.sin[i], e.cos[i] = dmath.Sincos(centres[i])
	}
	return e
}

func (e *highDimPolar) Width() int { return 2 * len(e.slopes) }

func (e *highDimPolar) Loss() Loss { return MSE }

func (e *highDimPolar) Encode(pos, out []float64) {
	w := e.Width()
	for r := range rows(w, len(pos), len(out)) {
		radius, cos, sin := direction(pos[2*r], pos[2*r+1])
		line, angle := out[r*w:r*w+w/2], out[r*w+w/2:(r+1)*w]
		for i := range line {
			line[i] = float64(radius*e.slopes[i]) + e.intercepts[i]
			// cos(theta - centre)
			angle[i] = dmath.Exp(float64(cos*e.cos[i]) + float64(sin*e.sin[i]))
		}
	}
}

func (e *highDimPolar) Encode32(pos, out []float32) {
	w := e.Width()
	for r := range rows(w, len(pos), len(out)) {
		radius, cos, sin := direction(float64(pos[2*r]), float64(pos[2*r+1]))
		line, angle := out[r*w:r*w+w/2], out[r*w+w/2:(r+1)*w]
		for i := range line {
			line[i] = float32(float64(radius*e.slopes[i]) + e.intercepts[i])
			angle[i] = float32(float64(cos*e.cos[i]) + float64(sin*e.sin[i]))
		}
		vec.Exp(angle, angle)
	}
}

// direction returns r and the unit vector towards (x, y); towards +x at the
// origin, as atan2 does.
func direction(x, y float64) (r, cos, sin float64) {
	r = dmath.Hypot(x, y)
	if r == 0 {
		return 0, 1, 0
	}
	return r, x / r, y / r
}

func (e *highDimPolar) Decode(out, pos []float64) { decodeHighDimPolar(e, out, pos) }

func (e *highDimPolar) Decode32(out []float32, pos []float64) { decodeHighDimPolar(e, out, pos) }

// decodeHighDimPolar takes r by the pseudo-inverse, which may be negative, and
// theta from the most active angle cell.
func decodeHighDimPolar[F float32 | float64](e *highDimPolar, out []F, pos []float64) {
	w := e.Width()
	for n := range rows(w, len(pos), len(out)) {
		line, angle := out[n*w:n*w+w/2], out[n*w+w/2:(n+1)*w]
		r, best := 0.0, 0
		for i := range line {
			r += float64((float64(line[i]) - e.intercepts[i]) * e.inverse[i])
			if angle[i] > angle[best] {
				best = i
			}
		}
		pos[2*n], pos[2*n+1] = float64(r*e.cos[best]), float64(r*e.sin[best])
	}
}
