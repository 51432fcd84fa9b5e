package train

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// Name is the published name and the seed. Networks may share it.
func (p Params) Name() string {
	return fmt.Sprintf("%v, %v, %s lr=%g wd=%g B=%d T=%d steps=%d seed=%d", p.Encoding, p.Net,
		p.Rule.Optimiser, p.LearningRate, p.Net.WeightDecay, p.BatchPaths, p.PathSteps, p.GradientSteps, p.Seed)
}

// String is the name and all that departs from what is usual, so that two valid
// networks have the same only if they are the same.
func (p Params) String() string {
	var b strings.Builder
	b.WriteString(p.Name())
	u := p.usual()
	depart(&b, "schedule", p.Schedule, nn.Constant)
	p.nameTraining(&b, u)
	p.nameNet(&b, u)
	p.nameEncoding(&b, u)
	p.nameWalk(&b)
	return b.String()
}

// usual is what goes without saying. Trainings at a constant rate are the
// published ones, those whose rate falls are short ones.
type usual struct {
	placeGain, velocityGain, scale float64
	published                      bool
	centres                        encoding.Layout
}

func (p Params) usual() usual {
	switch {
	case p.Schedule == nn.Constant:
		return usual{1, 1, 1, true, encoding.Uniform}
	case p.Net.Loss == nn.CrossEntropy:
		return usual{30, 50, 0.1, false, encoding.Grid}
	}
	return usual{1, 50, 0.1, false, encoding.Grid}
}

// depart writes a parameter that the name does not show, unless it has its usual
// value.
func depart[V comparable](b *strings.Builder, name string, value, usual V) {
	if value != usual {
		fmt.Fprintf(b, " %s=%v", name, value)
	}
}

func (p Params) nameTraining(b *strings.Builder, u usual) {
	rule := usualRule(p.Rule.Optimiser)
	depart(b, "beta1", p.Rule.Beta1, rule.Beta1)
	depart(b, "beta2", p.Rule.Beta2, rule.Beta2)
	depart(b, "epsilon", p.Rule.Epsilon, rule.Epsilon)
	depart(b, "clip", p.Rule.ClipNorm, rule.ClipNorm)
	depart(b, "place-gain", p.PlaceGain, u.placeGain)
	depart(b, "velocity-gain", p.VelocityGain, u.velocityGain)
	depart(b, "concentration", p.HeadConcentration, 0)
	depart(b, "loss-bound", p.LossBound, 1e3)
	depart(b, "eval", p.EvalEverySteps, 0)
	depart(b, "snapshot", p.SnapshotEverySteps, 0)
}

// usualRule has the published constants of an optimiser.
func usualRule(o nn.Optimiser) nn.Rule {
	for _, r := range [...]nn.Rule{nn.AdamRule(), nn.RMSpropRule(), nn.SGDRule(), nn.AdagradRule()} {
		if r.Optimiser == o {
			return r
		}
	}
	return nn.Rule{}
}

func (p Params) nameNet(b *strings.Builder, u usual) {
	c := p.Net
	depart(b, "init", c.Initialiser, nn.GlorotUniform)
	depart(b, "units", c.Units, c.Width())
	depart(b, "loss", c.Loss, nn.Loss(p.Encoding.Kind.Loss()))
	depart(b, "encoder-scale", c.EncoderScale, u.scale)
	depart(b, "decoder-scale", c.DecoderScale, u.scale)
	depart(b, "published-decay", c.DecayAsPublished, u.published)
	depart(b, "dropout-inactive", c.DropoutInactive, u.published)
}

// nameEncoding adds what the encoding's own name leaves out.
func (p Params) nameEncoding(b *strings.Builder, u usual) {
	e, centres := p.Encoding, encoding.Layout("")
	if e.Kind.Place() {
		centres = u.centres
	}
	depart(b, "cells", e.Cells, p.Net.Outputs)
	depart(b, "box", e.BoxWidthM, 2.2)
	depart(b, "centres", e.Centres, centres)
	depart(b, "encoding-seed", e.Seed, p.Seed)
	depart(b, "periodic", e.Periodic && !e.Kind.Place(), false)
}

func (p Params) nameWalk(b *strings.Builder) {
	w, usual := p.Walk, trajectory.Published()
	depart(b, "walk-box", w.BoxWidthM, p.Encoding.BoxWidthM)
	depart(b, "dt", w.DtS, usual.DtS)
	depart(b, "speed", w.SpeedScaleMPerS, usual.SpeedScaleMPerS)
	depart(b, "turn", w.TurnSDRadPerS, usual.TurnSDRadPerS)
	depart(b, "wall", w.WallDistanceM, usual.WallDistanceM)
	depart(b, "slowdown", w.WallSlowdown, usual.WallSlowdown)
	depart(b, "walk-periodic", w.Periodic, p.Encoding.Periodic)
}

// Fingerprint is a digest of every parameter: Go's syntax for a value writes all
// fields, also those that a String leaves out.
func (p Params) Fingerprint() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%#v", p))
}
