package train

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// Params describes one trained network. All of it is the network's identity.
type Params struct {
	Net      nn.Config
	Encoding encoding.Params
	// Walk is how training paths are walked. Its Paths, Steps and Seed are
	// those of the training itself and must be 0 here.
	Walk trajectory.Params

	BatchPaths    int // paths of a gradient step
	PathSteps     int // steps of a path, T
	GradientSteps int // 0 leaves the network as it was initialised

	Rule         nn.Rule
	Schedule     nn.Schedule
	LearningRate float64 // at the start of the schedule

	PlaceGain    float64 // factor on the code of the start that enters the encoder
	VelocityGain float64 // factor on the velocity input, in 1/m (the walk's is in m per step): 1 as published, 50 makes it m/s at 20 ms

	HeadConcentration float64 // of the head-direction cells' von Mises tuning; 0 where the network has none

	LossBound float64 // data loss beyond which a network counts as diverged

	EvalEverySteps     int // gradient steps between points of the history; 0 for one at the end
	SnapshotEverySteps int // gradient steps between kept copies of the weights; 0 for none

	Seed uint64 // of initialisation, walks and dropout
}

// walk is the training walk as the walker wants it. Its seed is drawn from
// the training's, so that evaluation paths of the same seed are other paths.
func (p Params) walk() trajectory.Params {
	w := p.Walk
	s := rng.New(p.Seed, "training walks", 0)
	w.Paths, w.Steps, w.Seed = p.BatchPaths, p.PathSteps, s.Uint64()
	return w
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	for _, err := range []error{p.Net.Validate(), p.Encoding.Validate(), p.Rule.Validate(), p.Schedule.Validate()} {
		if err != nil {
			return fmt.Errorf("train: %w", err)
		}
	}
	if err := p.validateNumbers(); err != nil {
		return err
	}
	if p.Walk.Paths != 0 || p.Walk.Steps != 0 || p.Walk.Seed != 0 {
		return fmt.Errorf("train: Walk has Paths %d, Steps %d, Seed %d, must be 0: they are the training's own", p.Walk.Paths, p.Walk.Steps, p.Walk.Seed)
	}
	if err := p.walk().Validate(); err != nil {
		return fmt.Errorf("train: Walk: %w", err)
	}
	if p.Walk.Periodic != p.Encoding.Periodic {
		return fmt.Errorf("train: Walk.Periodic is %v, must be Encoding.Periodic, %v", p.Walk.Periodic, p.Encoding.Periodic)
	}
	if p.Walk.BoxWidthM != p.Encoding.BoxWidthM {
		return fmt.Errorf("train: Walk.BoxWidthM is %v, must be Encoding.BoxWidthM, %v", p.Walk.BoxWidthM, p.Encoding.BoxWidthM)
	}
	return nil
}

func (p Params) validateNumbers() error {
	type bound struct {
		name   string
		value  float64
		ok     bool
		wanted string
	}
	positive := func(x float64) bool { return x > 0 && x <= math.MaxFloat64 }
	for _, b := range []bound{
		{"BatchPaths", float64(p.BatchPaths), p.BatchPaths >= 1, "at least 1"},
		{"PathSteps", float64(p.PathSteps), p.PathSteps >= 1, "at least 1"},
		{"GradientSteps", float64(p.GradientSteps), p.GradientSteps >= 0, "0 or more"},
		{"LearningRate", p.LearningRate, positive(p.LearningRate), "positive"},
		{"PlaceGain", p.PlaceGain, positive(p.PlaceGain), "positive"},
		{"VelocityGain", p.VelocityGain, positive(p.VelocityGain), "positive"},
		{"LossBound", p.LossBound, positive(p.LossBound), "positive"},
		{"HeadConcentration", p.HeadConcentration, (p.Net.HeadCells > 0) == positive(p.HeadConcentration) && p.HeadConcentration >= 0, "positive with head cells, else 0"},
		{"EvalEverySteps", float64(p.EvalEverySteps), p.EvalEverySteps >= 0, "0 or more"},
		{"SnapshotEverySteps", float64(p.SnapshotEverySteps), p.SnapshotEverySteps >= 0, "0 or more"},
	} {
		if !b.ok {
			return fmt.Errorf("train: %s is %v, must be %s", b.name, b.value, b.wanted)
		}
	}
	return nil
}
