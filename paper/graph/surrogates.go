package graph

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/figures"
	"nofreelunch/paper"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/measure/surrogate"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/trajectory"
)

// walks are the paths in a box that no network is trained on; a wider box has
// as many to the square metre.
func (p *Paper) walks(boxWidthM float64) pipeline.Ref[[]trajectory.Path] {
	if boxWidthM == BoxWidthM {
		return p.evaluation()
	}
	walk := trajectory.Published()
	times := int(math.Ceil(boxWidthM / BoxWidthM))
	walk.Paths, walk.Steps, walk.Seed, walk.BoxWidthM = p.Paths*times*times, p.Steps, 1<<32, boxWidthM
	return pipeline.Do0(p.Graph, "simulate", trajectory.Simulate, walk)
}

// binsOf are the bins a side of a network's maps: all boxes have bins of one size.
func (p *Paper) binsOf(net train.Params) int {
	return int(math.Round(float64(p.Bins) * net.Walk.BoxWidthM / BoxWidthM))
}

// surrogates are a network beside surrogates of its units: many of a network that
// is asked for a shared lattice, few of the others.
func (p *Paper) surrogates(net train.Params) pipeline.Ref[surrogate.Table] {
	scoring := gridscore.Defaults(p.binsOf(net), net.Walk.BoxWidthM)
	maps := p.maps(net, 0)
	s := surrogate.Defaults(net, scoring)
	s.Draws, s.Thresholds, s.MaxPeriodM = 1, thresholds(), p.Judge(0).MaxPeriodM
	if net.Encoding.Kind == encoding.DoSEntry().Kind() && p.ideal(net) {
		s.Draws = 4
	}
	return pipeline.Do3(p.Graph, "surrogates", surrogate.Compare, s, p.train(net), maps, pipeline.Do1(p.Graph, "gridscores", gridscore.Score, scoring, maps))
}

// surrogatesOf are networks beside their surrogates.
func (p *Paper) surrogatesOf(networks ...[]train.Params) pipeline.Ref[surrogate.Table] {
	var of []pipeline.Ref[surrogate.Table]
	for _, net := range distinct(networks) {
		of = append(of, p.surrogates(net))
	}
	return pipeline.Gather(p.Graph, "surrogates", surrogate.Join, surrogate.JoinParams{}, of, 0)
}

// Surrogates are all networks that are set beside their surrogates: the published
// code in every room and at every width, and other codes of the published width.
func (p *Paper) Surrogates() pipeline.Ref[surrogate.Table] {
	widths, _ := p.widths()
	gaussian := p.sweeps.Gaussian.Where(func(n train.Params) bool { return sweep.SigmaM(n) == p.Change.IdealSigmaM() })
	return p.surrogatesOf(p.ordinary(widths), p.sweeps.Rooms.Networks, p.ordinary(gaussian),
		p.ordinary(p.sweeps.TrueDoG.Where(p.ideal)), p.ordinary(p.sweeps.SoD.Where(p.ideal)))
}

// ordinary are the networks of the first cell and activation alone: a published
// sweep crosses many.
func (p *Paper) ordinary(networks []train.Params) []train.Params {
	if len(networks) == 0 {
		return nil
	}
	like := networks[0].Net
	return slices.DeleteFunc(slices.Clone(networks), func(n train.Params) bool {
		n.Net.Outputs = like.Outputs
		return n.Net != like
	})
}

// rooms are the published DoS code by layout of the centres and by box.
func (p *Paper) rooms() (of []estimate.SurrogateGroup) {
	for _, box := range []float64{BoxWidthM, sweep.WideBoxM} {
		for _, layout := range []encoding.Layout{encoding.Grid, encoding.Uniform} {
			of = append(of, estimate.SurrogateGroup{
				Name: fmt.Sprintf("%s centres, %v m", map[encoding.Layout]string{encoding.Grid: "regular", encoding.Uniform: "uniform"}[layout], box), Encoding: encoding.DoSEntry().Kind().String(),
				SigmaM: p.Change.IdealSigmaM(), SurroundScale: p.Change.IdealSurroundScale(), Centres: string(layout), BoxWidthM: box,
			})
		}
	}
	return of
}

// claimedRooms are the rooms that claims are about.
func (p *Paper) claimedRooms() (of []paper.Room) {
	for i, g := range p.rooms() {
		of = append(of, paper.Room{ID: []string{"regular", "uniform", "regular-wide", "uniform-wide"}[i], SurrogateGroup: g})
	}
	return of
}

// idealRoom are the networks of the published sweep.
func (p *Paper) idealRoom() estimate.SurrogateGroup {
	centres := p.sweeps.DoS.Where(p.ideal)[0].Encoding.Centres
	return p.rooms()[slices.IndexFunc(p.rooms(), func(g estimate.SurrogateGroup) bool { return g.Centres == string(centres) })]
}

