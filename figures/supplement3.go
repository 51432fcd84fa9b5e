package figures

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/train"
)

// Supplement3Params is what supplement 3 shows: LSTMs with a linear bottleneck
// under dropout that predict place and head-direction cells.
type Supplement3Params struct {
	Judge          Judge
	Networks       int
	Architecture   string // in words, for the note
	GradientSteps  int    // of ours
	PublishedSteps int    // of the published networks
}

// Validate reports the first field out of bounds.
func (p Supplement3Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 3: %w", err)
	}
	switch {
	case p.Networks < 1:
		return fmt.Errorf("supplement 3: Networks is %d, want at least 1", p.Networks)
	case p.Architecture == "":
		return fmt.Errorf("supplement 3: Architecture is empty, want a description")
	case p.GradientSteps < 1 || p.PublishedSteps < 1:
		return fmt.Errorf("supplement 3: GradientSteps is %d and PublishedSteps %d, want at least 1", p.GradientSteps, p.PublishedSteps)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement3Params) String() string { return "supplement 3, " + p.Judge.Profile }

// Supplement3Error is the decoding error at a step of the paths (panel b).
type Supplement3Error struct {
	Step   int32   `unit:"1" doc:"step of the path, from 1"`
	ErrorM float64 `unit:"m" doc:"position decoding error, mean over networks"`
	LowM   float64 `unit:"m" doc:"lower end of its 95 % bootstrap interval over networks"`
	HighM  float64 `unit:"m" doc:"upper end of its 95 % bootstrap interval over networks"`
}

// Supplement3Point is a network during training (panel a).
type Supplement3Point struct {
	Network   int32   `unit:"1" doc:"number of the network, from 0"`
	Step      int64   `unit:"1" doc:"gradient steps taken so far"`
	Explained float64 `unit:"1" doc:"explained part of the place cells' loss"`
	ErrorM    float64 `unit:"m" doc:"position decoding error over the first steps"`
}

// Supplement3Density is a point of a density of scores (panel c).
type Supplement3Density struct {
	Score   string  `unit:"1" doc:"Score60, Score90, or Score60 of the null"`
	Value   float64 `unit:"1" doc:"score"`
	Density float64 `unit:"1" doc:"kernel density over the active units of all networks"`
	Low     float64 `unit:"1" doc:"lower end of the pointwise 95 % interval over networks"`
	High    float64 `unit:"1" doc:"upper end of the pointwise 95 % interval over networks"`
}

