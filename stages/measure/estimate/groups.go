package estimate

import (
	"context"
	"fmt"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/rows"
)

// GroupParams says which networks are compared, and whose nulls.
type GroupParams struct {
	Judge  Judge
	Groups []rows.Group
	Nulls  []rows.Group // the networks whose nulls are counted, under the null's name
}

// Validate reports the first field out of bounds.
func (p GroupParams) Validate() error {
	if err := validate(p.Judge, p.Groups); err != nil {
		return fmt.Errorf("groups: %w", err)
	}
	for i, g := range p.Nulls {
		if err := g.Validate(); err != nil {
			return fmt.Errorf("groups: Nulls[%d]: %w", i, err)
		}
	}
	return nil
}

// Group is what a group's networks, or their nulls, have in common.
type Group struct {
	Group         string  `column:"group_name" unit:"1" doc:"networks trained on an encoding, or a null"`
	Networks      int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged      int32   `unit:"1" doc:"networks whose training diverged"`
	Units         int32   `unit:"1" doc:"active units of all networks"`
	FractionAbove float64 `unit:"1" doc:"mean over networks of the fraction above the threshold"`
	FractionLow   float64 `unit:"1" doc:"lower end of its 95 % interval"`
	FractionHigh  float64 `unit:"1" doc:"upper end of its 95 % interval"`
	ErrorM        float64 `unit:"m" doc:"mean over networks of the decoding error; NaN of a null"`
	ErrorLowM     float64 `unit:"m" doc:"lower end of its 95 % interval"`
	ErrorHighM    float64 `unit:"m" doc:"upper end of its 95 % interval"`
}

// GroupTables are networks and what those of a group have in common.
type GroupTables struct {
	Networks []Run
	Groups   []Group
}

// Groups compares all networks of some groups, accurate or not, and their nulls.
func Groups(ctx context.Context, p GroupParams, t rows.Table) (GroupTables, error) {
	var o GroupTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, g := range p.Groups {
		runs, err := p.Judge.runs(g.Name, t.Of(g.Where))
		if err != nil {
			return o, fmt.Errorf("groups: %s: %w", g.Name, err)
		}
		if err := o.add(p.Judge, g.Name, runs); err != nil {
			return o, fmt.Errorf("groups: %s: %w", g.Name, err)
		}
	}
	for _, g := range p.Nulls {
		if err := o.add(p.Judge, g.Name, p.Judge.nullRuns(g.Name, t.Of(g.Where))); err != nil {
			return o, fmt.Errorf("groups: %s: %w", g.Name, err)
		}
	}
	return o, ctx.Err()
}

func (o *GroupTables) add(j Judge, name string, runs []Run) error {
	g := Group{Group: name}
	var fractions, errorsM []float64
	for _, r := range runs {
		if r.Outcome == rows.Diverged {
			g.Diverged++
			continue
		}
		g.Networks++
		g.Units += r.ActiveUnits
		fractions, errorsM = append(fractions, r.FractionAbove), append(errorsM, r.ErrorM)
	}
	err := j.estimate([]column{
		{"fractions", fractions, &g.FractionAbove, &g.FractionLow, &g.FractionHigh},
		{"errors", errorsM, &g.ErrorM, &g.ErrorLowM, &g.ErrorHighM},
	}, func(purpose string) rng.Stream { return rng.New(j.Seed, "figure 7 "+purpose+" "+name, 0) })
	o.Networks, o.Groups = append(o.Networks, runs...), append(o.Groups, g)
	return err
}
