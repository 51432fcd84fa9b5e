package estimate

import (
	"context"
	"fmt"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/theory/neuralfield"
)

// FieldParams says how the wavelengths of neural fields are estimated.
type FieldParams struct {
	Resamples int    // of the bootstrap over simulations
	Seed      uint64 // of the bootstrap
}

// Validate reports the first field out of bounds.
func (p FieldParams) Validate() error {
	if p.Resamples < 1 {
		return fmt.Errorf("fields: Resamples is %d, want at least 1", p.Resamples)
	}
	return nil
}

// String says what is counted.
func (FieldParams) String() string { return "what neural fields form" }

// Field is what formed in the simulations of one neural field.
type Field struct {
	Name        string  `unit:"1" doc:"what distinguishes the field"`
	Field       string  `unit:"1" doc:"name of its simulations"`
	Simulations int32   `unit:"1" doc:"simulations that differ in their start alone"`
	Hexagons    int32   `unit:"1" doc:"those that end in hexagons"`
	Stripes     int32   `unit:"1" doc:"in stripes"`
	Squares     int32   `unit:"1" doc:"in squares"`
	Mixed       int32   `unit:"1" doc:"in a pattern without a common orientation"`
	None        int32   `column:"no_pattern" unit:"1" doc:"without a pattern"`
	Ratio       float64 `unit:"1" doc:"measured over predicted wavelength, mean over the simulations with a pattern; NaN without any"`
	Low         float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	High        float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
}

// Sheet is the first simulation of a field at its end.
type Sheet struct {
	Field  string    `unit:"1" doc:"name of the field's simulations"`
	Seed   int64     `unit:"1" doc:"seed of the simulation"`
	Shape  string    `unit:"1" doc:"pattern that formed"`
	Points int32     `unit:"1" doc:"units a side"`
	WidthM float64   `unit:"m" doc:"side of the sheet"`
	Rates  []float64 `unit:"1" doc:"rates, x then y" shape:"Points,Points"`
}

// FieldTables are simulations, what those of a field have in common, and a
// sheet of each field.
type FieldTables struct {
	Simulations []neuralfield.Summary
	Fields      []Field
	Sheets      []Sheet
}

// Fields counts what formed, field by field in the order in which they come.
// Simulations of one name are of one field, wherever they stand.
func Fields(ctx context.Context, p FieldParams, simulations []neuralfield.Result) (FieldTables, error) {
	var o FieldTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	of := map[string][]neuralfield.Result{}
	var names []string
	for _, r := range simulations {
		if of[r.Summary.Name] == nil {
			names = append(names, r.Summary.Name)
		}
		of[r.Summary.Name] = append(of[r.Summary.Name], r)
	}
	for i, name := range names {
		if err := o.add(p, uint64(i), of[name]); err != nil {
			return o, fmt.Errorf("fields: %s: %w", name, err)
		}
	}
	return o, ctx.Err()
}

// add counts the simulations of one field; stream numbers its bootstrap.
func (o *FieldTables) add(p FieldParams, stream uint64, of []neuralfield.Result) error {
	first := of[0]
	row := Field{Name: fieldName(first.Summary), Field: first.Summary.Name, Simulations: int32(len(of))}
	var ratios []float64
	seeds := map[int64]bool{}
	for _, r := range of {
		if seeds[r.Summary.Seed] {
			return fmt.Errorf("two simulations start from seed %d", r.Summary.Seed)
		}
		seeds[r.Summary.Seed] = true
		o.Simulations = append(o.Simulations, r.Summary)
		ratios = append(ratios, r.Summary.WavelengthM/r.Summary.PredictedM)
		if err := row.count(neuralfield.Shape(r.Summary.Shape)); err != nil {
			return err
		}
	}
	at := first.Sheet
	o.Sheets = append(o.Sheets, Sheet{row.Field, first.Summary.Seed, first.Summary.Shape, at.Points, at.WidthM, at.Rates})
	mean, in, err := Mean(ratios, p.Resamples, rng.New(p.Seed, "figure 6", stream))
	row.Ratio, row.Low, row.High = mean, in.Lo, in.Hi
	o.Fields = append(o.Fields, row)
	return err
}

func (f *Field) count(shape neuralfield.Shape) error {
	switch shape {
	case neuralfield.Hexagons:
		f.Hexagons++
	case neuralfield.Stripes:
		f.Stripes++
	case neuralfield.Squares:
		f.Squares++
	case neuralfield.Mixed:
		f.Mixed++
	case neuralfield.NoPattern:
		f.None++
	default:
		return fmt.Errorf("no shape is called %q", shape)
	}
	return nil
}

// fieldName is what figures call a field: whether rates are non-negative, and
// its numbers.
func fieldName(s neuralfield.Summary) string {
	sign := "±"
	if s.Nonlinearity == string(neuralfield.Rectified) {
		sign = "≥ 0"
	}
	return fmt.Sprintf("%s, drive %g, gain %g, σ %g", sign, s.Drive, s.Gain, s.SigmaM)
}
