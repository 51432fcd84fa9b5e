package figures

import (
	"context"
	"errors"
	"fmt"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/neuralfield"
	"nofreelunch/stages/theory/nnpca"
)

// Figure6Params is what figure 6 shows.
type Figure6Params struct {
	Profile    string       // name of the profile, printed on the figure
	Groups     []FieldGroup // simulations that differ in their seed alone, in the order of the simulations
	Components []string     // names of the populations or constraints whose principal components are shown, one a pattern result
	Resamples  int          // of the bootstrap over simulations
	Seed       uint64       // of the bootstrap
}

// FieldGroup is simulations of one field from several starts.
type FieldGroup struct {
	Name        string
	Simulations int
	Caption     string // above the first simulation's sheet; empty if it is not shown
}

// Validate reports the first field out of bounds.
func (p Figure6Params) Validate() error {
	if p.Profile == "" {
		return errors.New("figure 6: Profile is empty, want a profile's name")
	}
	if p.Resamples < 1 {
		return fmt.Errorf("figure 6: Resamples is %d, want at least 1", p.Resamples)
	}
	shown := 0
	for i, g := range p.Groups {
		if g.Name == "" || g.Simulations < 1 {
			return fmt.Errorf("figure 6: Groups[%d] is %+v, want a name and at least 1 simulation", i, g)
		}
		if g.Caption != "" {
			shown++
		}
	}
	if shown > 4 {
		return fmt.Errorf("figure 6: %d of Groups have a caption, want at most 4", shown)
	}
	if len(p.Components) > 2 {
		return fmt.Errorf("figure 6: Components has %d names, want at most 2", len(p.Components))
	}
	return nil
}

// String names the figure and its profile.
func (p Figure6Params) String() string { return "figure 6, " + p.Profile }

// Figure6Sheet is a neural field at the end of its simulation (panel d).
type Figure6Sheet struct {
	Caption string    `unit:"1" doc:"what distinguishes the simulation"`
	Shape   string    `unit:"1" doc:"pattern that formed"`
	Points  int32     `unit:"1" doc:"units a side"`
	WidthM  float64   `unit:"m" doc:"side of the sheet"`
	Rates   []float64 `unit:"1" doc:"rates, x then y" shape:"Points,Points"`
}

// Figure6Group is what formed in the simulations of one field (panels f and g).
type Figure6Group struct {
	Name        string  `unit:"1" doc:"what distinguishes the field"`
	Simulations int32   `unit:"1" doc:"simulations that differ in their start alone"`
	Hexagons    int32   `unit:"1" doc:"those that end in hexagons"`
	Stripes     int32   `unit:"1" doc:"in stripes"`
	Squares     int32   `unit:"1" doc:"in squares"`
	Mixed       int32   `unit:"1" doc:"in a pattern without a common orientation"`
	None        int32   `unit:"1" doc:"without a pattern"`
	Ratio       float64 `unit:"1" doc:"measured over predicted wavelength, mean over the simulations with a pattern; NaN without any"`
	Low         float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	High        float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
}

// Figure6Component is where one start of a search for a principal component of
// a place code ended (panels e and h).
type Figure6Component struct {
	Of      string  `unit:"1" doc:"constraint"`
	Start   int32   `unit:"1" doc:"number of the start"`
	Score60 float64 `unit:"1" doc:"hexagonality"`
	Score90 float64 `unit:"1" doc:"squareness"`
}

// Figure6Output is the figure and the tables behind it.
type Figure6Output struct {
	Distance   []dog.DistancePoint
	Wave       []dog.WavePoint
	Peaks      []dog.PeakRow
	Phase      []dog.Phase
	Sheets     []Figure6Sheet
	Fields     []neuralfield.Summary
	Groups     []Figure6Group
	Components []Figure6Component
	Patterns   []Figure6Sheet
	PDF        []byte `file:"pdf"`
	SVG        []byte `file:"svg"`
	PNG        []byte `file:"png"`
}

// Figure6 makes figure 6 from a coupling's curves, the map of k* over a
// rectangle of (sigma, s) with s fastest, simulations of neural fields, and
// principal components of place codes.
func Figure6(ctx context.Context, p Figure6Params, coupling dog.Couplings, phase []dog.Phase, fields []neuralfield.Result, patterns []nnpca.Result) (Figure6Output, error) {
	o := Figure6Output{Distance: coupling.Distance, Wave: coupling.Wave, Peaks: coupling.Peaks, Phase: phase}
	if err := p.Validate(); err != nil {
		return o, err
	}
	n := 0
	for _, g := range p.Groups {
		n += g.Simulations
	}
	if len(fields) != n || len(patterns) != len(p.Components) {
		return o, fmt.Errorf("figure 6: %d simulations for %d in Groups, %d patterns for %d Components", len(fields), n, len(patterns), len(p.Components))
	}
	for i, g := range p.Groups {
		if err := o.addGroup(p, g, uint64(i), fields[:g.Simulations]); err != nil {
			return o, fmt.Errorf("figure 6: %s: %w", g.Name, err)
		}
		fields = fields[g.Simulations:]
	}
	for i, r := range patterns {
		o.addComponents(p.Components[i], r)
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

func (o *Figure6Output) addGroup(p Figure6Params, g FieldGroup, index uint64, fields []neuralfield.Result) error {
	row := Figure6Group{Name: g.Name, Simulations: int32(len(fields))}
	var ratios []float64
	for _, f := range fields {
		o.Fields = append(o.Fields, f.Summary)
		ratios = append(ratios, f.Summary.WavelengthM/f.Summary.PredictedM)
		switch neuralfield.Shape(f.Summary.Shape) {
		case neuralfield.Hexagons:
			row.Hexagons++
		case neuralfield.Stripes:
			row.Stripes++
		case neuralfield.Squares:
			row.Squares++
		case neuralfield.Mixed:
			row.Mixed++
		case neuralfield.NoPattern:
			row.None++
		}
	}
	if g.Caption != "" {
		f := fields[0]
		o.Sheets = append(o.Sheets, Figure6Sheet{g.Caption, f.Summary.Shape, f.Sheet.Points, f.Sheet.WidthM, f.Sheet.Rates})
	}
	mean, in, err := estimate(ratios, p.Resamples, rng.New(p.Seed, "figure 6", index))
	row.Ratio, row.Low, row.High = mean, in.Lo, in.Hi
	o.Groups = append(o.Groups, row)
	return err
}

// addComponents adds every start's scores and the first start's pattern: no
// choice by eye.
func (o *Figure6Output) addComponents(name string, r nnpca.Result) {
	for _, q := range r.Patterns {
		o.Components = append(o.Components, Figure6Component{name, q.Start, q.Score60, q.Score90})
	}
	if len(r.Patterns) > 0 {
		q := r.Patterns[0]
		o.Patterns = append(o.Patterns, Figure6Sheet{name, "Score_{60} " + panel.Number(q.Score60, 2), q.Bins, r.Summary.BoxWidthM, q.Rates})
	}
}
