package estimate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"nofreelunch/stages/measure/rows"
)

// CourseParams says how networks are judged along their training.
type CourseParams struct{ Judge Judge }

// Validate reports the first field out of bounds.
func (p CourseParams) Validate() error { return p.Judge.Validate() }

// CoursePoint is a network at a moment of its training.
type CoursePoint struct {
	ID               string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed             int64   `unit:"1" doc:"seed of the network"`
	Step             int64   `unit:"1" doc:"gradient steps taken so far"`
	Outcome          string  `unit:"1" doc:"trained or diverged"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	Error20M         float64 `unit:"m" doc:"the same over the first 20 steps alone, a second reading"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score"`
	ActiveUnits      int32   `unit:"1" doc:"units active enough to be scored"`
}

// Course judges networks at each moment of their training, network by network.
func Course(ctx context.Context, p CourseParams, t rows.Table) ([]CoursePoint, error) {
	if err := p.Validate(); err != nil {
		return nil, fmt.Errorf("course: %w", err)
	}
	var out []CoursePoint
	for _, n := range t.Networks {
		runs, err := p.Judge.runs("", t.Keep(func(m rows.Network) bool { return m.ID == n.ID && m.AtStep == n.AtStep }))
		if err != nil {
			return nil, fmt.Errorf("course: %w", err)
		}
		for _, r := range runs {
			out = append(out, CoursePoint{n.ID, n.Seed, n.AtStep, r.Outcome, r.ErrorM, r.Error20M, r.FractionAbove, r.FractionFiltered, r.MaxScore60, r.ActiveUnits})
		}
	}
	slices.SortStableFunc(out, func(a, b CoursePoint) int {
		return cmp.Or(cmp.Compare(a.Seed, b.Seed), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Step, b.Step))
	})
	return out, ctx.Err()
}
