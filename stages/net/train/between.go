package train

import (
	"context"
	"fmt"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placecell"
	"nofreelunch/stages/world/trajectory"
)

// BetweenParams is a walk in straight lines through the space of weights, from
// one trained network to the next.
type BetweenParams struct {
	Networks []Params // at least 2; they may differ in their seed alone
	Points   int      // of each line, its end not counted
	Paths    int      // evaluation paths on which the loss is measured
	Steps    int      // of each
}

// String names the walk.
func (p BetweenParams) String() string {
	return fmt.Sprintf("%d networks and the lines between them, %v", len(p.Networks), p.Networks[0])
}

// Validate names the first field that is out of bounds.
func (p BetweenParams) Validate() error {
	switch {
	case len(p.Networks) < 2:
		return fmt.Errorf("train: Networks has %d, must have at least 2", len(p.Networks))
	case p.Points < 1 || p.Points > 10000:
		return fmt.Errorf("train: Points is %d, must be 1 to 10000", p.Points)
	case p.Paths < 1:
		return fmt.Errorf("train: Paths is %d, must be at least 1", p.Paths)
	case p.Steps < 1:
		return fmt.Errorf("train: Steps is %d, must be at least 1", p.Steps)
	}
	for i, n := range p.Networks {
		if err := n.Validate(); err != nil {
			return fmt.Errorf("Networks[%d]: %w", i, err)
		}
		if seedless(n) != seedless(p.Networks[0]) {
			return fmt.Errorf("train: Networks[%d] is %v, must differ from the first in its seed alone", i, n)
		}
	}
	return nil
}

// seedless is p without what does not change the loss: a grid of round fields
// of one width is the same for every seed.
func seedless(p Params) Params {
	e := p.Encoding
	if e.Centres == encoding.Grid && e.Fields == placecell.Single() && e.SigmaM.Lo == e.SigmaM.Hi && e.SurroundScale.Lo == e.SurroundScale.Hi && e.Aspect == placecell.Always(1) {
		p.Encoding.Seed = 0
	}
	p.Seed = 0
	return p
}

// Line is the loss along a walk; empty if a network diverged.
type Line struct {
	Points []LinePoint
}

// LinePoint is a network on a line between two trained ones.
type LinePoint struct {
	At          float64 `unit:"1" doc:"place on the walk: a whole number is a trained network, counted from 0"`
	Loss        float64 `unit:"1" doc:"mean data loss; NaN where the output is not finite"`
	Unexplained float64 `unit:"1" doc:"loss above the least possible one, over that of a network that knows nothing of the position"`
	ErrorM      float64 `unit:"m" doc:"position decoding error, mean over the steps; NaN without a finite output"`
}

// Between measures the training loss on the lines from each network to the
// next: every weight is interpolated, nothing is trained again.
func Between(ctx context.Context, p BetweenParams, networks []Network, eval []trajectory.Path) (Line, error) {
	if err := p.Validate(); err != nil {
		return Line{}, err
	}
	if len(networks) != len(p.Networks) {
		return Line{}, fmt.Errorf("train: %d networks for %d in Networks", len(networks), len(p.Networks))
	}
	if len(eval) < p.Paths {
		return Line{}, fmt.Errorf("train: Paths is %d, must be at most the %d evaluation paths", p.Paths, len(eval))
	}
	if err := longEnough(eval[:p.Paths], p.Steps); err != nil {
		return Line{}, err
	}
	net := nn.New32(p.Networks[0].Net, 1, 1)
	for _, n := range networks {
		if n.Diverged() {
			return Line{}, nil
		}
		if err := matches(net, n.Weights); err != nil {
			return Line{}, err
		}
	}
	e, err := encoding.New(p.Networks[0].Encoding)
	if err != nil {
		return Line{}, err
	}
	if err := fits(p.Networks[0], e); err != nil {
		return Line{}, err
	}
	v := newEvaluation(p.Networks[0], e, eval[:p.Paths], p.Steps)
	v.runner.SetThreads(job.Threads(ctx))
	var out Line
	last := len(networks) - 1
	for leg := range networks {
		for k := range p.Points {
			if leg == last && k > 0 {
				break
			}
			if err := ctx.Err(); err != nil {
				return Line{}, err
			}
			to := networks[min(leg+1, last)]
			f := float64(k) / float64(p.Points)
			mix(net, networks[leg], to, float32(f))
			out.Points = append(out.Points, v.at(net, float64(leg)+f))
		}
		job.Progress(ctx, leg+1, len(networks))
	}
	return out, nil
}

// mix sets net to the network a part f of the way from a to b.
func mix(net *nn.Network[float32], a, b Network, f float32) {
	for i, p := range net.Parameters() {
		from, to := a.Weights[i].Values, b.Weights[i].Values
		for j := range p.Value {
			p.Value[j] = float32((1-f)*from[j]) + float32(f*to[j])
		}
	}
}

func (v *evaluation) at(net *nn.Network[float32], place float64) LinePoint {
	m := v.measure(net)
	q := LinePoint{At: place, Loss: m.loss, Unexplained: 1 - v.explained(m.loss), ErrorM: m.errorAll}
	if q.Loss != q.Loss {
		q.ErrorM = q.Loss
	}
	return q
}
