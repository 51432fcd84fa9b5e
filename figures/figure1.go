package figures

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
)

// Figure1Params is what figure 1 prints and how it judges.
type Figure1Params struct {
	Judge     Judge
	Groups    []Sample    // groups of networks, in the order of the networks
	Published []Published // published values; a group without one gets none
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
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 1: %w", err)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 1: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure1Params) String() string { return "figure 1, " + p.Judge.Profile }

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
	FilteredFraction  float64 `unit:"1" doc:"the same of units whose period the filter lets pass"`
	FilteredLow       float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	FilteredHigh      float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	Score60P95        float64 `unit:"1" doc:"95th percentile of a network's grid scores, mean over accurate networks"`
	Score60P95Low     float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	Score60P95High    float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	NullFraction      float64 `unit:"1" doc:"fraction above the threshold of noise of the accurate networks' wavelengths"`
	NullGrid          float64 `unit:"1" doc:"fraction of accurate networks that would pass by that chance alone, were their units independent"`
	NullScore60P95    float64 `unit:"1" doc:"95th percentile of the noise's scores"`
	MedianErrorM      float64 `unit:"m" doc:"median decoding error of the networks that did not diverge"`
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

// Figure1 makes figure 1: maps, scores and nulls hold a network each, as Groups
// counts them.
func Figure1(ctx context.Context, p Figure1Params, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) (Figure1Output, error) {
	var o Figure1Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := total(p.Groups); len(maps) != n || len(scores) != n || len(nulls) != n {
		return o, fmt.Errorf("figure 1: %d maps, %d scores and %d nulls for %d networks in Groups", len(maps), len(scores), len(nulls), n)
	}
	first := 0
	for _, s := range p.Groups {
		var runs []Run
		for i := range s.Networks {
			r, _ := newRun(s.Group, i, p.Judge, &maps[first+i], scores[first+i])
			runs = append(runs, r)
		}
		g, err := p.group(s.Group, runs, nulls[first:first+s.Networks])
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
func (p Figure1Params) group(name string, runs []Run, nulls []null.Distribution) (Figure1Group, error) {
	g := Figure1Group{Group: name, Networks: int32(len(runs)), PublishedLowError: math.NaN(), PublishedGrid: math.NaN()}
	var raw, filtered, p95, errorsM, noise []float64
	var active []int32
	for i, r := range runs {
		if r.Outcome == diverged {
			g.Diverged++
			continue
		}
		errorsM = append(errorsM, r.ErrorM)
		if !p.Judge.accurate(r) {
			continue
		}
		g.LowError++
		raw, filtered, p95 = append(raw, r.FractionAbove), append(filtered, r.FractionFiltered), append(p95, r.Score60P95)
		noise, active = append(noise, finiteScores(nullScores(nulls[i]))...), append(active, r.ActiveUnits)
		if r.MaxScore60 > p.Judge.Threshold {
			g.Grid++
		}
	}
	for _, q := range p.Published {
		if q.Group == name {
			g.PublishedRuns, g.PublishedLowError, g.PublishedGrid = int32(q.Runs), q.LowError, q.Grid
		}
	}
	g.MedianErrorM = stat.Quantile(errorsM, 0.5)
	g.chance(p.Judge, noise, active)
	return g, g.estimate(p.Judge, raw, filtered, p95)
}

// chance is what noise alone would give.
func (g *Figure1Group) chance(j Judge, noise []float64, active []int32) {
	g.NullFraction, g.NullScore60P95 = fractionAbove(noise, j.Threshold), stat.Quantile(noise, 0.95)
	var any []float64
	for _, n := range active {
		any = append(any, null.AnyOf(g.NullFraction, int(n)))
	}
	g.NullGrid = stat.Mean(any)
}

func (g *Figure1Group) estimate(j Judge, raw, filtered, p95 []float64) error {
	var err error
	if g.LowErrorFraction, g.LowErrorLow, g.LowErrorHigh, err = share(g.LowError, g.Networks); err != nil {
		return err
	}
	if g.GridFraction, g.GridLow, g.GridHigh, err = share(g.Grid, g.LowError); err != nil {
		return err
	}
	for _, e := range []struct {
		purpose      string
		values       []float64
		mean, lo, hi *float64
	}{
		{"units", raw, &g.UnitFraction, &g.UnitLow, &g.UnitHigh},
		{"filtered", filtered, &g.FilteredFraction, &g.FilteredLow, &g.FilteredHigh},
		{"p95", p95, &g.Score60P95, &g.Score60P95Low, &g.Score60P95High},
	} {
		mean, in, err := meanOf(e.values, j.Resamples, rng.New(j.Seed, "figure 1 "+e.purpose+" "+g.Group, 0))
		if err != nil {
			return err
		}
		*e.mean, *e.lo, *e.hi = mean, in.Lo, in.Hi
	}
	return nil
}

// share is k of n with its Wilson interval; NaN of none.
func share(k, n int32) (fraction, lo, hi float64, err error) {
	if n == 0 {
		return math.NaN(), math.NaN(), math.NaN(), nil
	}
	in, err := stat.Wilson(int(k), int(n), confidence)
	return float64(k) / float64(n), in.Lo, in.Hi, err
}

// A bar is one group's value in one panel of figure 1; NaN is not drawn.
type fig1Bar struct {
	value, lo, hi, published, null float64
	second, secondLo, secondHi     float64 // the filtered form
	text                           string
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure1Output) Draw(p Figure1Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	rows := float64(len(o.Groups))
	height := float64(6.5*rows) + 27
	page := panel.NewPage(style(), doubleColumn, height)
	threshold := panel.Number(p.Judge.Threshold, 1)
	percent := panel.Axis{Lo: 0, Hi: 100, Ticks: panel.Every(0, 100, 25)}
	for i, c := range []struct {
		label string
		axis  panel.Axis
		of    func(Figure1Group) fig1Bar
	}{
		{fmt.Sprintf("Networks below %s cm (%%)", panel.Number(p.Judge.LowErrorM*100, 0)), percent, Figure1Group.accurate},
		{"Of those, max Score_{60} > " + threshold + " (%)", percent, Figure1Group.gridLike},
		{"Units, Score_{60} > " + threshold + " (%)", o.unitAxis(), Figure1Group.units},
		{"95th percentile of Score_{60}", panel.Axis{Lo: -0.5, Hi: 1.5, Ticks: panel.Every(-0.5, 1.5, 0.5), Decimals: 1}, Figure1Group.tail},
	} {
		r := panel.Rect{X: 30 + float64(38.5*float64(i)), Y: 9, W: 27, H: float64(6.5 * rows)}
		page.Letter(string(rune('a'+i)), r.X-5, 6)
		c.axis.Label = c.label
		o.panel(page, r, c.axis, i > 0, c.of)
	}
	o.notes(page, p, height)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 1: accurate networks and possible grid cells by encoding")
	return err
}

// panel draws one row of bars a group.
func (o *Figure1Output) panel(page *panel.Page, r panel.Rect, x panel.Axis, bare bool, of func(Figure1Group) fig1Bar) {
	rows := float64(len(o.Groups))
	y := categories(o.names())
	y.Bare, y.Lo, y.Hi = bare, -0.6, rows-0.4
	a := page.Axes(r, x, y)
	gap := 0.055
	if x.Hi == 100 { // clear of a published 100 %
		gap = 0.08
	}
	right := x.Hi + float64((x.Hi-x.Lo)*gap)
	for k, g := range o.Groups {
		b, at, ink := of(g), rows-1-float64(k), groupColour(g.Group)
		switch {
		case x.Lo < 0: // a score has no zero to stand on
			a.HInterval(at, 0.3, b.lo, b.hi, solid(ink))
			a.Point(b.value, at, ink)
		case math.IsNaN(b.second):
			a.HBar(at, 0.3, b.value, light(ink))
			a.HInterval(at, 0.3, b.lo, b.hi, solid(style().Ink))
		default:
			a.HBar(at+0.17, 0.15, b.value, light(ink))
			a.HInterval(at+0.17, 0.12, b.lo, b.hi, solid(style().Ink))
			a.HBar(at-0.17, 0.15, b.second, ink)
			a.HInterval(at-0.17, 0.12, b.secondLo, b.secondHi, solid(style().Ink))
		}
		if !math.IsNaN(b.null) {
			a.Line([]float64{b.null, b.null}, []float64{at - 0.4, at + 0.4}, mark())
		}
		a.Published(b.published, at)
		a.Label(b.text, right, at, style().Muted, panel.Align{X: 0, Y: 0.5})
	}
}

// unitAxis ends above the largest interval of panel c.
func (o *Figure1Output) unitAxis() panel.Axis {
	top := 5.0
	for _, g := range o.Groups {
		for _, v := range []float64{g.UnitFraction, g.UnitHigh, g.FilteredHigh, g.NullFraction} {
			if v*100 > top {
				top = v * 100
			}
		}
	}
	step, decimals := panel.Nice(top*1.1, 4)
	return panel.Axis{Lo: 0, Hi: top * 1.1, Ticks: panel.Every(0, top*1.1, step), Decimals: decimals}
}

func (o *Figure1Output) notes(page *panel.Page, p Figure1Params, height float64) {
	n := 0
	for _, g := range o.Groups {
		n += int(g.Networks)
	}
	page.Note(fmt.Sprintf("Profile %s, %d networks. Ours with 95 %% intervals (a, b: Wilson; c, d: bootstrap over accurate networks); *k*/*n* beside a and b. Diamonds: published. Diverged networks count as inaccurate.",
		p.Judge.Profile, n), 2, height-7)
	page.Note(fmt.Sprintf("Dashed: what rectified noise of the networks' own wavelengths gives (b: if units were independent). c: light bars and numbers, all active units; dark bars, only units with a period up to %s m.",
		panel.Number(p.Judge.MaxPeriodM, 1)), 2, height-4.2)
}

// names are the groups from the bottom up.
func (o *Figure1Output) names() []string {
	out := make([]string, len(o.Groups))
	for i, g := range o.Groups {
		out[len(out)-1-i] = g.Group
	}
	return out
}

func (g Figure1Group) accurate() fig1Bar {
	nan := math.NaN()
	return fig1Bar{value: g.LowErrorFraction * 100, lo: g.LowErrorLow * 100, hi: g.LowErrorHigh * 100, published: g.PublishedLowError * 100,
		null: nan, second: nan, text: fmt.Sprintf("%d/%d", g.LowError, g.Networks)}
}

func (g Figure1Group) gridLike() fig1Bar {
	return fig1Bar{value: g.GridFraction * 100, lo: g.GridLow * 100, hi: g.GridHigh * 100, published: g.PublishedGrid * 100,
		null: g.NullGrid * 100, second: math.NaN(), text: fmt.Sprintf("%d/%d", g.Grid, g.LowError)}
}

func (g Figure1Group) units() fig1Bar {
	return fig1Bar{value: g.UnitFraction * 100, lo: g.UnitLow * 100, hi: g.UnitHigh * 100, published: math.NaN(), null: g.NullFraction * 100,
		second: g.FilteredFraction * 100, secondLo: g.FilteredLow * 100, secondHi: g.FilteredHigh * 100,
		text: panel.Number(g.UnitFraction*100, 1)}
}

func (g Figure1Group) tail() fig1Bar {
	return fig1Bar{value: g.Score60P95, lo: g.Score60P95Low, hi: g.Score60P95High, published: math.NaN(),
		null: g.NullScore60P95, second: math.NaN(), text: panel.Number(g.Score60P95, 2)}
}
