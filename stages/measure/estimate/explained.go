package estimate

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/rows"
)

// ExplainedParams says which networks are set beside their loss.
type ExplainedParams struct {
	Judge  Judge
	Groups []rows.Group
}

// Validate reports the first field out of bounds.
func (p ExplainedParams) Validate() error {
	if err := validate(p.Judge, p.Groups); err != nil {
		return fmt.Errorf("explained: %w", err)
	}
	return nil
}

// ExplainedRun is one network, what it explains of its loss, and its grid-like
// units.
type ExplainedRun struct {
	Group            string  `column:"group_name" unit:"1" doc:"encoding"`
	ID               string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed             int64   `unit:"1" doc:"seed of the network"`
	Outcome          string  `unit:"1" doc:"trained or diverged"`
	Explained        float64 `unit:"1" doc:"part of the explainable loss that the network explains"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units"`
}

// Explained sets grid-like units beside the explained loss, network by network.
func Explained(ctx context.Context, p ExplainedParams, t rows.Table) ([]ExplainedRun, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	explained := map[string]float64{}
	for _, n := range t.Networks {
		explained[n.ID] = n.Explained
		if n.Diverged() {
			explained[n.ID] = math.NaN()
		}
	}
	var out []ExplainedRun
	for _, g := range p.Groups {
		runs, err := p.Judge.runs(g.Name, t.Of(g.Where))
		if err != nil {
			return nil, fmt.Errorf("explained: %s: %w", g.Name, err)
		}
		for _, r := range runs {
			out = append(out, ExplainedRun{
				Group: g.Name, ID: r.ID, Seed: r.Seed, Outcome: r.Outcome, Explained: explained[r.ID], ErrorM: r.ErrorM,
				FractionAbove: r.FractionAbove, FractionFiltered: r.FractionFiltered,
			})
		}
	}
	return out, ctx.Err()
}
