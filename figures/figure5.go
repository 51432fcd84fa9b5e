package figures

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/world/placefield"
)

// Figure5Params is what figure 5 shows: single-field single-scale against
// multi-field multi-scale place cells.
type Figure5Params struct {
	Profile Profile
	Judge   estimate.Judge
	Null    string // kind of the null, ending in " null"
}

// Validate reports the first field out of bounds.
func (p Figure5Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 5: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 5: %w", err)
	}
	if p.Null == "" {
		return errors.New("figure 5: Null is empty, want the null's name")
	}
	return nil
}

// NullOf names the null of a kind of population. Kinds differ in wavelength, and noise of a
// longer one scores less in a box: each is judged by its own.
func NullOf(group, null string) string { return group + ", " + null }

// String names the figure and its profile.
func (p Figure5Params) String() string { return "figure 5, " + p.Profile.Name }

// Figure5Output is the figure and the tables behind it.
type Figure5Output struct {
	Networks []estimate.Run
	Groups   []estimate.Encoding
	Survival []estimate.Survival
	Maps     []gallery.Example
	Fields   []placefield.Example
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure5 draws figure 5.
func Figure5(ctx context.Context, p Figure5Params, t estimate.EncodingTables, survival []estimate.Survival,
	maps []gallery.Example, fields []placefield.Example) (Figure5Output, error) {
	o := Figure5Output{Networks: t.Networks, Groups: t.Groups, Survival: survival, Maps: maps, Fields: fields}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure5Output) Draw(p Figure5Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const side, pitch, top, x = 9.0, 28.0, 12.0, 107.0
	rows := float64(max(len(o.Groups), 2))
	h := float64(pitch*rows) - 6
	height := top + h + 22
	page := newPage(p.Profile, doubleColumn, height)
	o.bars(page, p, panel.Rect{X: 14, Y: top, W: 22, H: h})
	o.curves(page, p, panel.Rect{X: 52, Y: top, W: 42, H: h})
	page.Letter("c", x-6, 6)
	for i, g := range o.Groups {
		y := top + 1 + float64(pitch*float64(i))
		page.Dot(orderStroke(i, len(o.Groups)).Ink, x+0.8, y-2.4, 1.6)
		page.Text(g.Group, style().TickPt, style().Ink, x+2.4, y-1.6, panel.Align{})
		page.Gallery(panel.Rect{X: x, Y: y, W: (side + 1) * 7, H: side}, 1, o.fields(g.Group, 7), powerRamp())
		page.Gallery(panel.Rect{X: x, Y: y + side + 4, W: (side + 1) * 7, H: side}, 1, tiles(o.Maps, g.Group, 6), rateRamp())
	}
	page.Note(fmt.Sprintf("Profile %s. a: networks below %s cm over %d steps, 95 %% Wilson intervals; diamonds: published (%s).%s", p.Profile.Name,
		panel.Number(p.Judge.LowErrorM*100, 0), p.Judge.ErrorSteps, o.published(), o.without()), 2, height-7.4)
	page.Note("b: active units of accurate networks, in the colours of c, with 95 % bands over networks; dotted: rectified noise", 2, height-4.6)
	page.Note(fmt.Sprintf("of the same networks' wavelengths; dashed: Score_{60} = %s. c: answers of example place cells (upper rows) and rate maps of network units with their Score_{60}: the highest three, then quartiles (lower rows).",
		panel.Number(p.Judge.Threshold, 1)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 5: single-field single-scale against multi-field multi-scale place cells")
	return err
}

// published says how many runs the diamonds stand for.
func (o *Figure5Output) published() string {
	var n []string
	for _, g := range o.Groups {
		if g.PublishedRuns > 0 {
			n = append(n, fmt.Sprintf("*n* = %d", g.PublishedRuns))
		}
	}
	if len(n) == 0 {
		return "none"
	}
	return strings.Join(n, ", ")
}

// without names the kinds that panel b cannot show.
func (o *Figure5Output) without() string {
	var names []string
	for _, g := range o.Groups {
		if g.LowError == 0 {
			names = append(names, g.Group)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " No accurate networks, so no curve in b: " + strings.Join(names, "; ") + "."
}

// fields are a group's example cells, at most n.
func (o *Figure5Output) fields(group string, n int) []panel.Tile {
	var out []panel.Tile
	for _, f := range o.Fields {
		if f.Group == group && len(out) < n {
			out = append(out, panel.Tile{Map: panel.Map{NX: int(f.Bins), NY: int(f.Bins), Values: f.Answers}})
		}
	}
	return out
}

func (o *Figure5Output) bars(page *panel.Page, p Figure5Params, r panel.Rect) {
	page.Letter("a", r.X-12, 6)
	var counts []string
	for _, g := range o.Groups {
		counts = append(counts, fmt.Sprintf("%d/%d", g.LowError, g.Networks))
	}
	a := page.Axes(r, categories(counts), panel.Axis{Label: "Accurate networks (%)", Lo: 0, Hi: 100, Ticks: panel.Every(0, 100, 25)})
	for i, g := range o.Groups {
		ink := orderStroke(i, len(o.Groups)).Ink
		a.Bar(float64(i), 0.3, g.LowErrorFraction*100, light(ink))
		a.Interval(float64(i), 0.3, g.LowErrorFraction*100, g.LowErrorLow*100, g.LowErrorHigh*100, solid(ink))
		a.Published(float64(i), g.PublishedLowError*100)
	}
}

func (o *Figure5Output) curves(page *panel.Page, p Figure5Params, r panel.Rect) {
	page.Letter("b", r.X-12, 6)
	a := page.Axes(r,
		panel.Axis{Label: "Score_{60}", Lo: estimate.ScoreLo, Hi: estimate.ScoreHi, Ticks: panel.Every(estimate.ScoreLo, estimate.ScoreHi, 0.5), Decimals: 1},
		panel.Axis{Label: "Units with a higher score", Lo: 0, Hi: 1, Ticks: panel.Every(0, 1, 0.2), Decimals: 1})
	for i, g := range o.Groups {
		ink := orderStroke(i, len(o.Groups))
		o.curve(a, g.Group, ink)
		ink.DashPt = finelyDotted()
		o.curve(a, NullOf(g.Group, p.Null), ink)
	}
	a.VLine(p.Judge.Threshold, mark())
}

func (o *Figure5Output) curve(a *panel.Axes, group string, s panel.Stroke) {
	var xs, ys, lo, hi []float64
	for _, v := range o.Survival {
		if v.Group == group {
			xs, ys = append(xs, v.Score60), append(ys, v.Survival)
			lo, hi = append(lo, v.Low), append(hi, v.High)
		}
	}
	a.Band(xs, lo, hi, panel.Faint(s.Ink, style().FillAlpha))
	a.Line(xs, ys, s)
}
