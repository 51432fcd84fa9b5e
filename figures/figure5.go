package figures

import (
	"context"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/gridscore"
	"nofreelunch/stages/ratemap"
)

// Figure5Params is what figure 5 shows: single-field single-scale against
// multi-field multi-scale place cells.
type Figure5Params struct {
	Judge  Judge
	Groups []Sample // kinds of populations, in the order of the networks
}

// Validate reports the first field out of bounds.
func (p Figure5Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 5: %w", err)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 5: %w", err)
	}
	return nil
}

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
}

// Figure5Output is the figure and the tables behind it.
type Figure5Output struct {
	Networks []Run
	Groups   []Figure5Group
	Survival []Figure2Survival
	Maps     []ExampleMap
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure5 makes figure 5: maps and scores hold a network each, as Groups
// counts them.
func Figure5(ctx context.Context, p Figure5Params, maps []ratemap.Maps, scores []gridscore.Scores) (Figure5Output, error) {
	var o Figure5Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := total(p.Groups); len(maps) != n || len(scores) != n {
		return o, fmt.Errorf("figure 5: %d maps and %d scores for %d networks in Groups", len(maps), len(scores), n)
	}
	var all Figure2Output
	first := 0
	for _, s := range p.Groups {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + s.Networks
		shown := Figure2Params{Judge: p.Judge, Groups: p.Groups, Shown: []string{s.Group}}
		if err := all.addGroup(shown, s.Group, maps[first:end], scores[first:end]); err != nil {
			return o, fmt.Errorf("figure 5: %s: %w", s.Group, err)
		}
		g := Figure5Group{Group: s.Group, Networks: int32(s.Networks)}
		for _, r := range all.Networks[first:end] {
			if p.Judge.accurate(r) {
				g.Accurate++
			}
		}
		var err error
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
	const side, pitch, top, x = 10.0, 19.0, 12.0, 112.0
	rows := float64(max(len(p.Groups), 2))
	h := float64(pitch*rows) - 3
	height := top + h + 19
	page := panel.NewPage(style(), doubleColumn, height)
	o.bars(page, p, panel.Rect{X: 14, Y: top, W: 24, H: h})
	o.curves(page, p, panel.Rect{X: 54, Y: top, W: 44, H: h})
	page.Letter("c", x-8, 6)
	for i, g := range o.Groups {
		y := top + 4 + float64(pitch*float64(i))
		page.Gallery(panel.Rect{X: x, Y: y, W: (side + 1) * 6, H: side}, 1, tiles(o.Maps, g.Group, 6), rateRamp())
		page.Text(g.Group, style().TickPt, orderStroke(i, len(o.Groups)).Ink, x, y-3.6, panel.Align{})
	}
	page.Note(fmt.Sprintf("Profile %s. a: networks below %s cm with 95 %% Wilson intervals. b: active units of those networks, bands over networks; dashed: Score_{60} = %s. c: highest scores, then quartiles.",
		p.Judge.Profile, panel.Number(p.Judge.LowErrorM*100, 0), panel.Number(p.Judge.Threshold, 1)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 5: single-field single-scale against multi-field multi-scale place cells")
	return err
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
	}
}

func (o *Figure5Output) curves(page *panel.Page, p Figure5Params, r panel.Rect) {
	page.Letter("b", r.X-12, 6)
	a := page.Axes(r,
		panel.Axis{Label: "Score_{60}", Lo: scoreLo, Hi: scoreHi, Ticks: panel.Every(scoreLo, scoreHi, 0.5), Decimals: 1},
		panel.Axis{Label: "Units with a higher score", Lo: 0, Hi: 1, Ticks: panel.Every(0, 1, 0.2), Decimals: 1})
	for i, g := range o.Groups {
		s := orderStroke(i, len(o.Groups))
		var xs, ys, lo, hi []float64
		for _, v := range o.Survival {
			if v.Group == g.Group {
				xs, ys = append(xs, v.Score60), append(ys, v.Survival)
				lo, hi = append(lo, v.Low), append(hi, v.High)
			}
		}
		a.Band(xs, lo, hi, panel.Faint(s.Ink, style().FillAlpha))
		a.Line(xs, ys, s)
	}
	a.VLine(p.Judge.Threshold, mark())
}
