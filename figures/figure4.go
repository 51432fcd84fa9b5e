package figures

import (
	"context"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/gridscore"
	"nofreelunch/stages/ratemap"
	"nofreelunch/stages/rng"
)

// Figure4Params is what figure 4 shows and how it judges.
type Figure4Params struct {
	Judge      Judge
	Samples    []SigmaSample // groups of networks by growing width, in the order of the networks
	Thresholds []float64     // Score60 thresholds, growing; published 0.3, 0.75, 0.8, 1.15
}

// Validate reports the first field out of bounds.
func (p Figure4Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 4: %w", err)
	}
	if len(p.Thresholds) == 0 {
		return fmt.Errorf("figure 4: Thresholds is empty, want at least 1")
	}
	for i, t := range p.Thresholds {
		if !(t > -2 && t < 2) || i > 0 && t <= p.Thresholds[i-1] {
			return fmt.Errorf("figure 4: Thresholds[%d] is %v, want growing numbers between -2 and 2", i, t)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p Figure4Params) String() string { return "figure 4, " + p.Judge.Profile }

// Figure4Point is the part of units above one threshold at one width.
type Figure4Point struct {
	SigmaM    float64 `unit:"m" doc:"width of the centre"`
	Scale     float64 `unit:"1" doc:"surround over centre, s"`
	Threshold float64 `unit:"1" doc:"Score60 that must be exceeded"`
	Networks  int32   `unit:"1" doc:"networks, without diverged ones"`
	Accurate  int32   `unit:"1" doc:"those below the decoding error; all are drawn"`
	Diverged  int32   `unit:"1" doc:"networks whose training diverged"`
	Fraction  float64 `unit:"1" doc:"part of the active units, mean over networks"`
	Low       float64 `unit:"1" doc:"lower end of its 95 % interval over networks"`
	High      float64 `unit:"1" doc:"upper end of its 95 % interval over networks"`
}

// Figure4Output is the figure and the table behind it.
type Figure4Output struct {
	Points []Figure4Point
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Figure4 makes figure 4: maps and scores hold a network each, as Samples
// counts them.
func Figure4(ctx context.Context, p Figure4Params, maps []ratemap.Maps, scores []gridscore.Scores) (Figure4Output, error) {
	var o Figure4Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if err := checkSigmas(p.Samples, len(maps), len(scores)); err != nil {
		return o, fmt.Errorf("figure 4: %w", err)
	}
	first := 0
	for _, s := range p.Samples {
		end := first + s.Networks
		for _, t := range p.Thresholds {
			if err := ctx.Err(); err != nil {
				return o, err
			}
			point, err := p.point(s, t, maps[first:end], scores[first:end])
			if err != nil {
				return o, fmt.Errorf("figure 4: sigma %v m: %w", s.SigmaM, err)
			}
			o.Points = append(o.Points, point)
		}
		first = end
	}
	return o, o.Draw(p)
}

func (p Figure4Params) point(s SigmaSample, threshold float64, maps []ratemap.Maps, scores []gridscore.Scores) (Figure4Point, error) {
	q := Figure4Point{SigmaM: s.SigmaM, Scale: s.Scale, Threshold: threshold}
	var fractions []float64
	judge := p.Judge
	judge.Threshold = threshold
	for i := range maps {
		r, _ := newRun("", i, judge, &maps[i], scores[i])
		if r.Outcome == diverged {
			q.Diverged++
			continue
		}
		q.Networks++
		if p.Judge.accurate(r) {
			q.Accurate++
		}
		fractions = append(fractions, r.FractionAbove)
	}
	mean, in, err := estimate(fractions, p.Judge.Resamples, rng.New(p.Judge.Seed, "figure 4", uint64(s.SigmaM*1e6)))
	q.Fraction, q.Low, q.High = mean, in.Lo, in.Hi
	return q, err
}

// Draw draws the figure from its table and keeps the files in it.
func (o *Figure4Output) Draw(p Figure4Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 74.0
	page := panel.NewPage(style(), singleColumn, height)
	top := 5.0
	networks, accurate, lost := 0, 0, 0
	for _, q := range o.Points {
		if h := max(q.Fraction, q.High) * 100; h > top {
			top = h
		}
		if q.Threshold == p.Thresholds[0] {
			networks, accurate, lost = networks+int(q.Networks), accurate+int(q.Accurate), lost+int(q.Diverged)
		}
	}
	top *= 1.08
	step, decimals := panel.Nice(top, 5)
	lo, hi := sigmaRange(p.Samples)
	a := page.Axes(panel.Rect{X: 13, Y: 9, W: 71, H: 46},
		panel.Axis{Label: "Place-field width σ (m)", Lo: lo, Hi: hi, Ticks: panel.Every(lo, hi, 0.02), Decimals: 2},
		panel.Axis{Label: "Grid-like units (%)", Lo: 0, Hi: top, Ticks: panel.Every(0, top, step), Decimals: decimals})
	keys := make([]panel.Key, len(p.Thresholds))
	for i, t := range p.Thresholds {
		s := orderStroke(i, len(p.Thresholds))
		o.curve(a, t, s)
		keys[i] = panel.Key{Name: "> " + panel.Number(t, 2), Stroke: s}
	}
	a.Legend(keys...)
	page.Note(fmt.Sprintf("Profile %s. *N* = %d networks, %d of them below %s cm, and %d diverged.", p.Judge.Profile, networks, accurate, panel.Number(p.Judge.LowErrorM*100, 0), lost), 2, height-4.6)
	page.Note("Lines: mean by Score_{60} threshold; bands: 95 % interval over networks.", 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 4: grid-like units by place-field width")
	return err
}

func (o *Figure4Output) curve(a *panel.Axes, threshold float64, s panel.Stroke) {
	var xs, ys, lo, hi []float64
	for _, q := range o.Points {
		if q.Threshold == threshold {
			xs, ys = append(xs, q.SigmaM), append(ys, q.Fraction*100)
			lo, hi = append(lo, q.Low*100), append(hi, q.High*100)
		}
	}
	a.Band(xs, lo, hi, panel.Faint(s.Ink, style().FillAlpha))
	a.Line(xs, ys, s)
	for i := range xs {
		a.Point(xs[i], ys[i], s.Ink)
	}
}
