package figures

import (
	"context"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// Supplement2Params is what supplement 2 shows: networks by optimiser, cell,
// activation and initialiser.
type Supplement2Params struct {
	Profile Profile
	Judge   estimate.Judge
}

// Validate reports the first field out of bounds.
func (p Supplement2Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 2: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 2: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement2Params) String() string { return "supplement 2, " + p.Profile.Name }

// Supplement2Output is the figure and the tables behind it.
type Supplement2Output struct {
	Networks []estimate.SettingRun
	Settings []estimate.Setting
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Supplement2 draws supplement 2.
func Supplement2(ctx context.Context, p Supplement2Params, t estimate.SettingTables) (Supplement2Output, error) {
	o := Supplement2Output{Networks: t.Networks, Settings: t.Settings}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement2Output) Draw(p Supplement2Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	height := stripsHeight(o.Settings)
	page := newPage(p.Profile, doubleColumn, height)
	strips(page, p.Judge, estimate.SettingTables{Networks: o.Networks, Settings: o.Settings})
	lost := 0
	for _, n := range o.Networks {
		if n.Outcome == rows.Diverged {
			lost++
		}
	}
	page.Note(fmt.Sprintf("Profile %s. Networks on DoS place cells of one width and surround; *N* = %d, %d diverged (in brackets: of a setting, diverged ones included). Grid-like: %s.",
		p.Profile.Name, len(o.Networks), lost, gridLike(p.Judge)), 2, height-4.6)
	page.Note(fmt.Sprintf("Points: networks; bars: mean and 95 %% bootstrap interval over them. Dashed: %s cm and Score_{60} = %s. The settings with which each factor learns were chosen by decoding error alone.", panel.Number(p.Judge.LowErrorM*100, 0), panel.Number(p.Judge.Threshold, 1)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 2: optimiser, cell, activation, initialiser")
	return err
}
