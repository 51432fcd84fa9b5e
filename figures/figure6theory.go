package figures

import (
	"fmt"
	"image/color"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/theory/dog"
)

// dimensions are the two forms of the transform.
func (o *Figure6Output) dimensions() []struct {
	of     int32
	stroke panel.Stroke
	value  func(dog.WavePoint) float64
} {
	return []struct {
		of     int32
		stroke panel.Stroke
		value  func(dog.WavePoint) float64
	}{
		{1, line(vermilion(), nil), func(w dog.WavePoint) float64 { return w.One }},
		{2, line(blue(), dashed()), func(w dog.WavePoint) float64 { return w.Two }},
	}
}

// transform draws both forms, each over its maximum.
func (o *Figure6Output) transform(page *panel.Page, r panel.Rect) {
	page.Letter("b", r.X-13, r.Y-7)
	if len(o.Wave) < 2 {
		page.Empty(r, "no transform")
		return
	}
	var ks []float64
	all := []float64{0, 1}
	curves := map[int32][]float64{}
	for _, w := range o.Wave {
		ks = append(ks, w.KRadPerM)
	}
	for _, d := range o.dimensions() {
		top := math.SmallestNonzeroFloat64
		for _, w := range o.Wave {
			top = max(top, math.Abs(d.value(w)))
		}
		for _, w := range o.Wave {
			curves[d.of] = append(curves[d.of], d.value(w)/top)
		}
		all = append(all, curves[d.of]...)
	}
	a := page.Axes(r, lengthAxis("Wave number *k* (rad/m)", ks), curveAxis("Transform of *f* / max", all))
	var keys []panel.Key
	for _, d := range o.dimensions() {
		a.Line(ks, curves[d.of], d.stroke)
		name := fmt.Sprintf("%d-D", d.of)
		for _, q := range o.Peaks {
			if q.Dimensions == d.of && !math.IsNaN(q.KRadPerM) {
				a.VLine(q.KRadPerM, panel.Stroke{Ink: d.stroke.Ink, WidthPt: mark().WidthPt, DashPt: mark().DashPt})
				name += ", *k*^* = " + panel.Number(q.KRadPerM, 1)
			}
		}
		keys = append(keys, panel.Key{Name: name, Stroke: d.stroke})
	}
	a.Legend(keys...)
}

// equations prints the theory that the panels evaluate.
func (o *Figure6Output) equations(page *panel.Page, x, y float64) {
	period := ""
	for _, q := range o.Peaks {
		if q.Dimensions == 2 && !math.IsNaN(q.PeriodM) {
			period = " = " + panel.Number(q.PeriodM, 2) + " m here"
		}
	}
	column := func(x float64, ink color.NRGBA, lines ...string) {
		for i, text := range lines {
			page.Text(text, style().LabelPt, ink, x, y+float64(4*float64(i)), panel.Align{Y: 1})
		}
	}
	column(x+2, style().Ink,
		"*r*′ = −*r* + *g*(*W* \\* *r*)",
		"*f*(Δ*x*) = α_E exp(−Δ*x*^2/2σ_E²) − α_I exp(−Δ*x*^2/2σ_I²)",
		"wavelength 2π/*k*^*, *k*^* = argmax *F*(*k*)",
		"hexagons: period 4π/(√3 *k*^*)"+period)
	column(x+88, vermilion(),
		"1-D: *F*(*k*) = α_E σ_E exp(−σ_E²*k*^2/2) − α_I σ_I exp(−σ_I²*k*^2/2)",
		"(*k*^*)^2 = 2/(σ_E² − σ_I²) ln[α_E σ_E³ / (α_I σ_I³)], as in the talk")
	y += 8
	column(x+88, blue(),
		"2-D: *F*(*k*) = α_E σ_E² exp(−σ_E²*k*^2/2) − α_I σ_I² exp(−σ_I²*k*^2/2)",
		"(*k*^*)^2 = 2/(σ_E² − σ_I²) ln[α_E σ_E⁴ / (α_I σ_I⁴)], of a sheet")
}
