package figures

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gallery"
)

// Figure2Params is what figure 2 shows.
type Figure2Params struct {
	Profile Profile
	Judge   estimate.Judge
	Shown   []string // groups whose rate maps are shown
	Null    string   // name of the null, ending in " null"
}

// Validate reports the first field out of bounds.
func (p Figure2Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 2: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 2: %w", err)
	}
	if p.Null == "" {
		return errors.New("figure 2: Null is empty, want the null's name")
	}
	return nil
}

// String names the figure and its profile.
func (p Figure2Params) String() string { return "figure 2, " + p.Profile.Name }

// Figure2Output is the figure and the tables behind it.
type Figure2Output struct {
	Networks []estimate.Run
	Groups   []estimate.Encoding
	Survival []estimate.Survival
	Maps     []gallery.Example
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Figure2 draws figure 2.
func Figure2(ctx context.Context, p Figure2Params, t estimate.EncodingTables, survival []estimate.Survival, maps []gallery.Example) (Figure2Output, error) {
	o := Figure2Output{Networks: t.Networks, Groups: t.Groups, Survival: survival, Maps: maps}
	for _, g := range o.Groups {
		if err := p.Profile.known(g.Group); err != nil {
			return o, fmt.Errorf("figure 2: %w", err)
		}
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Figure2Output) Draw(p Figure2Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const side, pitch, top, x, shown = 9.2, 15.0, 21.0, 96.5, 8
	rows := float64(max(len(p.Shown), 3))
	height := top + float64(pitch*rows) + 18
	page := newPage(p.Profile, doubleColumn, height)
	page.Letter("a", 2, 6)
	r := panel.Rect{X: 14, Y: top, W: 66, H: float64(pitch*rows) - 4.4}
	a := page.Axes(r,
		panel.Axis{Label: "Score_{60}", Lo: estimate.ScoreLo, Hi: estimate.ScoreHi, Ticks: panel.Every(estimate.ScoreLo, estimate.ScoreHi, 0.5), Decimals: 1},
		panel.Axis{Label: "Units with a higher score", Lo: 0, Hi: 1, Ticks: panel.Every(0, 1, 0.2), Decimals: 1})
	var keys []panel.Key
	for _, s := range o.Groups {
		o.survival(p.Profile, a, s.Group)
		keys = append(keys, panel.Key{Name: o.withN(s.Group), Stroke: p.Profile.stroke(s.Group)})
	}
	o.survival(p.Profile, a, p.Null)
	keys = append(keys, panel.Key{Name: o.withN(p.Null), Stroke: p.Profile.stroke(p.Null)})
	a.VLine(p.Judge.Threshold, mark())
	a.Legend(keys...)
	page.Letter("b", x-7, 6)
	for i, g := range p.Shown {
		y := top + float64(pitch*float64(i))
		page.Gallery(panel.Rect{X: x, Y: y, W: (side + 1) * shown, H: side}, 1, tiles(o.Maps, g, shown), rateRamp())
		page.UpText(g, p.Profile.colour(g), x-1.6, y+side/2)
	}
	page.Note("Profile "+p.Profile.Name+". Accurate networks of all: "+o.accurate()+".", 2, height-7.4)
	page.Note(fmt.Sprintf("a: active units of networks below %s cm over %d steps, with 95 %% intervals over networks; grey: rectified noise of the DoS networks' wavelengths; dashed: Score_{60} = %s.",
		panel.Number(p.Judge.LowErrorM*100, 0), p.Judge.ErrorSteps, panel.Number(p.Judge.Threshold, 1)), 2, height-4.6)
	page.Note("b: rate maps of units with their Score_{60}: of each encoding the three highest, then the upper eighth, the quartiles and the lower eighth of all units. Grey bins: no data.", 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Figure 2: grid scores by encoding")
	return err
}

func (o *Figure2Output) survival(p Profile, a *panel.Axes, group string) {
	var xs, ys, lo, hi []float64
	for _, v := range o.Survival {
		if v.Group == group {
			xs, ys = append(xs, v.Score60), append(ys, v.Survival)
			lo, hi = append(lo, v.Low), append(hi, v.High)
		}
	}
	a.Series(group)
	a.Band(xs, lo, hi, panel.Faint(p.colour(group), style().FillAlpha))
	a.Line(xs, ys, p.stroke(group))
}

// withN is a curve's name with the number of networks behind it.
func (o *Figure2Output) withN(group string) string {
	n := int32(0)
	for _, v := range o.Survival {
		if v.Group == group {
			n = v.Networks
		}
	}
	return fmt.Sprintf("%s (*N* = %d)", group, n)
}

// accurate lists how many of each group's networks count.
func (o *Figure2Output) accurate() string {
	var of []string
	for _, g := range o.Groups {
		of = append(of, fmt.Sprintf("%s %d/%d", g.Group, g.LowError, g.Networks))
	}
	return strings.Join(of, ", ")
}
