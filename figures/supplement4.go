package figures

import (
	"context"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
)

// Supplement4Params is what supplement 4 shows: scores along training.
type Supplement4Params struct {
	Judge    Judge
	Networks int
	Steps    []int64 // gradient steps at which the networks are looked at, growing
}

// Validate reports the first field out of bounds.
func (p Supplement4Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("supplement 4: %w", err)
	}
	if p.Networks < 1 {
		return fmt.Errorf("supplement 4: Networks is %d, want at least 1", p.Networks)
	}
	if len(p.Steps) == 0 {
		return fmt.Errorf("supplement 4: Steps is empty, want at least 1")
	}
	for i, s := range p.Steps {
		if s < 1 || i > 0 && s <= p.Steps[i-1] {
			return fmt.Errorf("supplement 4: Steps[%d] is %d, want growing numbers of at least 1", i, s)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p Supplement4Params) String() string { return "supplement 4, " + p.Judge.Profile }

// Supplement4Point is a network at a moment of its training.
type Supplement4Point struct {
	Network          int32   `unit:"1" doc:"number of the network, from 0"`
	Step             int64   `unit:"1" doc:"gradient steps taken so far"`
	Outcome          string  `unit:"1" doc:"trained or diverged"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score"`
	ActiveUnits      int32   `unit:"1" doc:"units active enough to be scored"`
}

// Supplement4Output is the figure and the table behind it.
type Supplement4Output struct {
	Points []Supplement4Point
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Supplement4 makes supplement 4: maps and scores hold a network after each of
// Steps, then the next network.
func Supplement4(ctx context.Context, p Supplement4Params, maps []ratemap.Maps, scores []gridscore.Scores) (Supplement4Output, error) {
	var o Supplement4Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	if n := p.Networks * len(p.Steps); len(maps) != n || len(scores) != n {
		return o, fmt.Errorf("supplement 4: %d maps and %d scores for Networks = %d at %d Steps", len(maps), len(scores), p.Networks, len(p.Steps))
	}
	for n := range p.Networks {
		for k, step := range p.Steps {
			i := n*len(p.Steps) + k
			r, _ := newRun("DoS", n, p.Judge, &maps[i], scores[i])
			o.Points = append(o.Points, Supplement4Point{int32(n), step, r.Outcome, r.ErrorM, r.FractionAbove, r.FractionFiltered, r.MaxScore60, r.ActiveUnits})
		}
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

// Draw draws the figure from its table and keeps the files in it.
func (o *Supplement4Output) Draw(p Supplement4Params) error {
	if err := p.Validate(); err != nil {
		return err
	}
	const height = 57.0
	page := panel.NewPage(style(), doubleColumn, height)
	for i, c := range []struct {
		label string
		of    func(Supplement4Point) float64
	}{
		{"Decoding error (cm)", func(q Supplement4Point) float64 { return q.ErrorM * 100 }},
		{"Grid-like units (%)", func(q Supplement4Point) float64 { return q.FractionFiltered * 100 }},
		{"Largest Score_{60}", func(q Supplement4Point) float64 { return q.MaxScore60 }},
	} {
		o.course(page, p, panel.Rect{X: 14 + float64(60*float64(i)), Y: 8, W: 42, H: 34}, string(rune('a'+i)), c.label, c.of)
	}
	lost := 0
	for _, q := range o.Points {
		if q.Outcome == diverged && q.Step == p.Steps[0] {
			lost++
		}
	}
	page.Note(fmt.Sprintf("Profile %s. DoS networks during training: *N* = %d, %d diverged; a line each, looked at after %d numbers of gradient steps. Nothing is averaged: no intervals. Grid-like: %s.", p.Judge.Profile, p.Networks, lost, len(p.Steps), p.Judge.gridLike()), 2, height-1.8)
	var err error
	o.PDF, o.SVG, o.PNG, err = page.Render("Supplement 4: grid scores along training")
	return err
}

func (o *Supplement4Output) course(page *panel.Page, p Supplement4Params, r panel.Rect, letter, label string, of func(Supplement4Point) float64) {
	page.Letter(letter, r.X-12, r.Y-3)
	var ys []float64
	for _, q := range o.Points {
		ys = append(ys, of(q))
	}
	a := page.Axes(r, lengthAxis("Gradient steps", []float64{0, float64(p.Steps[len(p.Steps)-1])}), fromZero(label, ys, 1, 4))
	for n := range p.Networks {
		var at, v []float64
		s := orderStroke(n, p.Networks)
		for _, q := range o.Points {
			if int(q.Network) == n {
				at, v = append(at, float64(q.Step)), append(v, of(q))
			}
		}
		a.Line(at, v, s)
		for i := range at {
			a.Point(at[i], v[i], s.Ink)
		}
	}
}
