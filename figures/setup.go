package figures

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/net/follow"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/placefield"
)

// SetupParams is what the setup figure shows.
type SetupParams struct {
	Profile string    // name of the profile, printed on the figure
	Net     nn.Config // the network that is sketched
	Groups  []string  // encodings, in the order of the networks; at most 16
	Paths   []string  // encodings whose path is drawn, from Groups
}

// Validate reports the first field out of bounds.
func (p SetupParams) Validate() error {
	if p.Profile == "" {
		return errors.New("setup: Profile is empty, want a profile's name")
	}
	if err := p.Net.Validate(); err != nil {
		return fmt.Errorf("setup: Net: %w", err)
	}
	if len(p.Groups) == 0 || len(p.Groups) > 16 {
		return fmt.Errorf("setup: Groups has %d names, want 1 to 16", len(p.Groups))
	}
	for _, s := range p.Paths {
		if !slices.Contains(p.Groups, s) {
			return fmt.Errorf("setup: Paths has %q, which is not among Groups", s)
		}
	}
	return nil
}

// String names the figure and its profile.
func (p SetupParams) String() string { return "setup, " + p.Profile }

// SetupPoint is one step of a path, true and decoded (panel b).
type SetupPoint struct {
	Group     string  `unit:"1" doc:"encoding the network was trained on"`
	Path      int32   `unit:"1" doc:"number of the evaluation path"`
	Step      int32   `unit:"1" doc:"step of the path, from 1"`
	XM        float64 `unit:"m" doc:"true position, x"`
	YM        float64 `unit:"m" doc:"true position, y"`
	DecodedXM float64 `unit:"m" doc:"decoded position, x"`
	DecodedYM float64 `unit:"m" doc:"decoded position, y"`
}

// SetupError is the decoding error at one step (panel c).
type SetupError struct {
	Group  string  `unit:"1" doc:"encoding the network was trained on"`
	Step   int32   `unit:"1" doc:"step of the paths, from 1"`
	Paths  int32   `unit:"1" doc:"paths"`
	MeanM  float64 `unit:"m" doc:"mean distance of decoded and true position"`
	P90M   float64 `unit:"m" doc:"90th percentile of the distance"`
	Median float64 `unit:"m" doc:"median of the distance"`
}

// SetupCurve is a point of what an output is trained to be along a line
// through the box (panel d, below).
type SetupCurve struct {
	Group  string  `unit:"1" doc:"encoding"`
	Output int32   `unit:"1" doc:"number of the output"`
	XM     float64 `unit:"m" doc:"position along x, at y = 0"`
	Target float64 `unit:"1" doc:"target of the output there"`
}

// SetupMap is what an output is trained to be over the box (panel d, above).
type SetupMap struct {
	Group   string    `unit:"1" doc:"encoding"`
	Output  int32     `unit:"1" doc:"number of the output"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	WidthM  float64   `unit:"m" doc:"side of the box"`
	Targets []float64 `unit:"1" doc:"target at the bins' midpoints, x bin then y bin" shape:"Bins,Bins"`
}

// SetupOutput is the figure and the tables behind it.
type SetupOutput struct {
	Paths  []SetupPoint
	Errors []SetupError
	Curves []SetupCurve
	Maps   []SetupMap
	PDF    []byte `file:"pdf"`
	SVG    []byte `file:"svg"`
	PNG    []byte `file:"png"`
}

// Setup makes the setup figure: followed holds a network of each group,
// answers its encoding.
func Setup(ctx context.Context, p SetupParams, followed []follow.Followed, answers []placefield.Answers) (SetupOutput, error) {
	var o SetupOutput
	if err := p.Validate(); err != nil {
		return o, err
	}
	if len(followed) != len(p.Groups) || len(answers) != len(p.Groups) {
		return o, fmt.Errorf("setup: %d networks and %d encodings for %d Groups", len(followed), len(answers), len(p.Groups))
	}
	for i, g := range p.Groups {
		o.addFollowed(g, followed[i], slices.Contains(p.Paths, g))
		o.addAnswers(g, answers[i])
	}
	if err := ctx.Err(); err != nil {
		return o, err
	}
	return o, o.Draw(p)
}

func (o *SetupOutput) addFollowed(group string, f follow.Followed, path bool) {
	for _, s := range f.Steps {
		o.Errors = append(o.Errors, SetupError{group, s.Step, s.Paths, s.MeanErrorM, s.P90ErrorM, s.MedianErrorM})
	}
	if !path {
		return
	}
	shown := farthest(f.Points)
	for _, q := range f.Points {
		if q.Path == shown {
			o.Paths = append(o.Paths, SetupPoint{group, q.Path, q.Step, q.XM, q.YM, q.DecodedXM, q.DecodedYM})
		}
	}
}

// farthest is the path that gets farthest from its start: it shows most. No
// choice by eye.
func farthest(points []follow.Point) int32 {
	best, reach := int32(-1), -1.0
	for _, q := range points {
		if q.FromStartM > reach {
			best, reach = q.Path, q.FromStartM
		}
	}
	return best
}

// addAnswers keeps the outputs that vary most in the left, middle and right
// third of the line, and the map of the middle one.
func (o *SetupOutput) addAnswers(group string, a placefield.Answers) {
	shown := telling(a)
	for _, c := range shown {
		for _, q := range a.Curve {
			if q.Cell == c {
				o.Curves = append(o.Curves, SetupCurve{group, c, q.XM, q.Answer})
			}
		}
	}
	for _, m := range a.Maps {
		if len(shown) > 0 && m.Cell == shown[len(shown)/2] {
			o.Maps = append(o.Maps, SetupMap{group, m.Cell, m.Bins, m.WidthM, m.Answers})
		}
	}
}

// telling are the outputs that depart most from their own mean somewhere in
// each third of the line, from left to right, without repetition.
func telling(a placefield.Answers) []int32 {
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
