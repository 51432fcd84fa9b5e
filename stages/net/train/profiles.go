package train

import (
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// The profiles take an encoding and complete it with the number and layout of
// its cells. What follows from the encoding's loss is set here: MSE codes
// enter the network as they are, place codes, whose values are about 1/Np,
// magnified.

// S is the small laptop profile: Ng 128, Np 256 on a 16 x 16 grid, 3000 steps,
// 0.9 TFLOP.
func S(e encoding.Params, seed uint64) Params {
	p := laptop(e, 256, seed)
	p.Net.Units, p.Net.WeightDecay = 128, 2e-4
	p.GradientSteps, p.LearningRate = 3000, 4e-3
	return p
}

// Workstation is what a machine of 8 to 32 cores trains overnight: Ng 512, Np 512
// at uniform places and paths of 20 steps as published, 20,000 steps, 252 TFLOP.
func Workstation(e encoding.Params, seed uint64) Params {
	p := short(profile(e, 512, encoding.Uniform, seed))
	p.Net.Units, p.Net.WeightDecay = 512, 3e-5
	p.BatchPaths, p.PathSteps, p.GradientSteps, p.LearningRate = 200, 20, 20_000, 1.5e-3
	p.EvalEverySteps = 500
	return p
}

// Smoke is S made tiny: it runs the same code in a fraction of a second and
// learns little.
func Smoke(e encoding.Params, seed uint64) Params {
	p := laptop(e, 64, seed)
	p.Net.Units, p.Net.WeightDecay = 32, 2e-4
	p.BatchPaths, p.GradientSteps, p.LearningRate = 50, 100, 4e-3
	p.EvalEverySteps = 25
	return p
}

// Published is the paper's scale: Ng 1024, Np 512 at uniform places, batches
// of 200 paths of 20 steps, 200,000 steps at a constant rate, 7.6 PFLOP.
func Published(e encoding.Params, seed uint64) Params {
	p := profile(e, 512, encoding.Uniform, seed)
	p.Net.Units, p.Net.WeightDecay = 1024, 1e-4
	p.BatchPaths, p.PathSteps, p.GradientSteps = 200, 20, 200_000
	p.Schedule, p.LearningRate = nn.Constant, 1e-4
	p.PlaceGain, p.VelocityGain = 1, 1
	p.Net.DecayAsPublished, p.Net.DropoutInactive = true, true
	p.EvalEverySteps = 10_000
	return p
}

// laptop is what S and Smoke share: a short training on a regular grid of place
// cells.
func laptop(e encoding.Params, cells int, seed uint64) Params {
	p := short(profile(e, cells, encoding.Grid, seed))
	p.BatchPaths, p.PathSteps = 100, 10
	p.EvalEverySteps = 100
	return p
}

// short has the gains, initial scales and schedule with which a network learns in a
// few thousand steps.
func short(p Params) Params {
	p.Net.EncoderScale, p.Net.DecoderScale = 0.1, 0.1
	p.Schedule = nn.Cosine
	p.PlaceGain, p.VelocityGain = 1, 50
	if p.Net.Loss == nn.CrossEntropy {
		p.PlaceGain = 30
	}
	return p
}

// profile is what every profile shares: a vanilla ReLU network, Adam, the
// published walk in the encoding's box, and the encoding's loss.
func profile(e encoding.Params, cells int, layout encoding.Layout, seed uint64) Params {
	e = e.Kind.Sized(e, cells, layout)
	e.Seed = seed
	walk := trajectory.Published()
	walk.BoxWidthM, walk.Periodic = e.BoxWidthM, e.Periodic
	return Params{
		Net: nn.Config{
			Cell: nn.RNN{}, Activation: nn.Relu, Initialiser: nn.GlorotUniform, Outputs: e.Cells,
			Loss: nn.Loss(e.Kind.Loss()), EncoderScale: 1, DecoderScale: 1,
		},
		Encoding: e, Walk: walk, Rule: nn.AdamRule(), LossBound: 1e3, Seed: seed,
	}
}
