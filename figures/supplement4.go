package figures

import (
	"context"
	"fmt"
	"slices"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
)

// Supplement4Params is what supplement 4 shows: grid scores along training.
type Supplement4Params struct {
	Profile Profile
	Judge   estimate.Judge
}

// Validate reports the first field out of bounds.
func (p Supplement4Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("supplement 4: %w", err)
	}
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 4: %w", err)
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement4Params) String() string { return "supplement 4, " + p.Profile.Name }

// Supplement4Output is the figure and the table behind it.
type Supplement4Output struct {
	Points []estimate.CoursePoint
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Supplement4 draws supplement 4.
func Supplement4(ctx context.Context, p Supplement4Params, points []estimate.CoursePoint) (Supplement4Output, error) {
	o := Supplement4Output{Points: points}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// Draw draws the figure from its table and keeps the files in it.
func (o *Supplement4Output) Draw(p Supplement4Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 57.0
	page := newPage(p.Profile, doubleColumn, height)
	for i, c := range []struct {
		label string
		of    func(estimate.CoursePoint) float64
	}{
		{"Decoding error (cm)", func(q estimate.CoursePoint) float64 { return q.ErrorM * 100 }},
		{"Grid-like units (%)", func(q estimate.CoursePoint) float64 { return q.FractionFiltered * 100 }},
		{"Largest Score_{60}", func(q estimate.CoursePoint) float64 { return q.MaxScore60 }},
	} {
		o.course(page, panel.Rect{X: 14 + float64(60*float64(i)), Y: 8, W: 42, H: 34}, string(rune('a'+i)), c.label, c.of)
	}
	ids, steps, lost := o.networks()
	page.Note(fmt.Sprintf("Profile %s. DoS networks during training: *N* = %d, %d diverged; a line each, looked at after %d numbers of gradient steps. Nothing is averaged: no intervals. Grid-like: %s.", p.Profile.Name, len(ids), lost, len(steps), gridLike(p.Judge)), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 4: grid scores along training")
	return err
}

// networks are the networks, the moments at which they are looked at, growing,
// and how many of the networks diverged.
func (o *Supplement4Output) networks() (ids []string, steps []float64, diverged int) {
	lost := map[string]bool{}
	for _, q := range o.Points {
		if !slices.Contains(ids, q.ID) {
			ids = append(ids, q.ID)
		}
		steps = append(steps, float64(q.Step))
		if q.Outcome == rows.Diverged {
			lost[q.ID] = true
		}
	}
	return ids, settled(steps), len(lost)
}

func (o *Supplement4Output) course(page *panel.Page, r panel.Rect, letter, label string, of func(estimate.CoursePoint) float64) {
	page.Letter(letter, r.X-12, r.Y-3)
	ids, steps, _ := o.networks()
	if len(steps) == 0 {
		page.Empty(r, "no networks")
		return
	}
	var ys []float64
	for _, q := range o.Points {
		ys = append(ys, of(q))
	}
	a := page.Axes(r, lengthAxis("Gradient steps", []float64{0, steps[len(steps)-1]}), fromZero(label, ys, 1, 4))
	for n, id := range ids {
		var at, v []float64
		s := orderStroke(n, len(ids))
		for _, q := range o.Points {
			if q.ID == id {
				at, v = append(at, float64(q.Step)), append(v, of(q))
			}
		}
		a.Series(id)
		a.Line(at, v, s)
		for i := range at {
			a.Point(at[i], v[i], s.Ink)
		}
	}
}
