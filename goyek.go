// Package nofreelunch declares the paper [Schaeffer2022] as one graph: which
// networks are trained, what is measured of them, and which figure is drawn
// from what. It reads as a table of contents; how a stage computes is the
// stage's affair, and how the graph is run is package pipeline's.
package nofreelunch

import (
	"embed"
	"fmt"
	"io/fs"

	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/encoding"
	"nofreelunch/stages/gridscore"
	"nofreelunch/stages/null"
	"nofreelunch/stages/ratemap"
	"nofreelunch/stages/theory"
	"nofreelunch/stages/train"
	"nofreelunch/stages/trajectory"
)

// The module's own sources travel inside the binary, because the code that
// made a result is part of the result's key.
//
//go:embed go.mod go.sum *.go build/*.go data/*.go data/*.csv figures/*.go figures/*/*.go
//go:embed pipeline/*.go pipeline/*/*.go stages/*/*.go stages/*/*.s
var sources embed.FS

// Sources are the module's own sources.
func Sources() fs.FS { return sources }

// Profiles are the names of the scales at which the paper can be made.
func Profiles() []string { return []string{"smoke", "laptop"} }

// A profile is a scale: how large the networks are and how many.
type profile struct {
	name    string
	network func(e encoding.Params, seed uint64) train.Params
	seeds   int // networks of each kind
	paths   int // evaluation paths
	steps   int // of each
	bins    int // of a rate map, a side
	null    int // maps of noise for each network
}

func profiles() map[string]profile {
	return map[string]profile{
		"smoke":  {name: "smoke", network: train.Smoke, seeds: 8, paths: 100, steps: 20, bins: 20, null: 32},
		"laptop": {name: "laptop", network: train.S, seeds: 8, paths: 500, steps: 50, bins: 20, null: 128},
	}
}

// Graph declares every figure at the scale of that name.
func Graph(name string) (*pipeline.Graph, error) {
	p, ok := profiles()[name]
	if !ok {
		return nil, fmt.Errorf("no profile %q", name)
	}
	g := pipeline.New()

	// Result 7: a difference of softmaxes is not a difference of Gaussians.
	pipeline.Figure(g, "figure7", "difference of softmaxes against true difference of Gaussians", p.figure7(g))

	return g, nil
}

// sample is networks of one kind, and what is measured of them.
type sample struct {
	maps   []pipeline.Ref[ratemap.Maps]
	scores []pipeline.Ref[gridscore.Scores]
}

// networks trains a network on the encoding for each seed, and measures them.
func (p profile) networks(g *pipeline.Graph, e encoding.Params) sample {
	paths := pipeline.Do0(g, "simulate", trajectory.Simulate, p.evaluation())
	var s sample
	for seed := range uint64(p.seeds) {
		net := p.network(e, seed)
		trained := pipeline.Do1(g, "train", train.Train, net, paths)
		maps := pipeline.Do2(g, "ratemaps", ratemap.Compute, p.rateMaps(net), trained, paths)
		s.maps = append(s.maps, maps)
		s.scores = append(s.scores, pipeline.Do1(g, "gridscores", gridscore.Score, p.scoring(), maps))
	}
	return s
}

// evaluation are the paths that no network is trained on.
func (p profile) evaluation() trajectory.Params {
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = p.paths, p.steps, 1<<32
	return walk
}

// rateMaps bins activity as the published pipeline does. A unit whose rates
// vary by less than a tenth of the population's counts as silent.
func (p profile) rateMaps(net train.Params) ratemap.Params {
	return ratemap.Params{Network: net, Bins: p.bins, Steps: p.steps, Narrow: true, ActiveFraction: 0.1}
}

func (p profile) scoring() gridscore.Params { return gridscore.Defaults(p.bins, boxWidthM) }

// boxWidthM is the side of the published box.
const boxWidthM = 2.2

// figure7 compares networks trained on the published difference of softmaxes
// with networks trained on a true difference of Gaussians of the same widths.
func (p profile) figure7(g *pipeline.Graph) pipeline.Ref[figures.Figure7Output] {
	params := figures.Figure7Params{
		Profile: p.name,
		Settings: []string{
			"DoS, σ = 0.12 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 2",
			"true DoG, σ = 0.05 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 3",
		},
		Groups: []figures.Sample{{Group: "DoS", Networks: p.seeds}, {Group: "true DoG", Networks: p.seeds}},
		Null:   "ring-band null", Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20,
		Modes: 10, Points: 241, Resamples: 1000, Seed: 7,
	}
	var curves []pipeline.Ref[theory.Curves]
	var spectra []pipeline.Ref[theory.Spectra]
	for _, code := range []theory.Code{
		placeCode(theory.DoS, 0.12, 2), placeCode(theory.TrueDoG, 0.12, 2),
		placeCode(theory.TrueDoG, 0.05, 2), placeCode(theory.TrueDoG, 0.12, 3),
	} {
		curves = append(curves, pipeline.Do0(g, "theory", theory.Tuning, theory.Params{Code: code, Points: 221}))
		spectra = append(spectra, pipeline.Do0(g, "theory", theory.Spectrum, theory.Params{Code: code, Points: 64}))
	}
	dos := p.networks(g, encoding.DoS(0.12, 2))
	dog := p.networks(g, encoding.TrueDoG(0.12, 2))
	return pipeline.Do5(g, "draw", figures.Figure7, params,
		pipeline.List(curves), pipeline.List(spectra),
		pipeline.List(append(dos.maps, dog.maps...)), pipeline.List(append(dos.scores, dog.scores...)),
		pipeline.List(p.nulls(g, dos)))
}

// nulls scores, for each network, noise of the wavelength of its maps.
func (p profile) nulls(g *pipeline.Graph, s sample) []pipeline.Ref[null.Distribution] {
	var nulls []pipeline.Ref[null.Distribution]
	for seed, maps := range s.maps {
		n := null.Defaults(null.MatchedRingBand, p.bins, boxWidthM)
		n.Maps, n.Seed, n.Rectified, n.ThresholdSD = p.null, uint64(seed), true, 0.75
		nulls = append(nulls, pipeline.Do1(g, "nulls", null.Rates, n, maps))
	}
	return nulls
}

// placeCode is the population that theory is asked about: the published number
// of cells is 512, here on the nearest regular grid, so that no accident of
// the centres shows in the spectrum.
func placeCode(kind theory.Kind, sigmaM, s float64) theory.Code {
	return theory.Code{
		Kind: kind, Cells: 23 * 23, BoxWidthM: boxWidthM, Layout: theory.Grid,
		SigmaM: sigmaM, SurroundScale: s,
	}
}
