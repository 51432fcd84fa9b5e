// Package nofreelunch declares the paper [Schaeffer2022] as one graph: which
// networks are trained, what is measured of them, and which figure is drawn
// from what. It reads as a table of contents; how a stage computes is the
// stage's affair, which networks there are is package sweep's, and how the
// graph is run is package pipeline's.
package nofreelunch

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"nofreelunch/data"
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/gridscore"
	"nofreelunch/stages/neuralfield"
	"nofreelunch/stages/null"
	"nofreelunch/stages/ratemap"
	"nofreelunch/stages/sweep"
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
func Profiles() []string { return []string{"smoke", "laptop", "paper"} }

// A profile is a scale: which networks there are, and how closely they are
// looked at.
type profile struct {
	name      string
	sweeps    sweep.Set
	paths     int // evaluation paths
	steps     int // of each
	bins      int // of a rate map, a side
	null      int // maps of noise for each network
	resamples int // of a bootstrap
}

func profileOf(name string) (profile, bool) {
	switch name {
	case "smoke":
		return profile{name: name, sweeps: sweep.Smoke(), paths: 100, steps: 20, bins: 20, null: 32, resamples: 200}, true
	case "laptop":
		return profile{name: name, sweeps: sweep.Laptop(), paths: 500, steps: 50, bins: 20, null: 128, resamples: 1000}, true
	case "paper":
		return profile{name: name, sweeps: sweep.Paper(), paths: 2000, steps: 50, bins: 44, null: 1024, resamples: 1000}, true
	}
	return profile{}, false
}

// Graph declares every figure at the scale of that name.
func Graph(name string) (*pipeline.Graph, error) {
	p, ok := profileOf(name)
	if !ok {
		return nil, fmt.Errorf("no profile %q", name)
	}
	g := pipeline.New()
	p.families(g)

	// Result 1: nearly all networks integrate paths, few show possible grid cells.
	pipeline.Figure(g, "figure1", "accurate networks and possible grid cells by encoding", p.figure1(g))

	// Result 2: grid scores depend on the encoding of the target.
	pipeline.Figure(g, "figure2", "survival functions of the grid score, and rate maps, by encoding", p.figure2(g))

	// Result 3: the place cells' width sets the period.
	pipeline.Figure(g, "figure3", "grid period against place-field width", p.figure3(g))

	// Result 4: few widths and surrounds give grid cells.
	pipeline.Figure(g, "figure4", "grid units against place-field width and surround", p.figure4(g))

	// Result 5: realistic place cells give none.
	pipeline.Figure(g, "figure5", "single-field single-scale against multi-field multi-scale place cells", p.figure5(g))

	// Result 6: pattern formation explains it.
	pipeline.Figure(g, "figure6", "pattern formation: couplings, k* and neural fields", p.figure6(g))

	// Result 7: a difference of softmaxes is not a difference of Gaussians.
	pipeline.Figure(g, "figure7", "difference of softmaxes against true difference of Gaussians", p.figure7(g))

	return g, nil
}

// families declares the sweeps: the networks of each family, whichever figures
// show them.
func (p profile) families(g *pipeline.Graph) {
	pipeline.Cost(g, train.Cost)
	for _, f := range p.sweeps.Families() {
		if len(f.Networks) > 0 {
			pipeline.Sweep(g, f.Name, f.Title, p.measure(g, f.Networks).trained)
		}
	}
}

// sample is networks, and what is measured of each.
type sample struct {
	networks []train.Params
	trained  []pipeline.Ref[train.Network]
	maps     []pipeline.Ref[ratemap.Maps]
	scores   []pipeline.Ref[gridscore.Scores]
}

// measure trains networks and measures them.
func (p profile) measure(g *pipeline.Graph, networks []train.Params) sample {
	paths := p.evaluation(g)
	s := sample{networks: networks}
	for _, net := range networks {
		trained := pipeline.Do1(g, "train", train.Train, net, paths)
		maps := pipeline.Do2(g, "ratemaps", ratemap.Compute, p.rateMaps(net), trained, paths)
		s.trained = append(s.trained, trained)
		s.maps = append(s.maps, maps)
		s.scores = append(s.scores, pipeline.Do1(g, "gridscores", gridscore.Score, p.scoring(), maps))
	}
	return s
}

// groups measures networks group by group, and names the groups as figures do.
func (p profile) groups(g *pipeline.Graph, of []group) (all sample, counts []figures.Sample) {
	for _, o := range of {
		if len(o.networks) == 0 {
			continue
		}
		s := p.measure(g, o.networks)
		all.networks = append(all.networks, s.networks...)
		all.trained = append(all.trained, s.trained...)
		all.maps, all.scores = append(all.maps, s.maps...), append(all.scores, s.scores...)
		counts = append(counts, figures.Sample{Group: o.name, Networks: len(o.networks)})
	}
	return all, counts
}

