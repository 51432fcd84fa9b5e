package figures

import (
	"context"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/rows"
)

// HistogramParams is what the histogram shows.
type HistogramParams struct {
	Profile Profile
	Bins    int // between the lowest and the highest score
}

// Validate reports the first field out of bounds.
func (p HistogramParams) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("histogram: %w", err)
	}
	if p.Bins < 1 || p.Bins > 1000 {
		return fmt.Errorf("histogram: Bins is %d, want 1 to 1000", p.Bins)
	}
	return nil
}

// String names the figure and its profile.
func (p HistogramParams) String() string { return "histogram, " + p.Profile.Name }

// HistogramBin is a bin of the scores.
type HistogramBin struct {
	LowScore60  float64 `unit:"1" doc:"lower edge"`
	HighScore60 float64 `unit:"1" doc:"upper edge"`
	Units       int32   `unit:"1" doc:"active units of all networks between them"`
}

// HistogramOutput is the figure and the table behind it.
type HistogramOutput struct {
	Bins []HistogramBin
	PDF  []byte `file:"pdf"`
	SVG  []byte `file:"svg"`
	PNG  []byte `file:"png"`
}

// Histogram counts the grid scores of the active units of all networks.
func Histogram(ctx context.Context, p HistogramParams, t rows.Table) (HistogramOutput, error) {
	var o HistogramOutput
	if err := p.Validate(); err != nil {
		return o, err
	}
	const lo, hi = -1.2, 1.7
	width := (hi - lo) / float64(p.Bins)
	for i := range p.Bins {
		low := lo + float64(width*float64(i))
		o.Bins = append(o.Bins, HistogramBin{LowScore60: low, HighScore60: low + width})
	}
	for _, u := range t.Units {
		for _, s := range u.Score60 {
			if i := int((s - lo) / width); i >= 0 && i < p.Bins {
				o.Bins[i].Units++
			}
		}
	}
	if err := o.Draw(p, len(t.Networks)); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its table and keeps the files in it.
func (o *HistogramOutput) Draw(p HistogramParams, networks int) error {
	page := newPage(p.Profile, singleColumn, 60)
	top := 1.0
	for _, b := range o.Bins {
		top = max(top, float64(b.Units))
	}
	step, decimals := panel.Nice(top*1.05, 4)
	a := page.Axes(panel.Rect{X: 16, Y: 6, W: 68, H: 38},
		panel.Axis{Label: "Score_{60}", Lo: -1.2, Hi: 1.7, Ticks: panel.Every(-1.2, 1.7, 0.5), Decimals: 1},
		panel.Axis{Label: "Units", Lo: 0, Hi: top * 1.05, Ticks: panel.Every(0, top*1.05, step), Decimals: decimals})
	for _, b := range o.Bins {
		a.Bar((b.LowScore60+b.HighScore60)/2, (b.HighScore60-b.LowScore60)/2, float64(b.Units), light(blue()))
	}
	page.Note(fmt.Sprintf("Profile %s, *N* = %d networks. Active units of all of them.", p.Profile.Name, networks), 2, 58.2)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Histogram of grid scores")
	return err
}
