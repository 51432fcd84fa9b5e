package graph

import (
	"nofreelunch/data"
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/regression"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
)

// scattered and blocked are the sizes of the squares of positions that the two
// designs of the regression hold out, bins.
func (p *Paper) heldOut() (scattered, blocked int) { return 1, p.Bins / 5 }

// Figure8 sets what is published of architectures beside the dimensions of
// ours, and predicts a population of known cells from ours and from random
// features.
func (p *Paper) Figure8() pipeline.Ref[figures.Figure8Output] {
	scattered, blocked := p.heldOut()
	return pipeline.Do1(p.Graph, "draw", figures.Figure8, figures.Figure8Params{
		Profile: p.Profile(), LowErrorM: p.Judge(8).LowErrorM, Scattered: scattered, Blocked: blocked,
	}, p.architectures())
}

// architectures are dimensions and predictivities by cell and activation.
func (p *Paper) architectures() pipeline.Ref[estimate.ArchitectureTables] {
	scattered, blocked := p.heldOut()
	designs := regression.DesignParams{
		Fit:    regression.Params{Method: regression.Ridge, Penalties: []float64{1e-4, 1e-3, 1e-2, 1e-1, 1}, Folds: 5, MinCeiling: 0.2, Seed: 8},
		Blocks: []int{scattered, blocked},
	}
	population := pipeline.Do0(p.Graph, "population", regression.Synthesize, regression.Rodent(p.Bins, BoxWidthM, 8))
	networks := distinct([][]train.Params{p.sweeps.Architectures.Networks})
	var dimensions []pipeline.Ref[[]estimate.NetworkDimension]
	var predictors []pipeline.Ref[[]estimate.Predictor]
	for _, net := range networks {
		dimensions = append(dimensions, p.dimensions(net))
		for _, n := range []train.Params{net, sweep.Untrained(net)} {
			assessment := pipeline.Do2(p.Graph, "regression", regression.AssessNetwork, designs, population, p.maps(n, 0))
			predictors = append(predictors, pipeline.Do1(p.Graph, "estimates", estimate.Predictors, estimate.NetworkParams{Network: n}, assessment))
		}
	}
	random := pipeline.Do1(p.Graph, "regression", regression.Sweep, regression.SweepParams{
		Designs: designs, Bins: p.Bins, Units: networks[0].Net.Units, Decays: []regression.Decay{regression.Flat, regression.Power},
		Dimensions: []float64{2, 4, 8, 16, 32, 64, 128}, Draws: p.Draws, Seed: 8,
	}, population)
	return pipeline.Do4(p.Graph, "estimates", estimate.Architectures, estimate.ArchitectureParams{
		Judge: p.Judge(8), Published: publishedArchitectures(), Scattered: scattered, Blocked: blocked,
	}, p.Rows(networks), pipeline.List(dimensions), pipeline.List(predictors), random)
}

// dimensions are those of a network's activity and of its rate maps.
func (p *Paper) dimensions(net train.Params) pipeline.Ref[[]estimate.NetworkDimension] {
	of := dimension.PublishedActivations(net)
	of.Paths, of.Steps = min(of.Paths, max(p.Paths/5, 1)), min(of.Steps, p.Steps)
	return pipeline.Do2(p.Graph, "estimates", estimate.Dimensions, estimate.NetworkParams{Network: net},
		pipeline.Do2(p.Graph, "dimension", dimension.Activations, of, p.train(net), p.evaluation()),
		pipeline.Do1(p.Graph, "dimension", dimension.RateMaps, dimension.PublishedMaps(net.Walk.BoxWidthM), p.maps(net, 0)))
}

// publishedArchitectures is what is published of cells and activations.
func publishedArchitectures() []estimate.PublishedArchitecture {
	var out []estimate.PublishedArchitecture
	for _, q := range data.Predictivities() {
		a := estimate.PublishedArchitecture{Cell: q.Cell, Activation: q.Activation, Predictivity: q.Trained, Untrained: q.Untrained}
		for _, r := range data.Participations() {
			if r.Cell == q.Cell && r.Activation == q.Activation {
				a.ParticipationRatio = r.ParticipationRatio
			}
		}
		out = append(out, a)
	}
	return out
}
