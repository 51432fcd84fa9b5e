// Package trajectory is the animal's walk: a random foraging path in a square
// box.
//
// At each step of duration dt, with heading h,
//
//	v ~ Rayleigh(scale), x += v dt cos h, y += v dt sin h, h += dt Normal(0, sd)
//
// and where the path is within WallDistanceM of the nearest wall and heads for
// it, v is multiplied by WallSlowdown and h is turned parallel to the wall
// before the random turn. It moves first and turns after. The first step is
// made and discarded. The walk is that of [Banino2018] and [Sorscher2019] as
// published with [Schaeffer2022], after [Raudies2012].
//
// Path number i of a seed is the same whatever the number of paths, steps and
// batches: each has its own random stream, in which step t has its own
// position.
//
// The package knows nothing of cells, networks or time to train.
package trajectory

import (
	"context"
	"fmt"

	"nofreelunch/pipeline/job"
)

// A Path is one walk. The arrays have one element for each step.
type Path struct {
	Path            int32     `unit:"1" doc:"number of the path; path i of a seed is always the same walk"`
	StartXM         float64   `unit:"m" doc:"x before the first step"`
	StartYM         float64   `unit:"m" doc:"y before the first step"`
	StartHeadingRad float64   `unit:"rad" doc:"heading before the discarded step, as published"`
	VelXM           []float64 `unit:"m" doc:"displacement along x in each step"`
	VelYM           []float64 `unit:"m" doc:"displacement along y in each step"`
	XM              []float64 `unit:"m" doc:"x after each step"`
	YM              []float64 `unit:"m" doc:"y after each step"`
	HeadingRad      []float64 `unit:"rad" doc:"direction of each step, in [-pi, pi)"`
}

// Simulate walks paths 0 to Paths-1.
func Simulate(ctx context.Context, p Params) ([]Path, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	w := newWalker(p)
	paths := make([]Path, p.Paths)
	for i := range paths {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("trajectory: path %d: %w", i, err)
		}
		paths[i] = w.path(uint64(i), p.Steps)
		if i%64 == 63 {
			job.Progress(ctx, i+1, p.Paths)
		}
	}
	return paths, nil
}

// path walks one path and keeps all of it.
func (w *Walker) path(number uint64, steps int) Path {
	p := Path{
		Path:  int32(number),
		VelXM: make([]float64, steps), VelYM: make([]float64, steps),
		XM: make([]float64, steps), YM: make([]float64, steps),
		HeadingRad: make([]float64, steps),
	}
	s := w.stream.At(number)
	g := w.place(&s)
	p.StartHeadingRad = wrap(g.heading, twoPi)
	w.step(&g, draw(&s))
	w.wrapPosition(&g)
	p.StartXM, p.StartYM = g.x, g.y
	for t := range steps {
		p.HeadingRad[t] = wrap(g.heading, twoPi)
		p.VelXM[t], p.VelYM[t] = w.step(&g, draw(&s))
		w.wrapPosition(&g)
		p.XM[t], p.YM[t] = g.x, g.y
	}
	return p
}
