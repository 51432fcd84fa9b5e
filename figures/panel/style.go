package panel

import "image/color"

// Style is every size, colour and line of a figure. This package fixes none:
// figures/style.go holds the values.
type Style struct {
	LetterPt, TitlePt, LabelPt, TickPt, SmallPt float64 // text sizes
	AxisPt, GridPt, DataPt                      float64 // line widths
	TickMM, GapMM                               float64 // tick length; text to what it labels
	PointMM                                     float64 // diameter of a data point
	Ink, Muted, Grid, Missing                   color.NRGBA
	FillAlpha                                   uint8
	DPI                                         int // of the PNG
}

// A Stroke is how a line looks. Dash lengths are in points; nil is solid.
type Stroke struct {
	Ink     color.NRGBA
	WidthPt float64
	DashPt  []float64
}

// A Ramp is a colour map: evenly spaced anchors, interpolated in sRGB.
type Ramp []color.NRGBA

// levels limits a ramp's colours, so that equal neighbours merge into one cell.
const levels = 128

// At returns the colour at f in [0, 1]; outside, the nearer end.
func (r Ramp) At(f float64) color.NRGBA {
	f = min(max(f, 0), 1)
	f = float64(int(float64(f*(levels-1))+0.5)) / (levels - 1)
	at := float64(f * float64(len(r)-1))
	i := min(int(at), len(r)-2)
	return mix(r[i], r[i+1], at-float64(i))
}

func mix(a, b color.NRGBA, f float64) color.NRGBA {
	ch := func(p, q uint8) uint8 {
		return uint8(float64(p) + float64(f*(float64(q)-float64(p))) + 0.5)
	}
	return color.NRGBA{R: ch(a.R, b.R), G: ch(a.G, b.G), B: ch(a.B, b.B), A: 255}
}
