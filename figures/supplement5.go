package figures

import (
	"context"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
)

// Supplement5Params is what supplement 5 shows: the published place code with one
// of its constraints relaxed in turn.
type Supplement5Params struct {
	Profile Profile
	Judge   estimate.Judge
}

// Validate reports the first field out of bounds.
func (p Supplement5Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 5: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 5: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement5Params) String() string { return "supplement 5, " + p.Profile.Name }

// Supplement5Output is the figure and the tables behind it.
type Supplement5Output struct {
	Networks []estimate.SettingRun
	Settings []estimate.Setting
	PDF      []byte `file:"pdf"`
	SVG      []byte `file:"svg"`
	PNG      []byte `file:"png"`
}

// Supplement5 draws supplement 5.
func Supplement5(ctx context.Context, p Supplement5Params, t estimate.SettingTables) (Supplement5Output, error) {
	o := Supplement5Output{Networks: t.Networks, Settings: t.Settings}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its tables and keeps the files in them.
func (o *Supplement5Output) Draw(p Supplement5Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	height := stripsHeight(o.Settings)
	page := newPage(p.Profile, doubleColumn, height)
	strips(page, p.Judge, estimate.SettingTables{Networks: o.Networks, Settings: o.Settings})
	page.Note(fmt.Sprintf("Profile %s. Networks on place cells that depart from the published code in one way; *N* = %d (in brackets: of a setting, diverged ones included). Grid-like: %s.",
		p.Profile.Name, len(o.Networks), gridLike(p.Judge)), 2, height-4.6)
	page.Note(fmt.Sprintf("Points: networks; bars: mean and 95 %% bootstrap interval over them; errors over the first %d steps. Dashed: %s cm and Score_{60} = %s.",
		p.Judge.ErrorSteps, panel.Number(p.Judge.LowErrorM*100, 0), panel.Number(p.Judge.Threshold, 1)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 5: each constraint of the place code relaxed alone")
	return err
}
