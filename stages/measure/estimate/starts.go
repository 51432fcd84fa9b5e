package estimate

import (
	"context"
	"errors"

	"nofreelunch/stages/theory/nnpca"
)

// StartParams names the population, or the constraint, that components are of.
type StartParams struct{ Of string }

// Validate reports a population without a name.
func (p StartParams) Validate() error {
	if p.Of == "" {
		return errors.New("starts: Of is empty, want the name of a population or a constraint")
	}
	return nil
}

// String names the population.
func (p StartParams) String() string { return "starts of " + p.Of }

// Start is where one start of a search for a principal component ended.
type Start struct {
	Of         string  `column:"population" unit:"1" doc:"population or constraint"`
	Start      int32   `column:"start_number" unit:"1" doc:"number of the start"`
	Score60    float64 `unit:"1" doc:"hexagonality"`
	Score90    float64 `unit:"1" doc:"squareness"`
	PeriodM    float64 `unit:"m" doc:"lattice period; NaN without peaks"`
	PredictedM float64 `unit:"m" doc:"lattice period of the continuum's k*; NaN where there is none"`
}

// StartMap is the pattern of the first start.
type StartMap struct {
	Of      string    `column:"population" unit:"1" doc:"population or constraint"`
	Start   int32     `column:"start_number" unit:"1" doc:"number of the start"`
	Score60 float64   `unit:"1" doc:"hexagonality"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	WidthM  float64   `unit:"m" doc:"side of the box"`
	Rates   []float64 `unit:"1" doc:"pattern of unit length, x then y" shape:"Bins,Bins"`
}

// StartTables are every start's scores and the first start's pattern: no
// choice by eye.
type StartTables struct {
	Starts []Start
	Maps   []StartMap
}

// Starts names the starts of one search.
func Starts(ctx context.Context, p StartParams, r nnpca.Result) (StartTables, error) {
	var o StartTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, q := range r.Patterns {
		o.Starts = append(o.Starts, Start{p.Of, q.Start, q.Score60, q.Score90, q.PeriodM, r.Summary.PredictedPeriodM})
	}
	if len(r.Patterns) > 0 {
		q := r.Patterns[0]
		o.Maps = append(o.Maps, StartMap{p.Of, q.Start, q.Score60, q.Bins, r.Summary.BoxWidthM, q.Rates})
	}
	return o, ctx.Err()
}
