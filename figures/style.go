package figures

import (
	"image/color"

	"nofreelunch/figures/panel"
)

// Journal widths in millimetres.
const (
	singleColumn = 88.0
	doubleColumn = 180.0
)

// style is the look of every figure.
func style() panel.Style {
	return panel.Style{
		LetterPt: 9, TitlePt: 7, LabelPt: 7, TickPt: 6, SmallPt: 5.5,
		AxisPt: 0.6, GridPt: 0.4, DataPt: 1.1,
		TickMM: 0.8, GapMM: 0.8, PointMM: 1.5,
		Ink: grey(0x22), Muted: grey(0x66), Grid: grey(0xdd), Missing: grey(0xbb),
		FillAlpha: 0x38,
		DPI:       300,
	}
}

func grey(v uint8) color.NRGBA { return rgb(v, v, v) }

func rgb(r, g, b uint8) color.NRGBA { return color.NRGBA{R: r, G: g, B: b, A: 255} }

// The accents are of Okabe and Ito's palette, told apart in every common form of
// colour blindness.
func vermilion() color.NRGBA { return rgb(0xd5, 0x5e, 0x00) }
func blue() color.NRGBA      { return rgb(0x00, 0x72, 0xb2) }
func green() color.NRGBA     { return rgb(0x00, 0x9e, 0x73) }
func purple() color.NRGBA    { return rgb(0xcc, 0x79, 0xa7) }

// dashed is the pattern of a second line, dotted that of a third.
func dashed() []float64       { return []float64{4, 1.5} }
func finelyDotted() []float64 { return []float64{1.5, 1.2} }

// line is a curve of a colour and a pattern; nil is solid.
func line(c color.NRGBA, dashPt []float64) panel.Stroke {
	return panel.Stroke{Ink: c, WidthPt: style().DataPt, DashPt: dashPt}
}

// orderStroke is the line of the i-th of n ordered things, light to dark.
func orderStroke(i, n int) panel.Stroke {
	ramp := panel.Ramp{rgb(0xf0, 0xa0, 0x60), rgb(0xc0, 0x40, 0x70), rgb(0x50, 0x20, 0x80), rgb(0x18, 0x0c, 0x40)}
	f := 1.0
	if n > 1 {
		f = float64(i) / float64(n-1)
	}
	return panel.Stroke{Ink: ramp.At(f), WidthPt: style().DataPt}
}

// mark is the stroke of thresholds and predictions.
func mark() panel.Stroke {
	return panel.Stroke{Ink: grey(0x44), WidthPt: 0.7, DashPt: []float64{2, 1.5}}
}

// markOnDark is a mark that lies on a map's dark end.
func markOnDark() panel.Stroke {
	return panel.Stroke{Ink: rgb(0x7f, 0xe5, 0xff), WidthPt: 0.9, DashPt: []float64{2, 1.5}}
}

// rateRamp is the rate maps' blue to red through cream: the authors' reversed
// Spectral without its green, which the colour-blind confuse with its orange.
func rateRamp() panel.Ramp {
	return panel.Ramp{
		rgb(0x31, 0x36, 0x95), rgb(0x45, 0x75, 0xb4), rgb(0x74, 0xad, 0xd1), rgb(0xab, 0xd9, 0xe9),
		rgb(0xe0, 0xf3, 0xf8), rgb(0xff, 0xff, 0xbf), rgb(0xfe, 0xe0, 0x90), rgb(0xfd, 0xae, 0x61),
		rgb(0xf4, 0x6d, 0x43), rgb(0xd7, 0x30, 0x27), rgb(0xa5, 0x00, 0x26),
	}
}

// signedRamp is for values about zero: purple, white, orange.
func signedRamp() panel.Ramp {
	return panel.Ramp{
		rgb(0x2d, 0x00, 0x4b), rgb(0x54, 0x27, 0x88), rgb(0x80, 0x73, 0xac), rgb(0xb2, 0xab, 0xd2),
		rgb(0xd8, 0xda, 0xeb), rgb(0xf7, 0xf7, 0xf7), rgb(0xfe, 0xe0, 0xb6), rgb(0xfd, 0xb8, 0x63),
		rgb(0xe0, 0x82, 0x14), rgb(0xb3, 0x58, 0x06), rgb(0x7f, 0x3b, 0x08),
	}
}

// powerRamp is for values from zero up: white to dark brown.
func powerRamp() panel.Ramp {
	return panel.Ramp{
		rgb(0xff, 0xff, 0xf5), rgb(0xff, 0xf0, 0xc0), rgb(0xfe, 0xd9, 0x8e), rgb(0xfe, 0xb2, 0x4c),
		rgb(0xec, 0x70, 0x14), rgb(0xb0, 0x45, 0x05), rgb(0x66, 0x25, 0x06),
	}
}

// chanceInk is the colour of what noise gives.
func chanceInk() color.NRGBA { return grey(0x80) }

// warning is the colour of what must not be overlooked.
func warning() color.NRGBA { return rgb(0xb0, 0x10, 0x10) }
