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
	for _, of := range [][]departure{p.departures(), encodingDepartures(p), netDepartures(p), walkDepartures(p.Walk, p.Encoding)} {
		for _, d := range of {
			if d.value != d.usual {
				fmt.Fprintf(&b, " %s=%v", d.name, d.value)
			}
		}
	}
	return b.String()
}

// Fingerprint is a digest of every parameter: Go's syntax for a value writes all
// fields, also those that a String leaves out.
func (p Params) Fingerprint() [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%#v", p))
}

// A departure is a parameter that the name does not show, and its usual value.
type departure struct {
	name         string
	value, usual any
}

func (p Params) departures() []departure {
	var usual nn.Rule
	for _, r := range [...]nn.Rule{nn.AdamRule(), nn.RMSpropRule(), nn.SGDRule(), nn.AdagradRule()} {
		if r.Optimiser == p.Rule.Optimiser {
			usual = r
		}
	}
	return []departure{
		{"beta1", p.Rule.Beta1, usual.Beta1}, {"beta2", p.Rule.Beta2, usual.Beta2},
		{"epsilon", p.Rule.Epsilon, usual.Epsilon}, {"clip", p.Rule.ClipNorm, usual.ClipNorm},
		{"schedule", p.Schedule, nn.Constant},
		{"place-gain", p.PlaceGain, 1.0}, {"velocity-gain", p.VelocityGain, 1.0},
		{"concentration", p.HeadConcentration, 0.0}, {"loss-bound", p.LossBound, 1e3},
		{"eval", p.EvalEverySteps, 0}, {"snapshot", p.SnapshotEverySteps, 0},
	}
}

func netDepartures(p Params) []departure {
	c := p.Net
	return []departure{
		{"init", c.Initialiser, nn.GlorotUniform}, {"units", c.Units, c.Width()}, {"loss", c.Loss, nn.Loss(p.Encoding.Kind.Loss())},
		{"encoder-scale", c.EncoderScale, 1.0}, {"decoder-scale", c.DecoderScale, 1.0},
		{"published-decay", c.DecayAsPublished, false}, {"dropout-inactive", c.DropoutInactive, false},
	}
}

// encodingDepartures are those of what the encoding's own name leaves out.
func encodingDepartures(p Params) []departure {
	e, centres := p.Encoding, encoding.Layout("")
	if e.Kind.Place() {
		centres = encoding.Uniform
	}
	return []departure{
		{"cells", e.Cells, p.Net.Outputs}, {"box", e.BoxWidthM, 2.2}, {"centres", e.Centres, centres},
		{"encoding-seed", e.Seed, p.Seed}, {"periodic", e.Periodic && !e.Kind.Place(), false},
	}
}

func walkDepartures(w trajectory.Params, e encoding.Params) []departure {
	usual := trajectory.Published()
	return []departure{
		{"walk-box", w.BoxWidthM, e.BoxWidthM}, {"dt", w.DtS, usual.DtS}, {"speed", w.SpeedScaleMPerS, usual.SpeedScaleMPerS},
		{"turn", w.TurnSDRadPerS, usual.TurnSDRadPerS}, {"wall", w.WallDistanceM, usual.WallDistanceM},
		{"slowdown", w.WallSlowdown, usual.WallSlowdown}, {"walk-periodic", w.Periodic, e.Periodic},
	}
}
