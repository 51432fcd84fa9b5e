// Package follow lets a trained network follow paths it has not seen, and says
// where its output places the animal at every step.
//
// The package knows neither rate maps nor grid scores.
package follow

import (
	"context"
	"fmt"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/decode"
	"nofreelunch/stages/world/trajectory"
)

// Params says which paths are followed, and how far.
type Params struct {
	Network train.Params
	Paths   int // paths whose points are kept: the first ones
	Steps   int // steps of every path
}

// String names the network.
func (p Params) String() string { return fmt.Sprintf("%d steps of %v", p.Steps, p.Network) }

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("follow: %w", err)
	}
	if p.Paths < 0 || p.Steps < 1 {
		return fmt.Errorf("follow: Paths is %d and Steps %d, want 0 or more and at least 1", p.Paths, p.Steps)
	}
	return nil
}

// Point is one step of one path.
type Point struct {
	Path       int32   `unit:"1" doc:"number of the path"`
	Step       int32   `unit:"1" doc:"step of the path, from 1"`
	XM         float64 `unit:"m" doc:"true position, x"`
	YM         float64 `unit:"m" doc:"true position, y"`
	DecodedXM  float64 `unit:"m" doc:"decoded position, x"`
	DecodedYM  float64 `unit:"m" doc:"decoded position, y"`
	DistanceM  float64 `unit:"m" doc:"distance between the two"`
	FromStartM float64 `unit:"m" doc:"distance of the true position from the start of the path"`
}

// Followed is the tables of one network; all are empty for one that diverged.
type Followed struct {
	Points []Point
	Steps  []decode.Step
}

// Follow lets a network integrate the evaluation paths.
func Follow(ctx context.Context, p Params, network train.Network, eval []trajectory.Path) (Followed, error) {
	var f Followed
	if err := p.Validate(); err != nil {
		return f, err
	}
	if p.Paths > len(eval) {
		return f, fmt.Errorf("follow: Paths is %d, want at most the %d evaluation paths", p.Paths, len(eval))
	}
	if network.Diverged() {
		return f, nil
	}
	r, err := train.Open(p.Network, network)
	if err != nil {
		return f, err
	}
	r.SetThreads(job.Threads(ctx))
	a, err := r.Run(eval, p.Steps)
	if err != nil {
		return f, err
	}
	decoded := make([]float64, len(a.PosM))
	r.Encoder().Decode32(a.Output, decoded)
	box := decode.Box{WidthM: p.Network.Walk.BoxWidthM, Periodic: p.Network.Walk.Periodic}
	f.Steps = decode.Steps(box, a.Steps, decoded, a.PosM)
	f.Points = p.points(box, a, decoded, eval)
	return f, nil
}

// points are those of the first paths, path by path.
func (p Params) points(box decode.Box, a train.Activity, decoded []float64, eval []trajectory.Path) []Point {
	far := decode.Distances(box, decoded, a.PosM)
	var points []Point
	for n := range p.Paths {
		start := []float64{eval[n].StartXM, eval[n].StartYM}
		for t := range a.Steps {
			i := t*a.Paths + n
			x, y := a.PosM[2*i], a.PosM[2*i+1]
			points = append(points, Point{
				Path: eval[n].Path, Step: int32(t + 1), XM: x, YM: y, DecodedXM: decoded[2*i], DecodedYM: decoded[2*i+1],
				DistanceM: far[i], FromStartM: decode.Distances(box, []float64{x, y}, start)[0],
			})
		}
	}
	return points
}