// codes are other codes of the published width.
func (p *Paper) codes() (of []estimate.SurrogateGroup) {
	for _, e := range []encoding.Entry{encoding.GaussianEntry(), encoding.TrueDoGEntry(), encoding.SoDEntry()} {
		of = append(of, estimate.SurrogateGroup{Name: e.Look().Name, Encoding: e.Kind().String(), SigmaM: p.Change.IdealSigmaM(), BoxWidthM: BoxWidthM})
	}
	return of
}

// bands are the halves of the ring bands of noise, as parts of the wave number.
func bands() []float64 { return []float64{0.02, 0.1, 0.3} }

// ringBandOf is the name of ring-band noise of a bandwidth.
func ringBandOf(band float64) string { return fmt.Sprintf("ring band ± %v %%", math.Round(100*band)) }

// ringBands counts rectified ring-band noise of several bandwidths at the
// wavelengths of the networks that are asked for a shared lattice.
func (p *Paper) ringBands() pipeline.Ref[[]estimate.NullCount] {
	var of []pipeline.Ref[[]estimate.NullCount]
	for _, net := range p.ordinary(p.sweeps.DoS.Where(p.ideal)) {
		for _, band := range bands() {
			n := null.Defaults(null.MatchedRingBand, p.Bins, BoxWidthM)
			n.Maps, n.Seed, n.Rectified, n.ThresholdSD, n.BandFraction = p.NullMaps, net.Seed, true, 0.75, band
			noise := pipeline.Do1(p.Graph, "nulls", null.Rates, n, p.maps(net, 0))
			of = append(of, pipeline.Do1(p.Graph, "estimates", estimate.NullCounts, estimate.NullCountParams{Network: net, Null: ringBandOf(band), Thresholds: thresholds()}, noise))
		}
	}
	return pipeline.Gather(p.Graph, "estimates", estimate.JoinNullCounts, estimate.JoinNullCountsParams{}, of, 0)
}

func (p *Paper) bandNames() (names []string) {
	for _, b := range bands() {
		names = append(names, ringBandOf(b))
	}
	return names
}

// moduleRatio is that of the periods of two modules of an animal [Stensola2012].
const moduleRatio = 1.4

// modality asks of every network by itself whether its units have one period.
func (p *Paper) modality() pipeline.Ref[[]estimate.Modality] {
	networks, _ := p.widths()
	return pipeline.Do1(p.Graph, "estimates", estimate.Modalities, estimate.ModalityParams{
		Judge: p.Judge(3), Samples: 999, Ratio: moduleRatio, Trials: 100, Level: level,
	}, p.Rows(p.ordinary(networks)))
}

// matched is the name of surrogates as a null on figures.
const matched = "matched null"

// beside are rows of networks whose null are their surrogates.
func (p *Paper) beside(networks ...[]train.Params) pipeline.Ref[rows.Table] {
	return pipeline.Do2(p.Graph, "rows", surrogate.Noise, surrogate.NoiseParams{MaxPeriodM: p.Judge(0).MaxPeriodM}, p.Rows(networks...), p.surrogatesOf(networks...))
}

// Supplement6 sets networks beside surrogates of their units, by layout of the
// centres, by box, by code and by width.
func (p *Paper) Supplement6() pipeline.Ref[figures.Supplement6Output] {
	var rooms []string
	for _, g := range p.rooms() {
		rooms = append(rooms, g.Name)
	}
	tables := func(of []estimate.SurrogateGroup) pipeline.Ref[estimate.SurrogateTables] {
		return pipeline.Do1(p.Graph, "estimates", estimate.Surrogates, estimate.SurrogateParams{Judge: p.Judge(15), Groups: of, LeastScore: 0.3, Level: level}, p.Surrogates())
	}
	return pipeline.Do4(p.Graph, "draw", figures.Supplement6, figures.Supplement6Params{Profile: p.Profile(), Judge: p.Judge(15), Level: level, Rooms: rooms},
		tables(append(p.rooms(), p.codes()...)), tables(p.widthGroups()), p.ringBands(), p.modality())
}

// level is that of a test of one network.
const level = 0.05

// widthGroups are the published sweep by width.
func (p *Paper) widthGroups() (of []estimate.SurrogateGroup) {
	room := p.idealRoom()
	_, widths := p.widths()
	for _, w := range widths {
		room.Name, room.SigmaM = fmt.Sprintf(".%02d", int(math.Round(100*w.SigmaM))), w.SigmaM
		of = append(of, room)
	}
	return of
}
