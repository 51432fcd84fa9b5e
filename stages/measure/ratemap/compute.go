package ratemap

import (
	"context"
	"fmt"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/decode"
	"nofreelunch/stages/world/trajectory"
)

// Params says how a network's maps are made. All of it, the network's own
// parameters included, is the maps' identity.
type Params struct {
	Network train.Params
	// AtStep takes the network as it was after so many gradient steps, of
	// which training must have kept a snapshot; 0 takes it as trained.
	AtStep int64
	Bins   int // bins a side of the box
	Steps  int // steps of every path
	// Narrow bins float32 positions, as the published pipeline does.
	Narrow bool
	// ActiveFraction is the standard deviation of an active unit's map, as a
	// fraction of the population's root mean square.
	ActiveFraction float64
}

// String names the maps.
func (p Params) String() string {
	s := fmt.Sprintf("%d bins, %d steps of %v", p.Bins, p.Steps, p.Network)
	if p.AtStep > 0 {
		s += fmt.Sprintf(" at step %d", p.AtStep)
	}
	return s
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("ratemap: Network: %w", err)
	}
	switch {
	case p.AtStep < 0:
		return fmt.Errorf("ratemap: AtStep is %d, must be 0 or more", p.AtStep)
	case p.Bins < 1 || p.Bins > MaxBins:
		return fmt.Errorf("ratemap: Bins is %d, must be 1 to %d", p.Bins, MaxBins)
	case p.Steps < 1:
		return fmt.Errorf("ratemap: Steps is %d, must be at least 1", p.Steps)
	case !(p.ActiveFraction >= 0 && p.ActiveFraction <= 1):
		return fmt.Errorf("ratemap: ActiveFraction is %v, must be 0 to 1", p.ActiveFraction)
	}
	return nil
}

// batchPaths is how many paths the network integrates at a time. Activations
// of one batch are all that is held; a bin's sum runs over batches, steps and paths in
// this order, so the batch's size is part of the result's bits.
const batchPaths = 50

// Compute lets a network integrate the evaluation paths and averages its
// units' activity by place. A network that diverged gives empty tables.
func Compute(ctx context.Context, p Params, network train.Network, eval []trajectory.Path) (Maps, error) {
	if err := p.Validate(); err != nil {
		return Maps{}, err
	}
	if network.Diverged() {
		return Maps{}, nil
	}
	if p.AtStep > 0 {
		past, ok := network.At(p.AtStep)
		if !ok {
			return Maps{}, fmt.Errorf("ratemap: AtStep is %d, of which training kept no snapshot", p.AtStep)
		}
		network = past
	}
	runner, err := train.Open(p.Network, network)
	if err != nil {
		return Maps{}, err
	}
	grid, err := NewGrid(p.Bins, p.Network.Walk.BoxWidthM, p.Narrow)
	if err != nil {
		return Maps{}, err
	}
	box := decode.Box{WidthM: p.Network.Walk.BoxWidthM, Periodic: p.Network.Walk.Periodic}
	t := &tally{box: box, errors: decode.NewProfile(box, p.Steps)}
	for first := 0; first < len(eval); first += batchPaths {
		if err := ctx.Err(); err != nil {
			return Maps{}, err
		}
		paths := eval[first:min(first+batchPaths, len(eval))]
		runner.SetThreads(job.Threads(ctx))
		a, err := runner.Run(paths, p.Steps)
		if err != nil {
			return Maps{}, fmt.Errorf("ratemap: paths from %d: %w", first, err)
		}
		if t.sums == nil {
			t.sums = NewSums(grid, a.Units)
		}
		decoded := make([]float64, len(a.PosM))
		runner.Encoder().Decode32(a.Output, decoded)
		t.add(a, decoded)
		job.Progress(ctx, first+len(paths), len(eval))
	}
	if t.sums == nil {
		return Maps{}, fmt.Errorf("ratemap: there are no evaluation paths")
	}
	return t.maps(p), nil
}

// tally accumulates batches of paths.
type tally struct {
	box     decode.Box
	sums    *Sums
	dropped int64
	errors  *decode.Profile
}

func (t *tally) add(a train.Activity, decoded []float64) {
	for step := range a.Steps {
		for b := range a.Paths {
			at := step*a.Paths + b
			x, y := a.PosM[2*at], a.PosM[2*at+1]
			if !t.sums.Add(t.box.Wrap(x), t.box.Wrap(y), a.G[at*a.Units:][:a.Units]) {
				t.dropped++
			}
			t.errors.Add(step, decoded[2*at], decoded[2*at+1], x, y)
		}
	}
}

func (t *tally) maps(p Params) Maps {
	m := Maps{Units: make([]Unit, t.sums.units)}
	for u := range m.Units {
		m.Units[u] = NewUnit(u, p.Bins, t.sums.Map(u))
	}
	Activate(m.Units, p.ActiveFraction)
	o := Occupancy{Bins: int32(p.Bins), Counts: make([]int32, len(t.sums.counts)), Dropped: t.dropped}
	for k, c := range t.sums.counts {
		o.Counts[k] = int32(c)
		o.Samples += c
	}
	m.Occupancy = []Occupancy{o}
	for step := range t.errors.Steps() {
		errorM, paths := t.errors.At(step)
		m.Errors = append(m.Errors, StepError{int32(step + 1), paths, errorM})
	}
	return m
}
