package estimate

import (
	"context"
	"fmt"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/rows"
)

// PathParams says whose errors along the path are averaged.
type PathParams struct {
	Judge  Judge
	Groups []rows.Group
}

// Validate reports the first field out of bounds.
func (p PathParams) Validate() error {
	if err := validate(p.Judge, p.Groups); err != nil {
		return fmt.Errorf("paths: %w", err)
	}
	return nil
}

// PathError is the decoding error at a step of the paths.
type PathError struct {
	Group  string  `column:"group_name" unit:"1" doc:"networks that are averaged"`
	Step   int32   `unit:"1" doc:"step of the path, from 1"`
	ErrorM float64 `unit:"m" doc:"position decoding error, mean over networks"`
	LowM   float64 `unit:"m" doc:"lower end of its 95 % bootstrap interval over networks"`
	HighM  float64 `unit:"m" doc:"upper end of its 95 % bootstrap interval over networks"`
}

// PathTables are networks, and their error along the path.
type PathTables struct {
	Networks []Run
	Errors   []PathError
}

// Paths averages the decoding error of each step over the networks of a group.
func Paths(ctx context.Context, p PathParams, t rows.Table) (PathTables, error) {
	var o PathTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, g := range p.Groups {
		of := t.Of(g.Where)
		runs, err := p.Judge.runs(g.Name, of)
		if err != nil {
			return o, fmt.Errorf("paths: %s: %w", g.Name, err)
		}
		o.Networks = append(o.Networks, runs...)
		if err := o.average(p.Judge, g.Name, of); err != nil {
			return o, fmt.Errorf("paths: %s: %w", g.Name, err)
		}
	}
	return o, ctx.Err()
}

func (o *PathTables) average(j Judge, group string, t rows.Table) error {
	steps := map[int][]float64{}
	for _, n := range t.Networks {
		for i, e := range n.ErrorsM {
			if n.ErrorsPaths[i] > 0 {
				steps[i+1] = append(steps[i+1], e)
			}
		}
	}
	var order []int
	for s := range steps {
		order = append(order, s)
	}
	slices.Sort(order)
	for _, s := range order {
		mean, in, err := Mean(steps[s], j.Resamples, rng.New(j.Seed, "supplement 3 errors", uint64(s)))
		if err != nil {
			return err
		}
		o.Errors = append(o.Errors, PathError{group, int32(s), mean, in.Lo, in.Hi})
	}
	return nil
}
