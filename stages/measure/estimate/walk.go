package estimate

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
)

// WalkParams says between which networks the loss was measured.
type WalkParams struct{ Between train.BetweenParams }

// Validate names the first field that is out of bounds.
func (p WalkParams) Validate() error { return p.Between.Validate() }

// String names the walk.
func (p WalkParams) String() string { return p.Between.String() }

// WalkPoint is a network on a line between two trained ones, or one of them.
type WalkPoint struct {
	From        string  `column:"from_id" unit:"1" doc:"digest of all parameters of the trained network that the line starts from"`
	To          string  `column:"to_id" unit:"1" doc:"digest of the one that it leads to; that of From at a trained network"`
	At          float64 `column:"place" unit:"1" doc:"place on the walk: a whole number is a trained network, counted from 0"`
	Loss        float64 `unit:"1" doc:"mean data loss; NaN where the output is not finite"`
	Unexplained float64 `unit:"1" doc:"loss above the least possible one, over that of a network that knows nothing of the position"`
	ErrorM      float64 `unit:"m" doc:"position decoding error, mean over the steps; NaN without a finite output"`
}

// Trained reports that a point is a trained network.
func (q WalkPoint) Trained() bool { return q.From == q.To }

// Walk names the networks of a walk; a walk on which one diverged is empty.
func Walk(ctx context.Context, p WalkParams, line train.Line) ([]WalkPoint, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	networks := p.Between.Networks
	var out []WalkPoint
	for _, q := range line.Points {
		leg := math.Floor(q.At)
		if !(leg >= 0 && q.At <= float64(len(networks)-1)) {
			return nil, fmt.Errorf("estimate: a walk of %d networks has a point at %v", len(networks), q.At)
		}
		from := rows.ID(networks[int(leg)])
		to := from
		if q.At > leg {
			to = rows.ID(networks[int(leg)+1])
		}
		out = append(out, WalkPoint{from, to, q.At, q.Loss, q.Unexplained, q.ErrorM})
	}
	return out, ctx.Err()
}
