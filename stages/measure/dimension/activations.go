package dimension

import (
	"context"
	"fmt"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/trajectory"
)

// Params says how the dimension of a network's activations is estimated. The
// network's own parameters are part of it.
type Params struct {
	Network       train.Params
	Paths         int     // evaluation paths; as many as a training batch in the published code
	Steps         int     // steps of each
	Neighbours    int     // of the method of moments; 100 as published
	RankTolerance float64 // of the rank, relative to the largest standard deviation
}

// PublishedActivations are the published settings: one batch of 200 paths of
// 20 steps.
func PublishedActivations(network train.Params) Params {
	return Params{Network: network, Paths: 200, Steps: 20, Neighbours: 100, RankTolerance: 1e-5}
}

// String names the estimate.
func (p Params) String() string {
	return fmt.Sprintf("dimension of activations on %d paths of %d steps, %v", p.Paths, p.Steps, p.Network)
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("dimension: Network: %w", err)
	}
	if p.Paths < 1 {
		return fmt.Errorf("dimension: Paths is %d, must be at least 1", p.Paths)
	}
	if p.Steps < 1 {
		return fmt.Errorf("dimension: Steps is %d, must be at least 1", p.Steps)
	}
	return validate(p.Neighbours, p.RankTolerance)
}

// Activations estimates the dimension of a network's activity: a point is one
// step of one path, a feature a unit. A network that diverged gives no row.
func Activations(ctx context.Context, p Params, network train.Network, eval []trajectory.Path) (Estimates, error) {
	if err := p.Validate(); err != nil {
		return Estimates{}, err
	}
	if network.Diverged() {
		return Estimates{}, nil
	}
	if len(eval) < p.Paths {
		return Estimates{}, fmt.Errorf("dimension: Paths is %d, must be at most the %d evaluation paths", p.Paths, len(eval))
	}
	runner, err := train.Open(p.Network, network)
	if err != nil {
		return Estimates{}, err
	}
	runner.SetThreads(job.Threads(ctx))
	a, err := runner.Run(eval[:p.Paths], p.Steps)
	if err != nil {
		return Estimates{}, err
	}
	values := make([]float64, len(a.G))
	for i, v := range a.G {
		values[i] = float64(v)
	}
	return estimate(ctx, a.Paths*a.Steps, a.Units, values, p.Neighbours, p.RankTolerance)
}
