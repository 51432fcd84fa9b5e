package estimate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nofreelunch/stages/measure/rows"
)

// A Listed group is networks by name: it can hold apart what no column of a row
// does.
type Listed struct {
	Name string
	IDs  []string // of the networks
}

// ListedParams says which networks are compared, and in what order.
type ListedParams struct {
	Judge  Judge
	Factor string // what they differ in
	Groups []Listed
}

// Validate reports the first field out of bounds.
func (p ListedParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return err
	}
	if p.Factor == "" || len(p.Groups) == 0 {
		return errors.New("want a factor and at least 1 group")
	}
	for i, g := range p.Groups {
		if g.Name == "" || len(g.IDs) == 0 {
			return fmt.Errorf("Groups[%d] is %q with %d networks, want a name and at least 1", i, g.Name, len(g.IDs))
		}
	}
	return nil
}

// Listing compares groups of listed networks in the order of the list.
func Listing(ctx context.Context, p ListedParams, t rows.Table) (SettingTables, error) {
	var o SettingTables
	if err := p.Validate(); err != nil {
		return o, fmt.Errorf("%s: %w", p.Factor, err)
	}
	for _, g := range p.Groups {
		of := t.Keep(func(n rows.Network) bool { return slices.Contains(g.IDs, n.ID) })
		if len(of.Networks) != len(g.IDs) {
			return o, fmt.Errorf("%s: %s: the table has %d of its %d networks", p.Factor, g.Name, len(of.Networks), len(g.IDs))
		}
		runs, err := p.Judge.runs(g.Name, of)
		if err == nil {
			err = o.add(p.Judge, p.Factor, g.Name, runs)
		}
		if err != nil {
			return o, fmt.Errorf("%s: %s: %w", p.Factor, g.Name, err)
		}
	}
	return o, ctx.Err()
}
