package figures

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/rows"
)

// Supplement3Params is what supplement 3 shows: LSTMs with a linear bottleneck
// under dropout that predict place and head-direction cells.
type Supplement3Params struct {
	Profile        Profile
	Judge          estimate.Judge
	Architecture   string // in words, for the note
	GradientSteps  int    // of ours
	PublishedSteps int    // of the published networks
}

// BaninoGroup is what the networks are called in tables.
const BaninoGroup = "Banino"

// The curves of panel c.
const (
	CurveScore60 = "Score60"
	CurveScore90 = "Score90"
	CurveNull    = "null"
)

// Validate reports the first field out of bounds.
func (p Supplement3Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 3: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 3: %w", err)
	}
	switch {
	case p.Architecture == "":
		return fmt.Errorf("supplement 3: Architecture is empty, want a description")
	case p.GradientSteps < 1 || p.PublishedSteps < 1:
		return fmt.Errorf("supplement 3: GradientSteps is %d and PublishedSteps %d, want at least 1",
			p.GradientSteps, p.PublishedSteps)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement3Params) String() string { return "supplement 3, " + p.Profile.Name }

// Supplement3Density is a point of a density of scores (panel c).
type Supplement3Density struct {
	Score   string  `unit:"1" doc:"Score60, Score90, or Score60 of the null"`
	Value   float64 `column:"score_value" unit:"1" doc:"score"`
	Density float64 `unit:"1" doc:"kernel density over the active units of all networks"`
	Low     float64 `unit:"1" doc:"lower end of the pointwise 95 % interval over networks"`
	High    float64 `unit:"1" doc:"upper end of the pointwise 95 % interval over networks"`
}

// Supplement3Output is the figure and the tables behind it.
type Supplement3Output struct {
	Networks []estimate.Run
	Training []estimate.TrainingPoint
	Errors   []estimate.PathError
	Density  []Supplement3Density
	Maps     []gallery.Example
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Supplement3 draws supplement 3 from networks and their error along the path,
// their histories, densities of their scores, and examples of their rate maps.
func Supplement3(ctx context.Context, p Supplement3Params, paths estimate.PathTables,
	training [][]estimate.TrainingPoint, scores []estimate.Density, examples []gallery.Example) (Supplement3Output, error) {
	o := Supplement3Output{
		Networks: paths.Networks, Errors: paths.Errors, Training: slices.Concat(training...), Maps: examples,
	}
	for _, d := range scores {
		o.Density = append(o.Density, Supplement3Density{d.Group, d.Score60, d.Density, d.Low, d.High})
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement3Output) Draw(p Supplement3Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 91.0
	page := newPage(p.Profile, doubleColumn, height)
	o.training(page, panel.Rect{X: 14, Y: 11, W: 42, H: 34})
	o.errors(page, p, panel.Rect{X: 74, Y: 11, W: 42, H: 34})
	o.scores(page, p, panel.Rect{X: 134, Y: 11, W: 42, H: 34})
	page.Letter("d", 2, 62)
	const side = 13.0
	page.Gallery(panel.Rect{X: 14, Y: 64, W: 6 * (side + 2), H: side}, 2, tiles(o.Maps, BaninoGroup, 6), rateRamp())
	for i, text := range []string{
		"Score_{60} above each map: the three highest, then upper quartile,", "median and lower quartile of all active units",
	} {
		page.Text(text, style().TickPt, style().Ink, 14+6*(side+2)+2, 68+float64(3.2*float64(i)), panel.Align{})
	}
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == rows.Diverged {
			lost++
		}
	}
	for i, note := range []string{
		fmt.Sprintf("Profile %s. %s. *N* = %d networks, %d diverged.", p.Profile.Name, p.Architecture, len(o.Networks), lost),
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
	a := page.Axes(r, lengthAxis("Gradient steps", xs),
		panel.Axis{Label: "Explained part of the loss (%)", Lo: -5, Hi: 100, Ticks: panel.Every(0, 100, 25)})
	for i, n := range o.Networks {
		var at, ys []float64
		for _, q := range o.Training {
			if q.ID == n.ID {
				at, ys = append(at, float64(q.Step)), append(ys, q.Explained*100)
			}
		}
		a.Series(n.ID)
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
	a := page.Axes(r, lengthAxis("Step of the path", xs),
		fromZero("Decoding error (cm)", append(ys, hi...), p.Judge.LowErrorM*100, 4))
	a.HLine(p.Judge.LowErrorM*100, mark())
	a.Series(BaninoGroup)
	a.Band(xs, lo, hi, panel.Faint(green(), style().FillAlpha))
	a.Line(xs, ys, line(green(), nil))
}

func (o *Supplement3Output) scores(page *panel.Page, p Supplement3Params, r panel.Rect) {
	page.Letter("c", r.X-12, r.Y-5)
	top := []float64{0}
	for _, d := range o.Density {
		top = append(top, d.High)
	}
	a := page.Axes(r, panel.Axis{Label: "Grid score", Lo: estimate.ScoreLo, Hi: estimate.ScoreHi, Ticks: panel.Every(estimate.ScoreLo, estimate.ScoreHi, 0.5), Decimals: 1}, fromZero("Density of units", top, 0.5, 4))
	a.VLine(p.Judge.Threshold, mark())
	var keys []panel.Key
	for _, c := range []struct {
		name, shown string
		s           panel.Stroke
	}{
		{CurveNull, "null, Score_{60}", line(grey(0x80), finelyDotted())},
		{CurveScore90, "Score_{90}", line(blue(), dashed())},
		{CurveScore60, "Score_{60}", line(green(), nil)},
	} {
		var xs, ys, lo, hi []float64
		for _, d := range o.Density {
			if d.Score == c.name {
				xs, ys = append(xs, d.Value), append(ys, d.Density)
				lo, hi = append(lo, d.Low), append(hi, d.High)
			}
		}
		a.Series(c.name)
		a.Band(xs, lo, hi, panel.Faint(c.s.Ink, style().FillAlpha))
		a.Line(xs, ys, c.s)
		keys = append(keys, panel.Key{Name: c.shown, Stroke: c.s})
	}
	a.Legend(keys...)
}
