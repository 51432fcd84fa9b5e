package figures

import (
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// Strips set settings one under the other, each network a point, in three
// columns: decoding error, grid-like units, largest grid score.

const stripPitch, stripTop = 4.2, 9.0 // mm

// stripsHeight is that of a page of strips with two lines of notes.
func stripsHeight(settings []estimate.Setting) float64 {
	return stripTop + float64(stripPitch*float64(len(stripLines(settings)))) + 20
}

// A stripColumn is a number of each network, and its mean over a setting's.
type stripColumn struct {
	label string
	mark  float64 // where a dashed line is; NaN for none
	of    func(estimate.Setting) (v, lo, hi float64)
	each  func(estimate.SettingRun) float64
	also  func(estimate.SettingRun) float64 // as open points; nil for none
}

// strips draws the three columns; unfiltered shows, as open points, the units above the
// threshold of whatever period.
func strips(page *panel.Page, j estimate.Judge, t estimate.SettingTables, unfiltered bool) {
	lines := stripLines(t.Settings)
	h := float64(stripPitch * float64(len(lines)))
	var above func(estimate.SettingRun) float64
	if unfiltered {
		above = func(n estimate.SettingRun) float64 { return n.FractionAbove * 100 }
	}
	for i, c := range []stripColumn{
		{"Decoding error (cm)", j.LowErrorM * 100,
			func(s estimate.Setting) (v, lo, hi float64) {
				return s.ErrorM * 100, s.ErrorLowM * 100, s.ErrorHighM * 100
			},
			func(n estimate.SettingRun) float64 { return n.ErrorM * 100 }, nil},
		{"Grid-like units (%)", math.NaN(),
			func(s estimate.Setting) (v, lo, hi float64) {
				return s.Fraction * 100, s.FractionLow * 100, s.FractionHigh * 100
			},
			func(n estimate.SettingRun) float64 { return n.FractionFiltered * 100 }, above},
		{"Largest Score_{60} of a network", j.Threshold,
			func(s estimate.Setting) (v, lo, hi float64) { return s.Max, s.MaxLow, s.MaxHigh },
			func(n estimate.SettingRun) float64 { return n.MaxScore60 }, nil},
	} {
		r := panel.Rect{X: 36 + float64(49*float64(i)), Y: stripTop, W: 43, H: h}
		page.Letter(string(rune('a'+i)), r.X-5, r.Y-3)
		c.draw(page, r, t.Networks, lines, i > 0)
	}
}

// stripLines are the lines of the strips from the top: a heading (a setting
// without a name) before each factor's settings.
func stripLines(settings []estimate.Setting) []estimate.Setting {
	var out []estimate.Setting
	for i, s := range settings {
		if i == 0 || settings[i-1].Factor != s.Factor {
			out = append(out, estimate.Setting{Factor: s.Factor})
		}
		out = append(out, s)
	}
	return out
}

// draw draws the column; a bare one has no names.
func (c stripColumn) draw(page *panel.Page, r panel.Rect, networks []estimate.SettingRun, lines []estimate.Setting, bare bool) {
	n := len(lines)
	names := make([]string, n)
	for i, s := range lines {
		if names[n-1-i] = "*" + s.Factor + "*"; s.Setting != "" {
			names[n-1-i] = fmt.Sprintf("%s (%d)", s.Setting, s.Networks+s.Diverged)
		}
	}
	y := categories(names)
	y.Bare, y.Lo, y.Hi = bare, -0.6, float64(n)-0.4
	var xs []float64
	for _, q := range networks {
		xs = append(xs, c.each(q))
		if c.also != nil {
			xs = append(xs, c.also(q))
		}
	}
	a := page.Axes(r, fromZero(c.label, xs, 1, 4), y)
	if !math.IsNaN(c.mark) {
		a.VLine(c.mark, mark())
	}
	for i, s := range lines {
		if s.Setting == "" {
			continue
		}
		row := float64(n - 1 - i)
		a.Series(s.Factor + " " + s.Setting)
		var mine []estimate.SettingRun
		for _, q := range networks {
			if q.Factor == s.Factor && q.Setting == s.Setting {
				mine = append(mine, q)
			}
		}
		for k, q := range mine {
			up := 0.0
			if len(mine) > 1 {
				up = float64(0.26 * (float64(2*k)/float64(len(mine)-1) - 1))
			}
			a.Mark(c.each(q), row+up, panel.Disc, light(vermilion()), false)
			if c.also != nil {
				a.Mark(c.also(q), row+up, panel.Disc, vermilion(), true)
			}
		}
		v, lo, hi := c.of(s)
		a.HInterval(row, 0.5, lo, hi, solid(style().Ink))
		a.Line([]float64{v, v}, []float64{row - 0.36, row + 0.36}, solid(style().Ink))
	}
}
