package figures

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/world/placefield"
)

// Figure5Params is what figure 5 shows: single-field single-scale against
// multi-field multi-scale place cells.
type Figure5Params struct {
	Judge  Judge
	Groups []Sample // kinds of populations, in the order of the networks
	Null   string   // name of the null, ending in " null"
	// Published is the published fraction of accurate runs of each group and
	// their number; empty if there is none.
	Published []Published
}

// Validate reports the first field out of bounds.
func (p Figure5Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 5: %w", err)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 5: %w", err)
	}
	if p.Null == "" {
		return errors.New("figure 5: Null is empty, want the null's name")
	}
	return nil
}

// nullOf names the null of a kind. Kinds differ in wavelength, and noise of a
// longer one scores less in a box: each is judged by its own.
func (p Figure5Params) nullOf(group string) string { return group + ", " + p.Null }

// String names the figure and its profile.
func (p Figure5Params) String() string { return "figure 5, " + p.Judge.Profile }

// Figure5Group is how well a kind's networks decode (panel a).
type Figure5Group struct {
	Group    string  `unit:"1" doc:"kind of population"`
	Networks int32   `unit:"1" doc:"networks, diverged ones included"`
	Accurate int32   `unit:"1" doc:"networks below the decoding error"`
	Fraction float64 `unit:"1" doc:"their part"`
	Low      float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	High     float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`

	PublishedRuns     int32   `unit:"1" doc:"published number of runs; 0 if none is published"`
	PublishedFraction float64 `unit:"1" doc:"published fraction of accurate runs; NaN if none is"`
}

// Figure5Field is an example of what the cells of a population answer (panel d).
type Figure5Field struct {
	Group   string    `unit:"1" doc:"kind of population"`
	Cell    int32     `unit:"1" doc:"number of the cell"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	Answers []float64 `unit:"1" doc:"target value, x bin then y bin" shape:"Bins,Bins"`
}

// Figure5Output is the figure and the tables behind it.
type Figure5Output struct {
	Networks []Run
	Groups   []Figure5Group
	Survival []Figure2Survival
	Maps     []ExampleMap
	Fields   []Figure5Field
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure5 makes figure 5: maps and scores hold a network each, as Groups
// counts them, nulls the noise of each network's wavelengths, and answers a
// group each.
func Figure5(ctx context.Context, p Figure5Params, maps []ratemap.Maps, scores []gridscore.Scores,
	nulls []null.Distribution, answers []placefield.Answers) (Figure5Output, error) {
	var o Figure5Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := total(p.Groups); len(maps) != n || len(scores) != n || len(nulls) != n {
		return o, fmt.Errorf("figure 5: %d maps, %d scores and %d nulls for %d networks in Groups", len(maps), len(scores), len(nulls), n)
	}
	if len(answers) != len(p.Groups) {
		return o, fmt.Errorf("figure 5: place fields of %d populations for %d Groups", len(answers), len(p.Groups))
	}
	var all Figure2Output
	first := 0
	for i, s := range p.Groups {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + s.Networks
		shown := Figure2Params{Judge: p.Judge, Groups: p.Groups, Shown: []string{s.Group}, Null: p.Null}
		if err := all.addGroup(shown, s.Group, maps[first:end], scores[first:end]); err != nil {
			return o, fmt.Errorf("figure 5: %s: %w", s.Group, err)
		}
		g := Figure5Group{Group: s.Group, Networks: int32(s.Networks), PublishedFraction: math.NaN()}
		for _, q := range p.Published {
			if q.Group == s.Group {
				g.PublishedRuns, g.PublishedFraction = int32(q.Runs), q.LowError
			}
		}
		for _, m := range answers[i].Maps {
			o.Fields = append(o.Fields, Figure5Field{s.Group, m.Cell, m.Bins, m.Answers})
		}
		var noise []null.Distribution
		for k, r := range all.Networks[first:end] {
			if p.Judge.accurate(r) {
				g.Accurate++
				noise = append(noise, nulls[first+k])
			}
		}
		draws, err := survival(p.Judge, p.nullOf(s.Group), nullSamples(noise))
		if err != nil {
			return o, fmt.Errorf("figure 5: %s: %w", p.nullOf(s.Group), err)
		}
		all.Survival = append(all.Survival, draws...)
		if g.Fraction, g.Low, g.High, err = share(g.Accurate, g.Networks); err != nil {
			return o, fmt.Errorf("figure 5: %s: %w", s.Group, err)
		}
		o.Groups = append(o.Groups, g)
		first = end
	}
	o.Networks, o.Survival, o.Maps = all.Networks, all.Survival, all.Maps
	return o, o.Draw(p)
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure5Output) Draw(p Figure5Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const side, pitch, top, x = 9.0, 28.0, 12.0, 107.0
	rows := float64(max(len(p.Groups), 2))
	h := float64(pitch*rows) - 6
	height := top + h + 19
	page := panel.NewPage(style(), doubleColumn, height)
	o.bars(page, p, panel.Rect{X: 14, Y: top, W: 22, H: h})
	o.curves(page, p, panel.Rect{X: 52, Y: top, W: 42, H: h})
	page.Letter("c", x-6, 6)
	for i, g := range o.Groups {
		y := top + 1 + float64(pitch*float64(i))
		page.Dot(orderStroke(i, len(o.Groups)).Ink, x+0.8, y-2.4, 1.6)
		page.Text(g.Group, style().TickPt, style().Ink, x+2.4, y-1.6, panel.Align{})
		page.Gallery(panel.Rect{X: x, Y: y, W: (side + 1) * 7, H: side}, 1, o.fields(g.Group, 7), powerRamp())
		page.Gallery(panel.Rect{X: x, Y: y + side + 4, W: (side + 1) * 7, H: side}, 1, mapTiles(o.Maps, g.Group, 6), rateRamp())
	}
	page.Note(fmt.Sprintf("Profile %s. a: networks below %s cm, 95 %% Wilson intervals; diamonds: published (%s). b: active units of those networks, 95 %% bands over networks; dotted: rectified noise",
		p.Judge.Profile, panel.Number(p.Judge.LowErrorM*100, 0), o.published()), 2, height-4.6)
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
		counts = append(counts, fmt.Sprintf("%d/%d", g.Accurate, g.Networks))
	}
	a := page.Axes(r, categories(counts), panel.Axis{Label: "Accurate networks (%)", Lo: 0, Hi: 100, Ticks: panel.Every(0, 100, 25)})
	for i, g := range o.Groups {
		ink := orderStroke(i, len(o.Groups)).Ink
		a.Bar(float64(i), 0.3, g.Fraction*100, light(ink))
		a.Interval(float64(i), 0.3, g.Fraction*100, g.Low*100, g.High*100, solid(ink))
		a.Published(float64(i), g.PublishedFraction*100)
	}
}

func (o *Figure5Output) curves(page *panel.Page, p Figure5Params, r panel.Rect) {
	page.Letter("b", r.X-12, 6)
	a := page.Axes(r,
		panel.Axis{Label: "Score_{60}", Lo: scoreLo, Hi: scoreHi, Ticks: panel.Every(scoreLo, scoreHi, 0.5), Decimals: 1},
		panel.Axis{Label: "Units with a higher score", Lo: 0, Hi: 1, Ticks: panel.Every(0, 1, 0.2), Decimals: 1})
	for i, g := range o.Groups {
		ink := orderStroke(i, len(o.Groups))
		o.curve(a, g.Group, ink)
		ink.DashPt = dash(p.Null)
		o.curve(a, p.nullOf(g.Group), ink)
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
