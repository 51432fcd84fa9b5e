package placefield

import (
	"context"
	"errors"
	"math"
	"slices"
)

// ShowParams names the encoding.
type ShowParams struct{ Group string }

// Validate reports a group without a name.
func (p ShowParams) Validate() error {
	if p.Group == "" {
		return errors.New("placefield: Group is empty, want the name of an encoding")
	}
	return nil
}

// String names the group.
func (p ShowParams) String() string { return "targets of " + p.Group }

// Target is a point of what an output is trained to be along a line through
// the box.
type Target struct {
	Group  string  `column:"group_name" unit:"1" doc:"encoding"`
	Output int32   `unit:"1" doc:"number of the output"`
	XM     float64 `unit:"m" doc:"position along x, at y = 0"`
	Target float64 `unit:"1" doc:"target of the output there"`
}

// TargetMap is what an output is trained to be over the box.
type TargetMap struct {
	Group   string    `column:"group_name" unit:"1" doc:"encoding"`
	Output  int32     `unit:"1" doc:"number of the output"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	WidthM  float64   `unit:"m" doc:"side of the box"`
	Targets []float64 `unit:"1" doc:"target at the bins' midpoints, x bin then y bin" shape:"Bins,Bins"`
}

// Targets are the outputs of an encoding that a figure shows.
type Targets struct {
	Curves []Target
	Maps   []TargetMap
}

// Show keeps the outputs that vary most in the left, middle and right third of
// the line, and the map of the middle one.
func Show(ctx context.Context, p ShowParams, a Answers) (Targets, error) {
	var o Targets
	if err := p.Validate(); err != nil {
		return o, err
	}
	shown := varied(a)
	for _, c := range shown {
		for _, q := range a.Curve {
			if q.Cell == c {
				o.Curves = append(o.Curves, Target{p.Group, c, q.XM, q.Answer})
			}
		}
	}
	for _, m := range a.Maps {
		if len(shown) > 0 && m.Cell == shown[len(shown)/2] {
			o.Maps = append(o.Maps, TargetMap{p.Group, m.Cell, m.Bins, m.WidthM, m.Answers})
		}
	}
	return o, ctx.Err()
}

// varied are the outputs that depart most from their own mean somewhere in
// each third of the line, from left to right, none twice.
func varied(a Answers) []int32 {
	mean, n := map[int32]float64{}, map[int32]float64{}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, q := range a.Curve {
		mean[q.Cell] += q.Answer
		n[q.Cell]++
		lo, hi = min(lo, q.XM), max(hi, q.XM)
	}
	var shown []int32
	for third := range 3 {
		from, to := lo+float64((hi-lo)*float64(third))/3, lo+float64((hi-lo)*float64(third+1))/3
		best, size := int32(-1), 0.0
		for _, q := range a.Curve {
			if d := math.Abs(q.Answer - mean[q.Cell]/n[q.Cell]); q.XM >= from && q.XM <= to && d > size {
				best, size = q.Cell, d
			}
		}
		if best >= 0 && !slices.Contains(shown, best) {
			shown = append(shown, best)
		}
	}
	return shown
}
