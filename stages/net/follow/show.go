package follow

import (
	"context"
	"errors"
)

// ShowParams names what the network was trained on.
type ShowParams struct{ Group string }

// Validate reports a group without a name.
func (p ShowParams) Validate() error {
	if p.Group == "" {
		return errors.New("follow: Group is empty, want the name of an encoding")
	}
	return nil
}

// String names the group.
func (p ShowParams) String() string { return "a path and the errors of " + p.Group }

// PathPoint is one step of the path that is shown, true and decoded.
type PathPoint struct {
	Group     string  `column:"group_name" unit:"1" doc:"encoding the network was trained on"`
	Path      int32   `unit:"1" doc:"number of the evaluation path"`
	Step      int32   `unit:"1" doc:"step of the path, from 1"`
	XM        float64 `unit:"m" doc:"true position, x"`
	YM        float64 `unit:"m" doc:"true position, y"`
	DecodedXM float64 `unit:"m" doc:"decoded position, x"`
	DecodedYM float64 `unit:"m" doc:"decoded position, y"`
}

// StepError is the decoding error at one step.
type StepError struct {
	Group  string  `column:"group_name" unit:"1" doc:"encoding the network was trained on"`
	Step   int32   `unit:"1" doc:"step of the paths, from 1"`
	Paths  int32   `unit:"1" doc:"paths"`
	MeanM  float64 `unit:"m" doc:"mean distance of decoded and true position"`
	P90M   float64 `unit:"m" doc:"90th percentile of the distance"`
	Median float64 `unit:"m" doc:"median of the distance"`
}

// Shown is what a figure shows of a network; all is empty for one that diverged.
type Shown struct {
	Path   []PathPoint
	Errors []StepError
}

// Show keeps of a network's paths the one that gets farthest from its start,
// which shows most and is no choice by eye, and the error at each step.
func Show(ctx context.Context, p ShowParams, f Followed) (Shown, error) {
	var o Shown
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, s := range f.Steps {
		o.Errors = append(o.Errors, StepError{p.Group, s.Step, s.Paths, s.MeanErrorM, s.P90ErrorM, s.MedianErrorM})
	}
	shown := farthest(f.Points)
	for _, q := range f.Points {
		if q.Path == shown {
			o.Path = append(o.Path, PathPoint{p.Group, q.Path, q.Step, q.XM, q.YM, q.DecodedXM, q.DecodedYM})
		}
	}
	return o, ctx.Err()
}

// farthest is the path that gets farthest from its start, of several the first.
func farthest(points []Point) int32 {
	best, reach := int32(-1), -1.0
	for _, q := range points {
		if q.FromStartM > reach {
			best, reach = q.Path, q.FromStartM
		}
	}
	return best
}
