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

func strips(page *panel.Page, j estimate.Judge, t estimate.SettingTables) {
	lines := stripLines(t.Settings)
	h := float64(stripPitch * float64(len(lines)))
	for i, c := range []struct {
		label string
		mark  float64
		of    func(estimate.Setting) (v, lo, hi float64)
		each  func(estimate.SettingRun) float64
	}{
		{"Decoding error (cm)", j.LowErrorM * 100,
			func(s estimate.Setting) (v, lo, hi float64) {
				return s.ErrorM * 100, s.ErrorLowM * 100, s.ErrorHighM * 100
			},
			func(n estimate.SettingRun) float64 { return n.ErrorM * 100 }},
		{"Grid-like units (%)", math.NaN(),
			func(s estimate.Setting) (v, lo, hi float64) {
				return s.Fraction * 100, s.FractionLow * 100, s.FractionHigh * 100
			},
			func(n estimate.SettingRun) float64 { return n.FractionFiltered * 100 }},
		{"Largest Score_{60} of a network", j.Threshold,
			func(s estimate.Setting) (v, lo, hi float64) { return s.Max, s.MaxLow, s.MaxHigh },
			func(n estimate.SettingRun) float64 { return n.MaxScore60 }},
	} {
		strip(page, panel.Rect{X: 36 + float64(49*float64(i)), Y: stripTop, W: 43, H: h}, t.Networks, lines, i, c.label, c.mark, c.of, c.each)
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

// strip is a column of them.
func strip(page *panel.Page, r panel.Rect, networks []estimate.SettingRun, lines []estimate.Setting, column int, label string, at float64,
	of func(estimate.Setting) (v, lo, hi float64), each func(estimate.SettingRun) float64) {
	page.Letter(string(rune('a'+column)), r.X-5, r.Y-3)
	n := len(lines)
	names := make([]string, n)
	for i, s := range lines {
		if names[n-1-i] = "*" + s.Factor + "*"; s.Setting != "" {
			names[n-1-i] = fmt.Sprintf("%s (%d)", s.Setting, s.Networks+s.Diverged)
		}
	}
	y := categories(names)
	y.Bare, y.Lo, y.Hi = column > 0, -0.6, float64(n)-0.4
	var xs []float64
	for _, q := range networks {
		xs = append(xs, each(q))
	}
	a := page.Axes(r, fromZero(label, xs, 1, 4), y)
	if !math.IsNaN(at) {
		a.VLine(at, mark())
	}
	for i, s := range lines {
		if s.Setting == "" {
			continue
		}
		row := float64(n - 1 - i)
		var mine []float64
		for _, q := range networks {
			if q.Factor == s.Factor && q.Setting == s.Setting {
				mine = append(mine, each(q))
			}
		}
		for k, v := range mine {
			up := 0.0
			if len(mine) > 1 {
				up = float64(0.26 * (float64(2*k)/float64(len(mine)-1) - 1))
			}
			a.Mark(v, row+up, panel.Disc, light(vermilion()), false)
		}
		v, lo, hi := of(s)
		a.HInterval(row, 0.5, lo, hi, solid(style().Ink))
		a.Line([]float64{v, v}, []float64{row - 0.36, row + 0.36}, solid(style().Ink))
	}
}
