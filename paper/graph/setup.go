package graph

import (
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/net/follow"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
)

// Setup shows a network, a true and a decoded path, and the targets of every
// encoding.
func (p *Paper) Setup() pipeline.Ref[figures.SetupOutput] {
	params := figures.SetupParams{
		Profile: p.Profile(), Net: p.typical(p.sweeps.On(encoding.DoSEntry())).Net,
		Groups: names(p.shown()), Paths: names(p.shown(encoding.CartesianEntry().Kind(), encoding.DoSEntry().Kind())),
	}
	var followed []pipeline.Ref[follow.Shown]
	var targets []pipeline.Ref[placefield.Targets]
	for _, e := range p.shown() {
		net, group := p.typical(p.sweeps.On(e)), e.Look().Name
		paths := pipeline.Do2(p.Graph, "follow", follow.Follow,
			follow.Params{Network: net, Paths: min(p.Paths, 50), Steps: p.Steps}, p.train(net), p.evaluation())
		followed = append(followed, pipeline.Do1(p.Graph, "follow", follow.Show, follow.ShowParams{Group: group}, paths))
		answers := pipeline.Do0(p.Graph, "placefields", placefield.Tabulate,
			placefield.Params{Encoding: net.Encoding, Cells: net.Encoding.Cells, Bins: 44, Points: 221})
		targets = append(targets, pipeline.Do1(p.Graph, "placefields", placefield.Show, placefield.ShowParams{Group: group}, answers))
	}
	return pipeline.Do2(p.Graph, "draw", figures.Setup, params, pipeline.List(followed), pipeline.List(targets))
}

// typical is the first of the networks, of those with place cells the first
// with the published width and surround.
func (p *Paper) typical(networks []train.Params) train.Params {
	for _, n := range networks {
		if p.ideal(n) {
			return n
		}
	}
	return networks[0]
}
