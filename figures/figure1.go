package figures

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/gridscore"
	"nofreelunch/stages/ratemap"
	"nofreelunch/stages/rng"
	"nofreelunch/stages/stat"
)

// Figure1Params is what figure 1 prints and how it judges.
type Figure1Params struct {
	Profile    string      // name of the profile, printed on the figure
	Groups     []Sample    // groups of networks, in the order of the networks
	Published  []Published // published values; a group without one gets none
	Threshold  float64     // Score60 above which a unit counts as grid-like, published 0.8
	LowErrorM  float64     // decoding error below which a network counts as accurate, m, published 0.1
	ErrorSteps int         // first steps over which the decoding error is averaged
	Resamples  int         // of the bootstrap over networks
	Seed       uint64      // of the bootstrap
}

// Published is what a publication reports of a group of runs.
type Published struct {
	Group    string
	Runs     int
	LowError float64 // fraction of runs below the decoding error
	Grid     float64 // fraction of those with a unit above the threshold
}

// Validate reports the first field out of bounds.
func (p Figure1Params) Validate() error {
	switch {
	case p.Profile == "":
		return errors.New("figure 1: Profile is empty, want a profile's name")
	case len(p.Groups) == 0:
		return errors.New("figure 1: Groups is empty, want at least 1")
	case !(p.Threshold > 0 && p.Threshold < 2):
		return fmt.Errorf("figure 1: Threshold is %v, want 0 < Threshold < 2", p.Threshold)
	case !(p.LowErrorM > 0 && p.LowErrorM < 10):
		return fmt.Errorf("figure 1: LowErrorM is %v m, want 0 < LowErrorM < 10", p.LowErrorM)
	case p.ErrorSteps < 1:
		return fmt.Errorf("figure 1: ErrorSteps is %d, want at least 1", p.ErrorSteps)
	case p.Resamples < 1:
		return fmt.Errorf("figure 1: Resamples is %d, want at least 1", p.Resamples)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 1: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure1Params) String() string { return "figure 1, " + p.Profile }

// Figure1Group is a row of the figure: what became of an encoding's networks.
type Figure1Group struct {
	Group             string  `unit:"1" doc:"encoding"`
	Networks          int32   `unit:"1" doc:"networks, diverged ones included"`
	Diverged          int32   `unit:"1" doc:"networks whose training diverged; they count as inaccurate"`
	LowError          int32   `unit:"1" doc:"networks that decode below the error"`
	LowErrorFraction  float64 `unit:"1" doc:"their part of the networks"`
	LowErrorLow       float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	LowErrorHigh      float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	Grid              int32   `unit:"1" doc:"accurate networks with a unit above the threshold"`
	GridFraction      float64 `unit:"1" doc:"their part of the accurate ones; NaN without any"`
	GridLow           float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	GridHigh          float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	UnitFraction      float64 `unit:"1" doc:"fraction of units above the threshold, mean over accurate networks"`
	UnitLow           float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval over networks"`
	UnitHigh          float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval over networks"`
	PublishedRuns     int32   `unit:"1" doc:"published number of runs; 0 if none is published"`
	PublishedLowError float64 `unit:"1" doc:"published fraction of accurate runs"`
	PublishedGrid     float64 `unit:"1" doc:"published fraction of those with possible grid cells"`
}

// Figure1Output is the figure and the tables behind it.
type Figure1Output struct {
	Networks []Run
	Groups   []Figure1Group
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure1 makes figure 1: maps and scores hold a network each, as Groups
// counts them.
func Figure1(ctx context.Context, p Figure1Params, maps []ratemap.Maps, scores []gridscore.Scores) (Figure1Output, error) {
	var o Figure1Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := total(p.Groups); len(maps) != n || len(scores) != n {
		return o, fmt.Errorf("figure 1: %d maps and %d scores for %d networks in Groups", len(maps), len(scores), n)
	}
	first := 0
	for _, s := range p.Groups {
		var runs []Run
		for i := range s.Networks {
			r, _ := newRun(s.Group, i, p.Threshold, p.ErrorSteps, &maps[first+i], scores[first+i])
			runs = append(runs, r)
		}
		g, err := p.group(s.Group, runs)
		if err != nil {
			return o, fmt.Errorf("figure 1: %s: %w", s.Group, err)
		}
		o.Networks, o.Groups = append(o.Networks, runs...), append(o.Groups, g)
		first += s.Networks
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

// group counts one group's networks.
func (p Figure1Params) group(name string, runs []Run) (Figure1Group, error) {
	g := Figure1Group{Group: name, Networks: int32(len(runs)), PublishedLowError: math.NaN(), PublishedGrid: math.NaN()}
	var fractions []float64
	for _, r := range runs {
		if r.Outcome == diverged {
			g.Diverged++
		}
		if !(r.ErrorM < p.LowErrorM) {
			continue
		}
		g.LowError++
		fractions = append(fractions, r.FractionAbove)
		if r.MaxScore60 > p.Threshold {
			g.Grid++
		}
	}
	for _, q := range p.Published {
		if q.Group == name {
			g.PublishedRuns, g.PublishedLowError, g.PublishedGrid = int32(q.Runs), q.LowError, q.Grid
		}
	}
	var err error
	if g.LowErrorFraction, g.LowErrorLow, g.LowErrorHigh, err = share(g.LowError, g.Networks); err != nil {
		return g, err
	}
	if g.GridFraction, g.GridLow, g.GridHigh, err = share(g.Grid, g.LowError); err != nil {
		return g, err
	}
	mean, in, err := estimate(fractions, p.Resamples, rng.New(p.Seed, "figure 1 units "+name, 0))
	g.UnitFraction, g.UnitLow, g.UnitHigh = mean, in.Lo, in.Hi
	return g, err
}

// share is k of n with its Wilson interval; NaN of none.
func share(k, n int32) (fraction, lo, hi float64, err error) {
	if n == 0 {
		return math.NaN(), math.NaN(), math.NaN(), nil
	}
	in, err := stat.Wilson(int(k), int(n), confidence)
	return float64(k) / float64(n), in.Lo, in.Hi, err
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure1Output) Draw(p Figure1Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	rows := float64(len(o.Groups))
	height := float64(6*rows) + 24
	page := panel.NewPage(style(), doubleColumn, height)
	for i, c := range []struct {
		label string
		of    func(Figure1Group) (v, lo, hi, published float64, text string)
	}{
		{fmt.Sprintf("Networks below %s cm (%%)", panel.Number(p.LowErrorM*100, 0)), Figure1Group.accurate},
		{fmt.Sprintf("Of those, max Score_{60} > %s (%%)", panel.Number(p.Threshold, 1)), Figure1Group.gridLike},
		{fmt.Sprintf("Units with Score_{60} > %s (%%)", panel.Number(p.Threshold, 1)), Figure1Group.units},
	} {
		r := panel.Rect{X: 34 + float64(49*float64(i)), Y: 9, W: 36, H: float64(6 * rows)}
		page.Letter(string(rune('a'+i)), r.X-5, 6)
		y := categories(o.names())
		y.Bare, y.Lo, y.Hi = i > 0, -0.6, rows-0.4
		a := page.Axes(r, panel.Axis{Label: c.label, Lo: 0, Hi: 100, Ticks: panel.Every(0, 100, 25)}, y)
		for k, g := range o.Groups {
			v, lo, hi, published, text := c.of(g)
			at := rows - 1 - float64(k)
			a.HBar(at, 0.3, v*100, light(groupColour(g.Group)))
			a.HInterval(at, 0.3, lo*100, hi*100, solid(style().Ink))
			a.Published(published*100, at)
			a.Label(text, 104, at, style().Muted, panel.Align{X: 0, Y: 0.5})
		}
	}
	page.Note(fmt.Sprintf("Profile %s. Bars: ours, with 95 %% intervals (a, b: Wilson; c: bootstrap over networks); k/*n* beside them. Diamonds: published. Diverged networks count as inaccurate.", p.Profile), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 1: accurate networks and possible grid cells by encoding")
	return err
}

// names are the groups from the bottom up.
func (o *Figure1Output) names() []string {
	out := make([]string, len(o.Groups))
	for i, g := range o.Groups {
		out[len(out)-1-i] = g.Group
	}
	return out
}

func (g Figure1Group) accurate() (v, lo, hi, published float64, text string) {
	return g.LowErrorFraction, g.LowErrorLow, g.LowErrorHigh, g.PublishedLowError, fmt.Sprintf("%d/%d", g.LowError, g.Networks)
}

func (g Figure1Group) gridLike() (v, lo, hi, published float64, text string) {
	return g.GridFraction, g.GridLow, g.GridHigh, g.PublishedGrid, fmt.Sprintf("%d/%d", g.Grid, g.LowError)
}

func (g Figure1Group) units() (v, lo, hi, published float64, text string) {
	return g.UnitFraction, g.UnitLow, g.UnitHigh, math.NaN(), panel.Number(g.UnitFraction*100, 1)
}
