package figures

import (
	"context"
	"fmt"
	"slices"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/neuralfield"
)

// Figure6Params is what figure 6 shows.
type Figure6Params struct {
	Profile   Profile
	Threshold float64        // score above which a component counts as a lattice
	Sheets    []SheetCaption // the fields whose first simulation is shown; at most 4
}

// SheetCaption stands above the first simulation of a field.
type SheetCaption struct{ Field, Caption string }

// Validate reports the first field out of bounds.
func (p Figure6Params) Validate() error {
	if err := p.Profile.Validate(); err != nil {
		return fmt.Errorf("figure 6: %w", err)
	}
	if !(p.Threshold > 0 && p.Threshold < 2) {
		return fmt.Errorf("figure 6: Threshold is %v, want 0 < Threshold < 2", p.Threshold)
	}
	if len(p.Sheets) > 4 {
		return fmt.Errorf("figure 6: Sheets has %d fields, want at most 4", len(p.Sheets))
	}
	return nil
}

// String names the figure and its profile.
func (p Figure6Params) String() string { return "figure 6, " + p.Profile.Name }

// Figure6Sheet is a pattern over a square (panels d and e).
type Figure6Sheet struct {
	Caption string    `unit:"1" doc:"what distinguishes the simulation"`
	Shape   string    `unit:"1" doc:"pattern that formed"`
	Points  int32     `unit:"1" doc:"units a side"`
	WidthM  float64   `unit:"m" doc:"side of the sheet"`
	Rates   []float64 `unit:"1" doc:"rates, x then y" shape:"Points,Points"`
}

// Figure6Output is the figure and the tables behind it.
type Figure6Output struct {
	Distance   []dog.DistancePoint
	Wave       []dog.WavePoint
	Peaks      []dog.PeakRow
	Phase      []dog.Phase
	Sheets     []Figure6Sheet
	Fields     []neuralfield.Summary
	Groups     []estimate.Field
	Components []estimate.Start
	Patterns   []Figure6Sheet
	PDF        []byte `file:"pdf"`
	SVG        []byte `file:"svg"`
	PNG        []byte `file:"png"`
}

// Figure6 draws figure 6 from a coupling's curves, the map of k* over a
// rectangle of (sigma, s) with s fastest, what neural fields formed, and
// principal components of at most two populations or constraints.
func Figure6(ctx context.Context, p Figure6Params, coupling dog.Couplings, phase []dog.Phase,
	fields estimate.FieldTables, components []estimate.StartTables) (Figure6Output, error) {
	o := Figure6Output{
		Distance: coupling.Distance, Wave: coupling.Wave, Peaks: coupling.Peaks, Phase: phase,
		Fields: fields.Simulations, Groups: fields.Fields,
	}
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, s := range p.Sheets {
		sheet, err := sheetOf(fields, s)
		if err != nil {
			return o, err
		}
		o.Sheets = append(o.Sheets, sheet)
	}
	if len(components) > 2 {
		return o, fmt.Errorf("figure 6: components of %d populations, want at most 2", len(components))
	}
	for _, c := range components {
		o.Components = append(o.Components, c.Starts...)
		for _, m := range c.Maps {
			score := "Score_{60} " + panel.Number(m.Score60, 2)
			o.Patterns = append(o.Patterns, Figure6Sheet{m.Of, score, m.Bins, m.WidthM, m.Rates})
		}
	}
	if err := o.Draw(p); err != nil {
		return o, err
	}
	return o, ctx.Err()
}

// sheetOf is the first simulation of the field of that name.
func sheetOf(t estimate.FieldTables, c SheetCaption) (Figure6Sheet, error) {
	i := slices.IndexFunc(t.Fields, func(f estimate.Field) bool { return f.Name == c.Field })
	if i < 0 {
		return Figure6Sheet{}, fmt.Errorf("figure 6: Sheets has %q, which no neural field is called", c.Field)
	}
	for _, s := range t.Sheets {
		if s.Field == t.Fields[i].Field {
			return Figure6Sheet{c.Caption, s.Shape, s.Points, s.WidthM, s.Rates}, nil
		}
	}
	return Figure6Sheet{}, fmt.Errorf("figure 6: the field %q has no sheet", c.Field)
}