// Supplement3Output is the figure and the tables behind it.
type Supplement3Output struct {
	Networks []Run
	Training []Supplement3Point
	Errors   []Supplement3Error
	Density  []Supplement3Density
	Maps     []ExampleMap
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Supplement3 makes supplement 3 from a network each, and a draw of the null
// for each.
func Supplement3(ctx context.Context, p Supplement3Params, reports []train.Report, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) (Supplement3Output, error) {
	var o Supplement3Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if len(reports) != p.Networks || len(maps) != p.Networks || len(scores) != p.Networks {
		return o, fmt.Errorf("supplement 3: %d reports, %d maps and %d scores for Networks = %d", len(reports), len(maps), len(scores), p.Networks)
	}
	samples := map[string][][]float64{}
	for i := range maps {
		r, sixty := newRun("Banino", i, p.Judge, &maps[i], scores[i])
		o.Networks = append(o.Networks, r)
		if r.Outcome == diverged {
			continue
		}
		samples["Score60"] = append(samples["Score60"], sixty)
		samples["Score90"] = append(samples["Score90"], squareScores(scores[i]))
		for _, q := range reports[i].History {
			o.Training = append(o.Training, Supplement3Point{int32(i), q.Step, q.Explained, q.Error20M})
		}
	}
	for _, d := range nulls {
		samples["null"] = append(samples["null"], finiteScores(nullScores(d)))
	}
	for i, name := range []string{"Score60", "Score90", "null"} {
		if err := o.addDensity(p, name, samples[name], uint64(i)); err != nil {
			return o, fmt.Errorf("supplement 3: %w", err)
		}
	}
	if err := o.addErrors(p, maps); err != nil {
		return o, fmt.Errorf("supplement 3: %w", err)
	}
	o.Maps = examples("Banino", maps, scores)
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

// squareScores are the Score90s of a network's active units that have one.
func squareScores(s gridscore.Scores) []float64 {
	var out []float64
	for _, u := range s.Units {
		if u.Active && !math.IsNaN(u.Score90) && !math.IsInf(u.Score90, 0) {
			out = append(out, u.Score90)
		}
	}
	return out
}

func (o *Supplement3Output) addDensity(p Supplement3Params, name string, samples [][]float64, index uint64) error {
	xs := stat.Linspace(scoreLo, scoreHi, p.Judge.Points)
	ys, band, err := pooled(xs, samples, stat.Density.At, p.Judge.Resamples, rng.New(p.Judge.Seed, "supplement 3 density", index))
	for i := range ys {
		o.Density = append(o.Density, Supplement3Density{name, xs[i], ys[i], band[i].Lo, band[i].Hi})
	}
	return err
}

// addErrors averages the decoding error of each step over networks.
func (o *Supplement3Output) addErrors(p Supplement3Params, maps []ratemap.Maps) error {
	steps := map[int32][]float64{}
	var order []int32
	for _, m := range maps {
		for _, e := range m.Errors {
			if e.Paths > 0 {
				if steps[e.Step] == nil {
					order = append(order, e.Step)
				}
				steps[e.Step] = append(steps[e.Step], e.ErrorM)
			}
		}
	}
	slices.Sort(order)
	for _, s := range order {
		mean, in, err := estimate(steps[s], p.Judge.Resamples, rng.New(p.Judge.Seed, "supplement 3 errors", uint64(s)))
		if err != nil {
			return err
		}
		o.Errors = append(o.Errors, Supplement3Error{s, mean, in.Lo, in.Hi})
	}
	return nil
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement3Output) Draw(p Supplement3Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 91.0
	page := panel.NewPage(style(), doubleColumn, height)
	o.training(page, panel.Rect{X: 14, Y: 11, W: 42, H: 34})
	o.errors(page, p, panel.Rect{X: 74, Y: 11, W: 42, H: 34})
	o.scores(page, p, panel.Rect{X: 134, Y: 11, W: 42, H: 34})
	page.Letter("d", 2, 62)
	const side = 13.0
	page.Gallery(panel.Rect{X: 14, Y: 64, W: 6 * (side + 2), H: side}, 2, tiles(o.Maps, "Banino", 6), rateRamp())
	page.Text("Score_{60} above each map: the three highest, then upper quartile,", style().TickPt, style().Ink, 14+6*(side+2)+2, 68, panel.Align{})
	page.Text("median and lower quartile of all active units", style().TickPt, style().Ink, 14+6*(side+2)+2, 71.2, panel.Align{})
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == diverged {
			lost++
		}
	}
	for i, note := range []string{
		fmt.Sprintf("Profile %s. %s. *N* = %d networks, %d diverged.", p.Judge.Profile, p.Architecture, len(o.Networks), lost),
		fmt.Sprintf("Trained for %s gradient steps; the published ones for %s: what such networks show after so long is not tested here.", thousands(p.GradientSteps), thousands(p.PublishedSteps)),
		"a: a line a network. b: mean; bands in b and c: 95 % bootstrap interval over networks. c: active units; dotted: rectified ring-band noise of the networks' wavelengths.",
	} {
		page.Note(note, 2, height-1.8-float64(2.8*float64(2-i)))
	}
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 3: LSTM with a bottleneck and head-direction cells")
	return err
}

// thousands writes a number with its digits in threes.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (o *Supplement3Output) training(page *panel.Page, r panel.Rect) {
	page.Letter("a", r.X-12, r.Y-5)
	var xs []float64
	for _, q := range o.Training {
		xs = append(xs, float64(q.Step))
	}
	if len(xs) < 2 {
		page.Empty(r, "no history")
		return
	}
	slices.Sort(xs)
	a := page.Axes(r, lengthAxis("Gradient steps", xs), panel.Axis{Label: "Explained part of the loss (%)", Lo: -5, Hi: 100, Ticks: panel.Every(0, 100, 25)})
	for i := range o.Networks {
		var at, ys []float64
		for _, q := range o.Training {
			if int(q.Network) == i {
				at, ys = append(at, float64(q.Step)), append(ys, q.Explained*100)
			}
		}
		a.Line(at, ys, orderStroke(i, len(o.Networks)))
	}
}

func (o *Supplement3Output) errors(page *panel.Page, p Supplement3Params, r panel.Rect) {
	page.Letter("b", r.X-12, r.Y-5)
	var xs, ys, lo, hi []float64
	for _, e := range o.Errors {
		xs, ys = append(xs, float64(e.Step)), append(ys, e.ErrorM*100)
		lo, hi = append(lo, e.LowM*100), append(hi, e.HighM*100)
	}
	if len(xs) < 2 {
		page.Empty(r, "nothing decoded")
		return
	}
	a := page.Axes(r, lengthAxis("Step of the path", xs), fromZero("Decoding error (cm)", append(ys, hi...), p.Judge.LowErrorM*100, 4))
	a.HLine(p.Judge.LowErrorM*100, mark())
	a.Band(xs, lo, hi, panel.Faint(groupColour("Gaussian"), style().FillAlpha))
	a.Line(xs, ys, groupStroke("Gaussian"))
}

func (o *Supplement3Output) scores(page *panel.Page, p Supplement3Params, r panel.Rect) {
	page.Letter("c", r.X-12, r.Y-5)
	top := []float64{0}
	for _, d := range o.Density {
		top = append(top, d.High)
	}
	a := page.Axes(r, panel.Axis{Label: "Grid score", Lo: scoreLo, Hi: scoreHi, Ticks: panel.Every(scoreLo, scoreHi, 0.5), Decimals: 1}, fromZero("Density of units", top, 0.5, 4))
	a.VLine(p.Judge.Threshold, mark())
	var keys []panel.Key
	for _, c := range []struct {
		name, shown string
		s           panel.Stroke
	}{{"null", "null, Score_{60}", groupStroke("null")}, {"Score90", "Score_{90}", groupStroke("true DoG")}, {"Score60", "Score_{60}", groupStroke("Gaussian")}} {
		var xs, ys, lo, hi []float64
		for _, d := range o.Density {
			if d.Score == c.name {
				xs, ys = append(xs, d.Value), append(ys, d.Density)
				lo, hi = append(lo, d.Low), append(hi, d.High)
			}
		}
		a.Band(xs, lo, hi, panel.Faint(c.s.Ink, style().FillAlpha))
		a.Line(xs, ys, c.s)
		keys = append(keys, panel.Key{Name: c.shown, Stroke: c.s})
	}
	a.Legend(keys...)
}
