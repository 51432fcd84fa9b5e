package estimate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
)

// NullCountParams says of which network a null is, and what it is called.
type NullCountParams struct {
	Network    train.Params
	Null       string
	Thresholds []float64 // Score60s that must be exceeded
}

// Validate names the first field that is out of bounds.
func (p NullCountParams) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("null counts: Network: %w", err)
	}
	if p.Null == "" || len(p.Thresholds) == 0 {
		return errors.New("null counts: Null or Thresholds is empty, want a name and at least one threshold")
	}
	return nil
}

// String names the null and the network.
func (p NullCountParams) String() string { return p.Null + " of " + p.Network.String() }

// NullCount is how many maps of a network's null pass a threshold.
type NullCount struct {
	ID        string  `unit:"1" doc:"digest of all parameters of the network"`
	Null      string  `column:"null_name" unit:"1" doc:"what the maps are made of"`
	Threshold float64 `unit:"1" doc:"Score60 that must be exceeded"`
	Maps      int32   `unit:"1" doc:"maps with a score"`
	Above     int32   `unit:"1" doc:"those above the threshold"`
}

// NullCounts counts the maps of one null.
func NullCounts(ctx context.Context, p NullCountParams, d null.Distribution) ([]NullCount, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []NullCount
	for _, threshold := range p.Thresholds {
		c := NullCount{ID: rows.ID(p.Network), Null: p.Null, Threshold: threshold}
		for _, s := range d.Scores {
			if s.Score60-s.Score60 == 0 {
				c.Maps++
			}
			if s.Score60 > threshold {
				c.Above++
			}
		}
		out = append(out, c)
	}
	return out, ctx.Err()
}

// JoinNullCountsParams says what is joined: nothing of it changes the result.
type JoinNullCountsParams struct{}

// String names the stage.
func (JoinNullCountsParams) String() string { return "counts of nulls" }

// JoinNullCounts puts the counts of nulls into one table.
func JoinNullCounts(ctx context.Context, _ JoinNullCountsParams, parts [][]NullCount) ([]NullCount, error) {
	return slices.Concat(parts...), ctx.Err()
}
