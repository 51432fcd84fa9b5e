package graph

import (
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/lattice"
	"nofreelunch/stages/world/encoding"
)

// Figure9 computes the conclusion's two cases: losses of lattices that share a
// minimum, and the minima that training found of one loss.
func (p *Paper) Figure9() pipeline.Ref[figures.Figure9Output] {
	return pipeline.Do4(p.Graph, "draw", figures.Figure9, figures.Figure9Params{Profile: p.Profile(), Judge: p.Judge(9), ShiftM: predictedPeriodM()},
		p.sharedMinimum(), p.family(), p.walk(),
		pipeline.Do1(p.Graph, "estimates", estimate.Explained, estimate.ExplainedParams{Judge: p.Judge(9), Groups: groups(p.shown())}, p.Everyone()))
}

// predictedPeriodM is the lattice period of the published place code, m.
func predictedPeriodM() float64 {
	return dog.Period(dog.Matched(encoding.IdealSigmaM, encoding.IdealSurroundScale).KStar(2).K)
}

// readout is the loss of a linear readout of place cells from bumps on a lattice.
func readout(periodM, bumpM, s float64) lattice.Loss {
	return lattice.Loss{Kind: lattice.Readout, AreaM2: lattice.HexagonAreaM2(periodM), BumpM: bumpM, SigmaM: encoding.IdealSigmaM, SurroundScale: s}
}

// landscape is losses over all shapes of lattice.
func (p *Paper) landscape(losses []lattice.Loss) pipeline.Ref[lattice.Landscapes] {
	return pipeline.Do0(p.Graph, "lattices", lattice.Landscape, lattice.Params{Losses: losses, PathPoints: 60, Tallest: 1.5, MapX: 21, MapY: 31})
}

// sharedMinimum compares losses that differ and have the same minimum.
func (p *Paper) sharedMinimum() pipeline.Ref[lattice.Compared] {
	periodM := predictedPeriodM()
	named := []lattice.Named{
		{Caption: "confusion", Loss: lattice.Loss{Kind: lattice.Confusion, AreaM2: lattice.HexagonAreaM2(periodM), BeliefM: 0.3}},
		{Caption: "squared distance", Loss: lattice.Loss{Kind: lattice.Distance, AreaM2: lattice.HexagonAreaM2(periodM), BeliefM: 0.3}},
		{Caption: "DoS readout, *s* = 2", Loss: readout(periodM, 0.15, 2)},
		{Caption: "DoS readout, *s* = 3, larger cells", Loss: readout(1.1, 0.3, 3)},
		{Caption: "Gaussian readout", Loss: readout(periodM, 0.15, 0)},
	}
	var losses []lattice.Loss
	for _, n := range named {
		losses = append(losses, n.Loss)
	}
	return pipeline.Do1(p.Graph, "lattices", lattice.Compare, lattice.CompareParams{Losses: named}, p.landscape(losses))
}

// family is one loss by the area of the lattice's cell.
func (p *Paper) family() pipeline.Ref[[]lattice.FamilyShape] {
	var members []lattice.Member
	var losses []lattice.Loss
	for i := range 20 {
		periodM := 0.72 + float64(0.04*float64(i))
		m := lattice.Of(readout(periodM, 0.15, encoding.IdealSurroundScale), periodM)
		members, losses = append(members, m), append(losses, m.Loss)
	}
	return pipeline.Do1(p.Graph, "lattices", lattice.Family, lattice.FamilyParams{Members: members}, p.landscape(losses))
}

// alike are at most so many of the networks that differ from the first in their
// seed alone, on its code. Of a part of a sweep that can be the first only: then one of
// the next seed stands beside it.
func alike(networks []train.Params, most int) (nets []train.Params) {
	first := networks[0]
	on := func(seed uint64) train.Params {
		n := first
		n.Seed = seed
		if n.Encoding.Centres == encoding.Grid { // all seeds have the same cells
			n.Encoding.Seed = seed
		}
		return n
	}
	for _, n := range networks {
		like := n
		like.Seed, like.Encoding.Seed = first.Seed, first.Encoding.Seed
		if like == first && len(nets) < most {
			nets = append(nets, on(n.Seed))
		}
	}
	if len(nets) == 1 {
		nets = append(nets, on(first.Seed+1))
	}
	return nets
}

// walk measures the loss between the first DoS networks at the published
// setting that are alike but for their seed; they need a common code.
func (p *Paper) walk() pipeline.Ref[[]estimate.WalkPoint] {
	nets := alike(p.sweeps.DoS.Where(p.ideal), 5)
	var trained []pipeline.Ref[train.Network]
	for _, n := range nets {
		trained = append(trained, p.train(n))
	}
	between := train.BetweenParams{Networks: nets, Points: 20, Paths: min(p.Paths, 200), Steps: min(p.Steps, 20)}
	line := pipeline.Do2(p.Graph, "between", train.Between, between, pipeline.List(trained), p.evaluation())
	return pipeline.Do1(p.Graph, "estimates", estimate.Walk, estimate.WalkParams{Between: between}, line)
}
