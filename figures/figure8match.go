package figures

import (
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/measure/estimate"
)

// answer says how many sets of random features have a high dimension and a low match.
func (o *Figure8Output) answer() string {
	text := "random features there:"
	for _, m := range o.Measures {
		if m.Measure == string(estimate.Participation) && (m.Source == string(estimate.Flat) || m.Source == string(estimate.Power)) {
			text += fmt.Sprintf(" %d of %d %s of high dimension,", m.HighLow, m.OfHigh, m.Source)
		}
	}
	return text[:len(text)-1]
}

// axisOf is that of a measure of dimension, short where a panel is small.
func axisOf(m estimate.Measure) string {
	switch m {
	case estimate.Participation:
		return "Participation ratio of features"
	case estimate.Rank:
		return "Rank"
	case estimate.TwoNN:
		return "Two nearest neighbours"
	case estimate.Moments:
		return "Method of moments"
	}
	return string(m)
}

// synthetic draws the match with the synthetic population against a dimension.
func (o *Figure8Output) synthetic(page *panel.Page, r panel.Rect, letter string, d design, m estimate.Measure) {
	page.Letter(letter, r.X-11, r.Y-4)
	lead := letter == "a"
	var xs, ys []float64
	for _, f := range o.Features {
		xs = append(xs, m.Of(f))
		if f.BlockBins == d.bins {
			ys = append(ys, f.Predictivity, f.Low, f.High)
		}
	}
	x, y := logAxis(axisOf(m), xs), spanAxis("Match", ys, 5)
	if lead {
		y.Label = "Match: predictivity of a synthetic population"
	}
	if letter == "f" {
		x.Label, y.Label = "Participation ratio", "Match, squares held out"
	}
	a := page.Axes(r, x, y)
	if d.name == estimate.Scattered {
		o.shade(a, m)
	}
	if y.Lo < 0 {
		a.HLine(0, mark())
	}
	o.networks(a, d, m)
	o.random(a, d, m, lead)
	if lead {
		a.Legend(
			panel.Key{Name: "trained networks", Stroke: sourceStroke(estimate.Trained), Dot: true},
			panel.Key{Name: "untrained", Stroke: sourceStroke(estimate.Untrained), Dot: true, Shape: panel.Box, Open: true},
			panel.Key{Name: "random, flat", Stroke: sourceStroke(estimate.Flat)}, panel.Key{Name: "random, power law", Stroke: sourceStroke(estimate.Power)})
		a.Label("high dimension, low match", x.Hi-float64(0.02*(x.Hi-x.Lo)), y.Lo+float64(0.03*(y.Hi-y.Lo)), style().Muted, panel.Align{X: 1})
	}
}

// shade fills where the dimension is high and the match low.
func (o *Figure8Output) shade(a *panel.Axes, m estimate.Measure) {
	for _, q := range o.Measures {
		if q.Measure == string(m) && q.HighFrom > 0 && q.LowBelow == q.LowBelow {
			lo, hi := max(dmath.Log10(q.HighFrom), a.XAxis.Lo), a.XAxis.Hi
			if lo < hi && q.LowBelow > a.YAxis.Lo {
				a.Band([]float64{lo, hi}, []float64{a.YAxis.Lo, a.YAxis.Lo}, []float64{q.LowBelow, q.LowBelow}, panel.Faint(grey(0x88), style().FillAlpha))
			}
			return
		}
	}
}

// networks draws a mark a network.
func (o *Figure8Output) networks(a *panel.Axes, d design, m estimate.Measure) {
	for _, f := range o.Features {
		if f.BlockBins != d.bins || !(m.Of(f) > 0) {
			continue
		}
		a.Series(f.Source)
		switch s := estimate.Source(f.Source); s {
		case estimate.Trained:
			a.Mark(dmath.Log10(m.Of(f)), f.Predictivity, panel.Disc, light(sourceStroke(s).Ink), false)
		case estimate.Untrained:
			a.Mark(dmath.Log10(m.Of(f)), f.Predictivity, panel.Box, sourceStroke(s).Ink, true)
		}
	}
}

// random draws random features as lines, whose points the lead panel labels with
// the participation ratio that was asked for.
func (o *Figure8Output) random(a *panel.Axes, d design, m estimate.Measure, labelled bool) {
	for _, source := range []estimate.Source{estimate.Flat, estimate.Power} {
		var at, mid, lo, hi []float64
		s := sourceStroke(source)
		a.Series(string(source))
		for _, f := range o.Features {
			if f.BlockBins != d.bins || f.Source != string(source) || !(m.Of(f) > 0) { // features of no dimension have no place on its axis
				continue
			}
			x := dmath.Log10(m.Of(f))
			at, mid, lo, hi = append(at, x), append(mid, f.Predictivity), append(lo, f.Low), append(hi, f.High)
			a.Mark(x, f.Predictivity, panel.Diamond, s.Ink, false)
			if labelled {
				a.Label(panel.Number(math.Round(f.Dimension), 0), x, f.Predictivity+0.02, s.Ink, panel.Align{X: 0.5, Y: 0})
			}
		}
		a.Band(at, lo, hi, panel.Faint(s.Ink, style().FillAlpha))
		a.Line(at, mid, s)
	}
}

// label names a published point: above it, below the plain cell and the GRU, whose
// neighbours are above.
func (o *Figure8Output) label(a *panel.Axes, q estimate.Architecture) {
	dy, align := 0.018, panel.Align{X: 0.5}
	if q.Cell == "gru" || q.Cell == "rnn" {
		dy, align.Y = -0.018, 1
	}
	if q.Cell == "ugrnn" { // the rightmost
		align.X = 1
	}
	a.Label(strings.ToUpper(q.Cell), dmath.Log10(q.PublishedPR)+0.01, q.Published+dy, style().Ink, align)
}
