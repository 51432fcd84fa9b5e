package estimate

import (
	"context"

	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
)

// TrainingPoint is a network during its training.
type TrainingPoint struct {
	ID        string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed      int64   `unit:"1" doc:"seed of the network"`
	Step      int64   `unit:"1" doc:"gradient steps taken so far"`
	Explained float64 `unit:"1" doc:"explained part of the place cells' loss"`
	ErrorM    float64 `unit:"m" doc:"position decoding error over the first steps"`
}

// Training names the history of one network; that of a diverged one is left
// out.
func Training(ctx context.Context, p NetworkParams, r train.Report) ([]TrainingPoint, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	if r.Summary.Outcome == train.Diverged {
		return nil, ctx.Err()
	}
	var out []TrainingPoint
	for _, q := range r.History {
		out = append(out, TrainingPoint{rows.ID(p.Network), int64(p.Network.Seed), q.Step, q.Explained, q.Error20M})
	}
	return out, ctx.Err()
}