// group is networks under the name that figures give them.
type group struct {
	name     string
	networks []train.Params
}

// encodings are all networks by what they are trained on. Heterogeneous
// populations count as DoS, as published.
func (p profile) encodings() []group {
	s := p.sweeps
	return []group{
		{"cartesian", s.Cartesian.Networks}, {"high-dim cartesian", s.HighCartesian.Networks},
		{"polar", s.Polar.Networks}, {"high-dim polar", s.HighPolar.Networks},
		{"Gaussian", s.Gaussian.Networks}, {"true DoG", s.TrueDoG.Networks}, {"SoD", s.SoD.Networks},
		{"DoS", slices.Concat(s.DoS.Networks, s.Heterogeneous.Networks)},
	}
}

// evaluation are the paths that no network is trained on.
func (p profile) evaluation(g *pipeline.Graph) pipeline.Ref[[]trajectory.Path] {
	walk := trajectory.Published()
	walk.Paths, walk.Steps, walk.Seed = p.paths, p.steps, 1<<32
	return pipeline.Do0(g, "simulate", trajectory.Simulate, walk)
}

// rateMaps bins activity as the published pipeline does. A unit whose rates
// vary by less than a tenth of the population's counts as silent.
func (p profile) rateMaps(net train.Params) ratemap.Params {
	return ratemap.Params{Network: net, Bins: p.bins, Steps: p.steps, Narrow: true, ActiveFraction: 0.1}
}

func (p profile) scoring() gridscore.Params { return gridscore.Defaults(p.bins, boxWidthM) }

// boxWidthM is the side of the published box.
const boxWidthM = 2.2

// judge says what counts, on every figure; seed is the figure's own.
func (p profile) judge(seed uint64) figures.Judge {
	return figures.Judge{Profile: p.name, Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, Points: 241, Resamples: p.resamples, Seed: seed}
}

// nulls scores, for each network, noise of the wavelength of its maps.
func (p profile) nulls(g *pipeline.Graph, s sample) []pipeline.Ref[null.Distribution] {
	var nulls []pipeline.Ref[null.Distribution]
	for i, maps := range s.maps {
		n := null.Defaults(null.MatchedRingBand, p.bins, boxWidthM)
		n.Maps, n.Seed, n.Rectified, n.ThresholdSD = p.null, s.networks[i].Seed, true, 0.75
		nulls = append(nulls, pipeline.Do1(g, "nulls", null.Rates, n, maps))
	}
	return nulls
}

func (p profile) figure1(g *pipeline.Graph) pipeline.Ref[figures.Figure1Output] {
	s, counts := p.groups(g, p.encodings())
	j := p.judge(1)
	return pipeline.Do2(g, "draw", figures.Figure1, figures.Figure1Params{
		Profile: j.Profile, Groups: counts, Published: published(), Threshold: j.Threshold,
		LowErrorM: j.LowErrorM, ErrorSteps: j.ErrorSteps, Resamples: j.Resamples, Seed: j.Seed,
	}, pipeline.List(s.maps), pipeline.List(s.scores))
}

// published are the published results under the names of our groups.
func published() []figures.Published {
	names := map[string]string{"gaussian": "Gaussian", "true dog": "true DoG", "dos": "DoS", "sod": "SoD"}
	var out []figures.Published
	for _, r := range data.ResultsByEncoding() {
		name := r.Encoding
		if n, ok := names[name]; ok {
			name = n
		}
		out = append(out, figures.Published{Group: name, Runs: r.Runs, LowError: r.LowErrorFraction, Grid: r.GridGivenLowError})
	}
	return out
}

func (p profile) figure2(g *pipeline.Graph) pipeline.Ref[figures.Figure2Output] {
	s, counts := p.groups(g, p.encodings())
	return pipeline.Do2(g, "draw", figures.Figure2, figures.Figure2Params{
		Judge: p.judge(2), Groups: counts, Shown: []string{"cartesian", "high-dim polar", "Gaussian", "DoS"},
	}, pipeline.List(s.maps), pipeline.List(s.scores))
}

// widths are the homogeneous DoS networks at the published surround, by width.
func (p profile) widths(g *pipeline.Graph) (all sample, samples []figures.SigmaSample) {
	var of []group
	at2 := p.sweeps.DoS.Where(func(n train.Params) bool { return sweep.Homogeneous(n) && sweep.Surround(n) == 2 })
	for _, w := range sweep.By(at2, sweep.SigmaM) {
		k := theory.Matched(w.Key, 2).KStar(2).K
		samples = append(samples, figures.SigmaSample{
			SigmaM: w.Key, Scale: 2, Networks: len(w.Networks), TheoryM: theory.Period(k), PublishedM: publishedPeriodM(w.Key),
		})
		of = append(of, group{fmt.Sprint(w.Key), w.Networks})
	}
	all, _ = p.groups(g, of)
	return all, samples
}

