package figures

import (
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/mapscore"
)

// DrawMap draws one rate map, its autocorrelogram, and the peaks that its
// lattice was found by.
func DrawMap(m mapscore.Map, r mapscore.Row, sac []float64, l mapscore.Lattice) (pdf, svg, png []byte, err error) {
	const side, gap, top = 40.0, 12.0, 8.0
	page := panel.NewPage(style(), 2*side+gap+34, side+top+8)
	rates := panel.Map{NX: m.Rows, NY: m.Columns, Values: m.Rates}
	longer := float64(max(m.Rows, m.Columns))
	w, h := side*float64(m.Rows)/longer, side*float64(m.Columns)/longer
	area := panel.Rect{X: 4, Y: top, W: w, H: h}
	lo, hi, _ := rates.Range()
	page.Heat(area, rates, rateRamp(), lo, hi)
	page.Title("Rate, "+panel.Number(lo, 1)+" to "+panel.Number(hi, 1), area.X+float64(w/2), top-2)
	drawCorrelogram(page, panel.Rect{X: 4 + side + gap, Y: top, W: side, H: side}, sac, l)
	note := func(line int, text string) {
		page.Note(text, 4+2*side+gap+3, top+3+float64(4*line))
	}
	note(0, "Score_{60} "+panel.Number(r.Score60Minmax, 2)+" (extremes)")
	note(1, "Score_{60} "+panel.Number(r.Score60Mean, 2)+" (means)")
	note(2, "Score_{60} "+panel.Number(r.Score60MinmaxCorrected, 2)+" (corrected)")
	note(3, "Score_{90} "+panel.Number(r.Score90, 2))
	note(4, "period "+panel.Number(r.PeriodBins, 1)+" bins")
	if r.PeriodM == r.PeriodM {
		note(5, "period "+panel.Number(100*r.PeriodM, 1)+" cm")
	}
	note(6, "direction "+panel.Number(r.OrientationRad*180/math.Pi, 0)+" degrees")
	note(7, "fields "+panel.Number(float64(r.Fields), 0))
	page.Note(r.Map, 4, side+top+4)
	return page.Render("Rate map " + r.Map)
}

// drawCorrelogram draws lags with their peaks as rings.
func drawCorrelogram(page *panel.Page, area panel.Rect, sac []float64, l mapscore.Lattice) {
	side := int(math.Sqrt(float64(len(sac))) + 0.5)
	page.Heat(area, panel.Map{NX: side, NY: side, Values: sac}, rateRamp(), -1, 1)
	page.Title("Autocorrelogram, −1 to 1", area.X+float64(area.W/2), area.Y-2)
	reach := float64(side) / 2
	axes := page.Axes(area, panel.Axis{Lo: -reach, Hi: reach, Bare: true, NoGrid: true}, panel.Axis{Lo: -reach, Hi: reach, Bare: true, NoGrid: true})
	for _, p := range l.Peaks {
		axes.Point(p.X, p.Y, rgb(0xff, 0xff, 0xff))
	}
}
