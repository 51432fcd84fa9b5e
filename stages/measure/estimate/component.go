package estimate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/theory/nnpca"
)

// ComponentParams names the population whose components are described.
type ComponentParams struct{ Population string }

// Validate reports a population without a name.
func (p ComponentParams) Validate() error {
	if p.Population == "" {
		return errors.New("components: Population is empty, want its name")
	}
	return nil
}

// String names the population.
func (p ComponentParams) String() string { return "components of " + p.Population }

// Component is a population of place cells and what the non-negative principal
// components of it look like.
type Component struct {
	Population string  `unit:"1" doc:"box and layout of the centres"`
	SigmaM     float64 `unit:"m" doc:"width of the centre"`
	BoxWidthM  float64 `unit:"m" doc:"side of the box"`
	Cells      int32   `unit:"1" doc:"place cells"`
	Starts     int32   `unit:"1" doc:"independent starts"`
	Fraction   float64 `unit:"1" doc:"part of the starts that end in a pattern above the threshold of 0.8"`
	Low        float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	High       float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	PeriodM    float64 `unit:"m" doc:"median period of those patterns; NaN without any"`
}

// Components describes the components of one population.
func Components(ctx context.Context, p ComponentParams, r nnpca.Result) ([]Component, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	s := r.Summary
	row := Component{p.Population, s.SigmaM, s.BoxWidthM, s.Cells, s.Starts, s.Fraction08, math.NaN(), math.NaN(), s.MedianPeriodM}
	in, err := stat.Wilson(int(math.Floor(float64(s.Fraction08*float64(s.Starts))+0.5)), int(s.Starts), Confidence)
	if err != nil {
		return nil, fmt.Errorf("components: %s: %w", p.Population, err)
	}
	row.Low, row.High = in.Lo, in.Hi
	return []Component{row}, ctx.Err()
}

// JoinComponentsParams says what is joined: nothing of it changes the result.
type JoinComponentsParams struct{}

// String names the stage.
func (JoinComponentsParams) String() string { return "components of all populations" }

// JoinComponents puts the components of populations into one table.
func JoinComponents(ctx context.Context, _ JoinComponentsParams, parts [][]Component) ([]Component, error) {
	return slices.Concat(parts...), ctx.Err()
}
