package figures

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
)

// Figure2Params is what figure 2 shows and how it judges.
type Figure2Params struct {
	Judge  Judge
	Groups []Sample // groups of networks, in the order of the networks
	Shown  []string // groups whose rate maps are shown
	Null   string   // name of the null, ending in " null"
}

// Validate reports the first field out of bounds.
func (p Figure2Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 2: %w", err)
	}
	if _, err := total(p.Groups); err != nil {
		return fmt.Errorf("figure 2: %w", err)
	}
	if p.Null == "" {
		return errors.New("figure 2: Null is empty, want the null's name")
	}
	for _, s := range p.Shown {
		if !slices.ContainsFunc(p.Groups, func(g Sample) bool { return g.Group == s }) {
			return fmt.Errorf("figure 2: Shown has %q, which is not among Groups", s)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p Figure2Params) String() string { return "figure 2, " + p.Judge.Profile }

// Figure2Survival is a point of an encoding's survival function.
type Figure2Survival struct {
	Group    string  `unit:"1" doc:"encoding"`
	Score60  float64 `unit:"1" doc:"grid score"`
	Survival float64 `unit:"1" doc:"part of the active units of accurate networks with a higher score, smoothed by the kernel density"`
	Low      float64 `unit:"1" doc:"lower end of the pointwise 95 % interval over networks"`
	High     float64 `unit:"1" doc:"upper end of the pointwise 95 % interval over networks"`
}

// Figure2Output is the figure and the tables behind it.
type Figure2Output struct {
	Networks []Run
	Survival []Figure2Survival
	Maps     []ExampleMap
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure2 makes figure 2: maps and scores hold a network each, as Groups
// counts them, and nulls a draw of the null each.
func Figure2(ctx context.Context, p Figure2Params, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) (Figure2Output, error) {
	var o Figure2Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n, _ := total(p.Groups); len(maps) != n || len(scores) != n {
		return o, fmt.Errorf("figure 2: %d maps and %d scores for %d networks in Groups", len(maps), len(scores), n)
	}
	first := 0
	for _, s := range p.Groups {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + s.Networks
		if err := o.addGroup(p, s.Group, maps[first:end], scores[first:end]); err != nil {
			return o, fmt.Errorf("figure 2: %s: %w", s.Group, err)
		}
		first = end
	}
	draws, err := survival(p.Judge, p.Null, nullSamples(nulls))
	if err != nil {
		return o, fmt.Errorf("figure 2: %s: %w", p.Null, err)
	}
	o.Survival = append(o.Survival, draws...)
	return o, o.Draw(p)
}

func (o *Figure2Output) addGroup(p Figure2Params, group string, maps []ratemap.Maps, scores []gridscore.Scores) error {
	var samples [][]float64
	for i := range maps {
		r, sample := newRun(group, i, p.Judge, &maps[i], scores[i])
		o.Networks = append(o.Networks, r)
		if p.Judge.accurate(r) {
			samples = append(samples, sample)
		}
	}
	if slices.Contains(p.Shown, group) {
		o.Maps = append(o.Maps, examples(group, maps, scores)...)
	}
	curve, err := survival(p.Judge, group, samples)
	o.Survival = append(o.Survival, curve...)
	return err
}

// survival is the survival function of all samples of a group together.
func survival(j Judge, group string, samples [][]float64) ([]Figure2Survival, error) {
	xs := stat.Linspace(scoreLo, scoreHi, j.Points)
	ys, band, err := pooled(xs, samples, stat.Density.Survival, j.Resamples, rng.New(j.Seed, "survival "+group, 0))
	var curve []Figure2Survival
	for i, y := range ys {
		curve = append(curve, Figure2Survival{group, xs[i], y, band[i].Lo, band[i].Hi})
	}
	return curve, err
}

// nullSamples are the finite scores of each draw of a null.
func nullSamples(nulls []null.Distribution) [][]float64 {
	var samples [][]float64
	for _, d := range nulls {
		samples = append(samples, finiteScores(nullScores(d)))
	}
	return samples
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure2Output) Draw(p Figure2Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const side, pitch, top, x = 12.0, 16.0, 17.0, 98.0
	rows := float64(max(len(p.Shown), 3))
	height := top + float64(pitch*rows) + 18
	page := panel.NewPage(style(), doubleColumn, height)
	page.Letter("a", 2, 6)
	r := panel.Rect{X: 14, Y: top, W: 68, H: float64(pitch*rows) - 4}
	a := page.Axes(r,
		panel.Axis{Label: "Score_{60}", Lo: scoreLo, Hi: scoreHi, Ticks: panel.Every(scoreLo, scoreHi, 0.5), Decimals: 1},
		panel.Axis{Label: "Units with a higher score", Lo: 0, Hi: 1, Ticks: panel.Every(0, 1, 0.2), Decimals: 1})
	var keys []panel.Key
	for _, s := range p.Groups {
		o.survival(a, s.Group)
		keys = append(keys, panel.Key{Name: s.Group, Stroke: groupStroke(s.Group)})
	}
	o.survival(a, p.Null)
	keys = append(keys, panel.Key{Name: p.Null, Stroke: groupStroke(p.Null)})
	a.VLine(p.Judge.Threshold, mark())
	a.Legend(keys...)
	page.Letter("b", x-7, 6)
	for i, g := range p.Shown {
		y := top + float64(pitch*float64(i))
		page.Gallery(panel.Rect{X: x, Y: y, W: (side + 1.2) * fig7Tiles, H: side}, 1.2, mapTiles(o.Maps, g, fig7Tiles), rateRamp())
		page.UpText(g, groupColour(g), x-1.6, y+side/2)
	}
	page.Note("Profile "+p.Judge.Profile+". Accurate networks of all: "+o.accurate(p)+".", 2, height-7.4)
	page.Note(fmt.Sprintf("a: active units of networks below %s cm, with 95 %% intervals over networks; grey: rectified noise of the DoS networks' wavelengths; dashed: Score_{60} = %s.",
		panel.Number(p.Judge.LowErrorM*100, 0), panel.Number(p.Judge.Threshold, 1)), 2, height-4.6)
	page.Note("b: rate maps of units with their Score_{60}: of each encoding the three highest, then quartiles. Grey bins: no data.", 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 2: grid scores by encoding")
	return err
}

func (o *Figure2Output) survival(a *panel.Axes, group string) {
	var xs, ys, lo, hi []float64
	for _, v := range o.Survival {
		if v.Group == group {
			xs, ys = append(xs, v.Score60), append(ys, v.Survival)
			lo, hi = append(lo, v.Low), append(hi, v.High)
		}
	}
	a.Band(xs, lo, hi, panel.Faint(groupColour(group), style().FillAlpha))
	a.Line(xs, ys, groupStroke(group))
}

// accurate lists how many of each group's networks count.
func (o *Figure2Output) accurate(p Figure2Params) string {
	text := ""
	for i, s := range p.Groups {
		k := 0
		for _, r := range o.Networks {
			if r.Group == s.Group && p.Judge.accurate(r) {
				k++
			}
		}
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%s %d/%d", s.Group, k, s.Networks)
	}
	return text
}
