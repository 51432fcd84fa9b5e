package graph

import (
	"slices"

	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/neuralfield"
	"nofreelunch/stages/theory/nnpca"
)

// families declares the sweeps: the networks of each family, whichever figures
// show them.
func (p *Paper) families() {
	pipeline.Cost(p.Graph, train.Cost)
	pipeline.Work(p.Graph, nnpca.Work)
	pipeline.Work(p.Graph, neuralfield.Work)
	pipeline.Work(p.Graph, null.Work)
	for _, f := range p.sweeps.Families() {
		if len(f.Networks) == 0 {
			continue
		}
		var trained []pipeline.Ref[train.Network]
		for _, net := range f.Networks {
			trained = append(trained, p.train(net))
		}
		pipeline.Sweep(p.Graph, f.Name, f.Title, trained)
	}
}

// train is a trained network.
func (p *Paper) train(net train.Params) pipeline.Ref[train.Network] {
	return once(p.trained, net, func() pipeline.Ref[train.Network] {
		return pipeline.Do1(p.Graph, "train", train.Train, net, p.evaluation())
	})
}

// maps are a network's rate maps, after some gradient steps or as trained, as
// the published pipeline bins them. A unit whose rates vary by less than a tenth
// of the population's counts as silent.
func (p *Paper) maps(net train.Params, atStep int64) pipeline.Ref[ratemap.Maps] {
	return once(p.mapped, moment{net, atStep}, func() pipeline.Ref[ratemap.Maps] {
		return pipeline.Do2(p.Graph, "ratemaps", ratemap.Compute, ratemap.Params{
			Network: net, AtStep: atStep, Bins: p.Bins, Steps: p.Steps, Narrow: true, ActiveFraction: 0.1,
		}, p.train(net), p.evaluation())
	})
}

// mostScored is how many units of a wider network are scored, as published.
const mostScored = 1024

// scores are those of a network's units, or of so many of them at random.
func (p *Paper) scores(net train.Params, maps pipeline.Ref[ratemap.Maps]) pipeline.Ref[gridscore.Scores] {
	of := p.scoring()
	if net.Net.Width() > mostScored {
		of.Most, of.Seed = mostScored, net.Seed
	}
	return pipeline.Do1(p.Graph, "gridscores", gridscore.Score, of, maps)
}

// noise are the scores of noise of a network's wavelength.
func (p *Paper) noise(net train.Params, maps pipeline.Ref[ratemap.Maps]) pipeline.Ref[null.Distribution] {
	n := null.Defaults(null.MatchedRingBand, p.Bins, BoxWidthM)
	n.Maps, n.Seed, n.Rectified, n.ThresholdSD = p.NullMaps, net.Seed, true, 0.75
	return pipeline.Do1(p.Graph, "nulls", null.Rates, n, maps)
}

// row is what is known of a network, after some gradient steps or as trained.
func (p *Paper) row(net train.Params, atStep int64) pipeline.Ref[rows.Table] {
	return once(p.rowed, moment{net, atStep}, func() pipeline.Ref[rows.Table] {
		maps := p.maps(net, atStep)
		return pipeline.Do4(p.Graph, "rows", rows.Measure, rows.Params{Network: net, AtStep: atStep, Thresholds: thresholds(), MaxPeriodM: p.Judge(0).MaxPeriodM},
			p.train(net), maps, p.scores(net, maps), p.noise(net, maps))
	})
}

// Rows are what is known of some networks.
func (p *Paper) Rows(networks ...[]train.Params) pipeline.Ref[rows.Table] {
	var of []pipeline.Ref[rows.Table]
	for _, net := range distinct(networks) {
		of = append(of, p.row(net, 0))
	}
	return pipeline.Gather(p.Graph, "rows", rows.Join, rows.JoinParams{}, of, 0)
}

// Everyone is what is known of the networks of all encodings.
func (p *Paper) Everyone() pipeline.Ref[rows.Table] { return p.Rows(p.networksOf(p.shown())) }

// examples are example rate maps of groups of networks.
func (p *Paper) examples(groups []rows.Group, table pipeline.Ref[rows.Table], networks ...[]train.Params) pipeline.Ref[[]gallery.Example] {
	var offers []pipeline.Ref[[]gallery.Offer]
	for _, net := range distinct(networks) {
		maps := p.maps(net, 0)
		offers = append(offers, pipeline.Do2(p.Graph, "examples", gallery.Offers, gallery.Params{Network: net}, maps, p.scores(net, maps)))
	}
	all := pipeline.Gather(p.Graph, "examples", gallery.Join, gallery.JoinParams{}, offers, 0)
	return pipeline.Do2(p.Graph, "examples", gallery.Choose, gallery.ChooseParams{Groups: groups}, table, all)
}

// distinct are the networks of all lists, each once.
func distinct(lists [][]train.Params) []train.Params {
	seen := map[train.Params]bool{}
	return slices.DeleteFunc(slices.Concat(lists...), func(net train.Params) bool {
		twice := seen[net]
		seen[net] = true
		return twice
	})
}

// ideal accepts the networks of the published width and surround scale.
func (p *Paper) ideal(net train.Params) bool {
	return sweep.Setting(p.Change.IdealSigmaM(), p.Change.IdealSurroundScale())(net)
}
