// Package train is the stage that trains one network to integrate paths.
//
// Each gradient step walks B new paths of T steps through the box. The network
// sees the place code of the start and the velocities, and is to give the
// place code of every position. Path i of a training is always the same walk,
// whatever the batch it falls into: i = step*B + b.
//
// A network that diverges is a result, not an error. A training that is
// interrupted resumes from its last checkpoint and ends with the same bits.
//
// References: [Schaeffer2022], [Sorscher2019], [Nayebi2021], [Banino2018].
//
// The package does not know rate maps, grid scores, or where results are kept.
package train

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/trajectory"
)

// Train trains the network that p describes. eval are the paths on which its
// loss and decoding error are measured, also along the way.
func Train(ctx context.Context, p Params, eval []trajectory.Path) (Network, error) {
	if err := p.Validate(); err != nil {
		return Network{}, err
	}
	t, err := start(p, eval)
	if err != nil {
		return Network{}, err
	}
	keep := job.Checkpoint(ctx)
	if snapshot, ok := keep.Load(); ok {
		t.restore(snapshot) // a foreign or damaged one changes nothing
	}
	for t.step < p.GradientSteps && !t.diverged {
		job.Progress(ctx, t.step, p.GradientSteps)
		if err := ctx.Err(); err != nil {
			return Network{}, errors.Join(err, keep.Save(t.snapshot()))
		}
		if keep.Due() {
			if err := keep.Save(t.snapshot()); err != nil {
				return Network{}, err
			}
		}
		t.net.SetThreads(job.Threads(ctx))
		t.gradientStep()
	}
	job.Progress(ctx, t.step, p.GradientSteps)
	return t.result(), nil
}

// training is the state of one.
type training struct {
	p       Params
	net     *nn.Network[float32]
	descent *nn.Descent[float32]
	source  *source
	along   *evaluation       // on some paths, for the history
	eval    []trajectory.Path // at the end

	step     int
	diverged bool
	lossSum  float64 // of the batches since the last point
	lossN    int
	history  []Point
	kept     []Snapshot
}

func start(p Params, eval []trajectory.Path) (*training, error) {
	f, err := newSource(p)
	if err != nil {
		return nil, err
	}
	if err := longEnough(eval, shortest(eval)); err != nil {
		return nil, fmt.Errorf("train: evaluation: %w", err)
	}
	along := newEvaluation(p, f.encoder, eval[:min(historyPaths, len(eval))], shortSteps)
	t := &training{p: p, source: f, along: along, eval: eval}
	t.net = nn.New32(p.Net, p.BatchPaths, p.PathSteps)
	t.net.Init(p.Seed)
	t.descent = t.net.Descend(p.Rule)
	return t, nil
}

// gradientStep takes one step and looks at where it led.
func (t *training) gradientStep() {
	loss := t.net.Gradient(t.source.batch(t.step), t.p.Seed, uint64(t.step))
	if !(loss.Total() <= math.MaxFloat64 && loss.Data <= t.p.LossBound) {
		t.diverged = true
		return
	}
	t.lossSum += loss.Data
	t.lossN++
	t.descent.Step(t.rate(t.step))
	t.step++
	if every := t.p.SnapshotEverySteps; every > 0 && t.step%every == 0 {
		t.keep()
	}
	if every := t.p.EvalEverySteps; every > 0 && t.step%every == 0 && t.step < t.p.GradientSteps {
		t.point()
	}
}

func (t *training) rate(step int) float64 {
	return t.p.LearningRate * t.p.Schedule.Factor(step, t.p.GradientSteps)
}

// point adds the present state to the history.
func (t *training) point() {
	m := t.along.measure(t.net)
	p := Point{
		Step: int64(t.step), LearningRate: t.rate(max(t.step-1, 0)), BatchLoss: math.NaN(),
		Loss: m.loss, Explained: t.along.explained(m.loss), Error20M: m.error20,
	}
	if t.p.GradientSteps == 0 {
		p.LearningRate = 0
	}
	if t.lossN > 0 {
		p.BatchLoss = t.lossSum / float64(t.lossN)
	}
	t.lossSum, t.lossN = 0, 0
	t.history = append(t.history, p)
}

// keep copies the weights.
func (t *training) keep() {
	for _, w := range weights(t.net) {
		t.kept = append(t.kept, Snapshot{int64(t.step), w.Name, w.Shape, w.Values})
	}
}

func weights(n *nn.Network[float32]) []Weight {
	var all []Weight
	for _, p := range n.Parameters() {
		w := Weight{Name: p.Name, Values: append([]float32(nil), p.Value...)}
		for _, d := range p.Shape {
			w.Shape = append(w.Shape, int32(d))
		}
		all = append(all, w)
	}
	return all
}

func (t *training) result() Network {
	all := newEvaluation(t.p, t.source.encoder, t.eval, 0)
	s := Summary{
		Network: t.p.Name(), Outcome: Trained, Steps: int64(t.step),
		Units: int32(t.p.Net.Width()), Outputs: int32(t.p.Net.Outputs),
		LossFloor: all.floor, LossBlind: all.blind,
		GFLOP: float64(t.p.Net.Flops(t.p.BatchPaths, t.p.PathSteps)*float64(t.step)) / 1e9,
	}
	for _, p := range t.net.Parameters() {
		s.Trainable += int64(len(p.Value))
	}
	if t.p.GradientSteps == 0 {
		s.Outcome = Untrained
	}
	var m measures
	if !t.diverged {
		t.point()
		m = all.measure(t.net)
		t.diverged = !(m.loss <= t.p.LossBound)
	}
	if t.diverged {
		nan := math.NaN()
		s.Outcome = Diverged
		s.Loss, s.Explained, s.Error20M, s.ErrorAt20M, s.ErrorAllM = nan, nan, nan, nan, nan
		return Network{Summary: s, History: finite(t.history), Snapshots: t.kept}
	}
	s.Loss, s.Explained = m.loss, all.explained(m.loss)
	s.Error20M, s.ErrorAt20M, s.ErrorAllM = m.error20, m.errorAt20, m.errorAll
	return Network{Summary: s, Weights: weights(t.net), History: t.history, Snapshots: t.kept}
}

// finite drops the points of a diverged network, whose bits mean nothing.
func finite(points []Point) []Point {
	var keep []Point
	for _, p := range points {
		if p.Loss <= math.MaxFloat64 && p.BatchLoss <= math.MaxFloat64 {
			keep = append(keep, p)
		}
	}
	return keep
}
