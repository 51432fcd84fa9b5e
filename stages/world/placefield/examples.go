package placefield

import (
	"context"
	"errors"
	"fmt"
)

// ExampleParams says whose cells are shown.
type ExampleParams struct{ Populations []Population }

// Population is the cells of an encoding under the name that figures give them.
type Population struct {
	Name  string
	Cells Params
}

// Validate reports the first field out of bounds.
func (p ExampleParams) Validate() error {
	if len(p.Populations) == 0 {
		return errors.New("placefield: Populations is empty, want at least 1")
	}
	for i, q := range p.Populations {
		if q.Name == "" {
			return fmt.Errorf("placefield: Populations[%d] has no name", i)
		}
		if err := q.Cells.Validate(); err != nil {
			return err
		}
	}
	return nil
}

// Example is what a cell of a population answers over the box.
type Example struct {
	Group   string    `column:"group_name" unit:"1" doc:"kind of population"`
	Cell    int32     `unit:"1" doc:"number of the cell"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	Answers []float64 `unit:"1" doc:"target value, x bin then y bin" shape:"Bins,Bins"`
}

// Examples maps cells of several populations.
func Examples(ctx context.Context, p ExampleParams) ([]Example, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []Example
	for _, q := range p.Populations {
		a, err := Tabulate(ctx, q.Cells)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", q.Name, err)
		}
		for _, m := range a.Maps {
			out = append(out, Example{q.Name, m.Cell, m.Bins, m.Answers})
		}
	}
	return out, nil
}