// publishedPeriodM is the published mode of the periods at a width, 0 without one.
func publishedPeriodM(sigmaM float64) float64 {
	for _, m := range data.PeriodModes() {
		if m.SigmaM == sigmaM {
			return m.PeriodBins * data.PeriodBinM
		}
	}
	return 0
}

func (p profile) figure3(g *pipeline.Graph) pipeline.Ref[figures.Figure3Output] {
	s, samples := p.widths(g)
	return pipeline.Do2(g, "draw", figures.Figure3, figures.Figure3Params{
		Judge: p.judge(3), Samples: samples, MaxPeriodM: 1.9, RatioLo: 1.3, RatioHi: 1.5,
	}, pipeline.List(s.maps), pipeline.List(s.scores))
}

func (p profile) figure4(g *pipeline.Graph) pipeline.Ref[figures.Figure4Output] {
	s, samples := p.widths(g)
	return pipeline.Do2(g, "draw", figures.Figure4, figures.Figure4Params{
		Judge: p.judge(4), Samples: samples, Thresholds: []float64{0.3, 0.75, 0.8, 0.85, 1, 1.15},
	}, pipeline.List(s.maps), pipeline.List(s.scores))
}

func (p profile) figure5(g *pipeline.Graph) pipeline.Ref[figures.Figure5Output] {
	s, counts := p.groups(g, []group{
		{"single field, single scale", p.sweeps.DoS.Where(sweep.Setting(0.12, 2))},
		{"multiple fields, multiple scales", p.sweeps.Heterogeneous.Networks},
	})
	return pipeline.Do2(g, "draw", figures.Figure5, figures.Figure5Params{Judge: p.judge(5), Groups: counts},
		pipeline.List(s.maps), pipeline.List(s.scores))
}

func (p profile) figure6(g *pipeline.Graph) pipeline.Ref[figures.Figure6Output] {
	dog := theory.Matched(0.12, 2)
	coupling := pipeline.Do0(g, "theory", theory.Coupling, theory.CouplingParams{DoG: dog, Points: 241, MaxM: 0.8, MaxK: 40})
	phase := pipeline.Do0(g, "theory", theory.PhaseMap, theory.MapParams{
		Kind: theory.DoS, SigmaLoM: 0.06, SigmaHiM: 0.30, SigmaPoints: 49, ScaleLo: 1.1, ScaleHi: 5, ScalePoints: 40,
	})
	var fields []pipeline.Ref[neuralfield.Result]
	for _, drive := range []float64{0.2, 0} {
		for _, f := range []neuralfield.Nonlinearity{neuralfield.Tanh, neuralfield.Rectified} {
			fields = append(fields, pipeline.Do0(g, "fields", neuralfield.Simulate, neuralfield.Params{
				Coupling: dog, Gain: 1.2, Nonlinearity: f, Drive: drive, SheetWidthM: boxWidthM, Points: 64,
				StepTau: 0.1, Steps: 1500, NoiseStart: 0.01, Seed: 6,
			}))
		}
	}
	return pipeline.Do3(g, "draw", figures.Figure6, figures.Figure6Params{Profile: p.name, Shown: []string{
		"tanh, driven", "rectified, driven", "tanh", "rectified",
	}}, coupling, phase, pipeline.List(fields))
}

// figure7 compares networks trained on the published difference of softmaxes
// with networks trained on a true difference of Gaussians of the same widths.
func (p profile) figure7(g *pipeline.Graph) pipeline.Ref[figures.Figure7Output] {
	s, counts := p.groups(g, []group{
		{"DoS", p.sweeps.DoS.Where(sweep.Setting(0.12, 2))},
		{"true DoG", p.sweeps.TrueDoG.Where(sweep.Setting(0.12, 2))},
	})
	j := p.judge(7)
	params := figures.Figure7Params{
		Profile: j.Profile,
		Settings: []string{
			"DoS, σ = 0.12 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 2",
			"true DoG, σ = 0.05 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 3",
		},
		Groups: counts,
		Null:   "ring-band null", Threshold: j.Threshold, LowErrorM: j.LowErrorM, ErrorSteps: j.ErrorSteps,
		Modes: 10, Points: j.Points, Resamples: j.Resamples, Seed: j.Seed,
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
	dos := p.measure(g, p.sweeps.DoS.Where(sweep.Setting(0.12, 2)))
	return pipeline.Do5(g, "draw", figures.Figure7, params,
		pipeline.List(curves), pipeline.List(spectra),
		pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, dos)))
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
