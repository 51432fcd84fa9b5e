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
	"math"
	"slices"

	"nofreelunch/data"
	"nofreelunch/figures"
	"nofreelunch/paper"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/regression"
	"nofreelunch/stages/net/follow"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/lattice"
	"nofreelunch/stages/theory/neuralfield"
	"nofreelunch/stages/theory/nnpca"
	"nofreelunch/stages/theory/theory"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
	"nofreelunch/stages/world/trajectory"
)

// The module's own sources travel inside the binary, because the code that
// made a result is part of the result's key.
//
//go:embed go.mod go.sum modules.txt *.go build/*.go data/*.go data/*.csv figures/*.go figures/*/*.go paper/*.go paper/*.bib
//go:embed pipeline/*.go pipeline/*/*.go stages/*/*/*.*
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
	draws     int // of random features
	starts    int // of each search for the components of a place code
	resamples int // of a bootstrap

	fields     int // simulations of each neural field
	fieldSteps int // of each

	unfinished string // why networks and fields decide no claim; empty if they do
}

func profileOf(name string) (profile, bool) {
	switch name {
	case "smoke":
		return profile{name: name, sweeps: sweep.Smoke(), paths: 100, steps: 20, bins: 20, null: 32, starts: 12, draws: 2, resamples: 200, fields: 1, fieldSteps: 300,
			unfinished: "networks and fields of this profile are stopped after a few steps"}, true
	case "laptop":
		return profile{name: name, sweeps: sweep.Laptop(), paths: 500, steps: 50, bins: 20, null: 128, starts: 60, draws: 5, resamples: 1000, fields: 5, fieldSteps: 1500}, true
	case "paper":
		return profile{name: name, sweeps: sweep.Paper(), paths: 2000, steps: 50, bins: 44, null: 1024, starts: 60, draws: 10, resamples: 1000, fields: 20, fieldSteps: 1500}, true
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

	// The setup: a network, what it is trained on, and where it believes itself to be.
	pipeline.Figure(g, "setup", "network, true and decoded paths, targets of every encoding", p.setup(g))

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

	// The paradox: predictivity of neurons follows effective dimension, sometimes.
	pipeline.Figure(g, "figure8", "neural predictivity against effective dimension, and a test of it", p.figure8(g))

	// The conclusion: what a shared minimum, or one of many, says of an objective.
	pipeline.Figure(g, "figure9", "many losses with one minimum, one loss with many minima", p.figure9(g))

	// Supplements.
	pipeline.Figure(g, "supplement1", "general difference of Gaussians: the two amplitudes", p.supplement1(g))
	pipeline.Figure(g, "supplement2", "optimiser, cell, activation, initialiser", p.supplement2(g))
	pipeline.Figure(g, "supplement3", "LSTM with a bottleneck and head-direction cells", p.supplement3(g))
	pipeline.Figure(g, "supplement4", "grid scores along training", p.supplement4(g))
	// Which of the publication's statements hold.
	pipeline.Table(g, "claims", "which of the publication's claims hold", p.claims(g))

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

// Facts are the settings of a profile that the paper's text states.
func Facts(name string) map[string]string {
	p, ok := profileOf(name)
	if !ok {
		return nil
	}
	j, net := p.judge(0), p.sweeps.DoS.Networks[0]
	return map[string]string{
		"profile": p.name, "set.box": fmt.Sprint(boxWidthM), "set.paths": fmt.Sprint(p.paths), "set.steps": fmt.Sprint(p.steps),
		"set.bins": fmt.Sprint(p.bins), "set.threshold": fmt.Sprint(j.Threshold), "set.lowerror": fmt.Sprint(100 * j.LowErrorM),
		"set.units": fmt.Sprint(net.Net.Units), "set.gradients": fmt.Sprint(net.GradientSteps),
	}
}

// boxWidthM is the side of the published box.
const boxWidthM = 2.2

// judge says what counts, on every figure; seed is the figure's own.
func (p profile) judge(seed uint64) figures.Judge {
	return figures.Judge{Profile: p.name, Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 241, Resamples: p.resamples, Seed: seed}
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

func (p profile) setup(g *pipeline.Graph) pipeline.Ref[figures.SetupOutput] {
	var followed []pipeline.Ref[follow.Followed]
	var answers []pipeline.Ref[placefield.Answers]
	params := figures.SetupParams{Profile: p.name, Paths: []string{"cartesian", "DoS"}}
	for _, e := range p.encodings() {
		if len(e.networks) == 0 {
			continue
		}
		net := typical(e.networks)
		if e.name == "DoS" {
			params.Net = net.Net
		}
		trained := pipeline.Do1(g, "train", train.Train, net, p.evaluation(g))
		followed = append(followed, pipeline.Do2(g, "follow", follow.Follow,
			follow.Params{Network: net, Paths: min(p.paths, 50), Steps: p.steps}, trained, p.evaluation(g)))
		answers = append(answers, pipeline.Do0(g, "placefields", placefield.Tabulate,
			placefield.Params{Encoding: net.Encoding, Cells: net.Encoding.Cells, Bins: 44, Points: 221}))
		params.Groups = append(params.Groups, e.name)
	}
	return pipeline.Do2(g, "draw", figures.Setup, params, pipeline.List(followed), pipeline.List(answers))
}

// typical is the first of the networks, of those with place cells the first
// with the published width and surround.
func typical(networks []train.Params) train.Params {
	for _, n := range networks {
		if sweep.Setting(0.12, 2)(n) {
			return n
		}
	}
	return networks[0]
}

func (p profile) figure1(g *pipeline.Graph) pipeline.Ref[figures.Figure1Output] {
	s, counts := p.groups(g, p.encodings())
	return pipeline.Do3(g, "draw", figures.Figure1, figures.Figure1Params{Judge: p.judge(1), Groups: counts, Published: published()},
		pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, s)))
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
	dos := p.measure(g, p.sweeps.DoS.Where(sweep.Setting(0.12, 2)))
	return pipeline.Do3(g, "draw", figures.Figure2, figures.Figure2Params{
		Judge: p.judge(2), Groups: counts, Shown: []string{"cartesian", "high-dim polar", "Gaussian", "DoS"}, Null: ringBand,
	}, pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, dos)))
}

// ringBand is the null's name on figures.
const ringBand = "ring-band null"

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
	var spectra []pipeline.Ref[theory.Spectra]
	first := 0
	for _, w := range samples {
		spectra = append(spectra, pipeline.Do0(g, "theory", theory.EncodedSpectrum, theory.EncodedParams{
			Encoding: s.networks[first].Encoding, Points: 64,
		}))
		first += w.Networks
	}
	return pipeline.Do4(g, "draw", figures.Figure3, figures.Figure3Params{
		Judge: p.judge(3), Samples: samples, MaxPeriodM: 1.9, RatioLo: 1.3, RatioHi: 1.5,
	}, pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, s)), pipeline.List(spectra))
}

func (p profile) figure4(g *pipeline.Graph) pipeline.Ref[figures.Figure4Output] {
	s, samples := p.widths(g)
	rest, others := p.surrounds(g)
	components, patterns := p.components(g)
	nulls := append(p.nulls(g, s), p.nulls(g, rest)...)
	return pipeline.Do4(g, "draw", figures.Figure4, figures.Figure4Params{
		Judge: p.judge(4), Samples: samples, Others: others, Thresholds: []float64{0.3, 0.75, 0.8, 0.85, 1, 1.15},
		Ideal: figures.SigmaSample{SigmaM: 0.12, Scale: 2}, Components: components,
	}, pipeline.List(slices.Concat(s.maps, rest.maps)), pipeline.List(slices.Concat(s.scores, rest.scores)), pipeline.List(nulls), pipeline.List(patterns))
}

// surrounds are the homogeneous DoS networks at other surrounds than the
// published one, by surround and width.
func (p profile) surrounds(g *pipeline.Graph) (all sample, samples []figures.SigmaSample) {
	var of []group
	others := p.sweeps.DoS.Where(func(n train.Params) bool { return sweep.Homogeneous(n) && sweep.Surround(n) != 2 })
	for _, s := range sweep.By(others, sweep.Surround) {
		for _, w := range sweep.By(s.Networks, sweep.SigmaM) {
			samples = append(samples, figures.SigmaSample{SigmaM: w.Key, Scale: s.Key, Networks: len(w.Networks)})
			of = append(of, group{fmt.Sprint(w.Key, s.Key), w.Networks})
		}
	}
	all, _ = p.groups(g, of)
	return all, samples
}

// components are non-negative principal components of DoS populations by
// width: in the published box, in a wider one with as many cells and bins to
// the metre, and in the published box with the published centres.
func (p profile) components(g *pipeline.Graph) (curves []figures.PatternCurve, patterns []pipeline.Ref[nnpca.Result]) {
	at2 := p.sweeps.DoS.Where(func(n train.Params) bool { return sweep.Homogeneous(n) && sweep.Surround(n) == 2 })
	var widths []float64
	for i, w := range sweep.By(at2, sweep.SigmaM) {
		if i%2 == 0 { // the wide box is costly, and half of the widths show the curve
			widths = append(widths, w.Key)
		}
	}
	for _, c := range []struct {
		name        string
		boxWidthM   float64
		cells, bins int
		layout      theory.Layout
	}{
		{"2.2 m, regular", boxWidthM, 23 * 23, 20, theory.Grid},
		{"3.3 m, regular", 3.3, 35 * 35, 30, theory.Grid},
		{"2.2 m, uniform", boxWidthM, 23 * 23, 20, theory.Uniform},
	} {
		curves = append(curves, figures.PatternCurve{Name: c.name, Widths: len(widths)})
		for _, w := range widths {
			code := placeCode(theory.DoS, w, 2)
			code.BoxWidthM, code.Cells, code.Layout = c.boxWidthM, c.cells, c.layout
			patterns = append(patterns, p.pattern(g, code, c.bins, true))
		}
	}
	return curves, patterns
}

// pattern is principal components of a place code.
func (p profile) pattern(g *pipeline.Graph, code theory.Code, bins int, nonNegative bool) pipeline.Ref[nnpca.Result] {
	return pipeline.Do0(g, "patterns", nnpca.Run, nnpca.Params{
		Code: code, Bins: bins, Starts: p.starts, Iterations: 300, NonNegative: nonNegative, Seed: 6,
	})
}

func (p profile) figure5(g *pipeline.Graph) pipeline.Ref[figures.Figure5Output] {
	kinds := []group{
		{"single field, single scale", p.sweeps.DoS.Where(sweep.Setting(0.12, 2))},
		{"multiple fields, multiple scales", p.sweeps.Heterogeneous.Networks},
	}
	s, counts := p.groups(g, kinds)
	var answers []pipeline.Ref[placefield.Answers]
	var published []figures.Published
	for _, k := range kinds {
		answers = append(answers, pipeline.Do0(g, "placefields", placefield.Tabulate, placefield.Params{
			Encoding: k.networks[len(k.networks)-1].Encoding, Cells: 7, Bins: 44, Points: 2,
		}))
	}
	for _, r := range data.ResultsByPopulation() {
		published = append(published, figures.Published{Group: r.Population, Runs: r.Runs, LowError: r.LowErrorFraction})
	}
	return pipeline.Do4(g, "draw", figures.Figure5, figures.Figure5Params{
		Judge: p.judge(5), Groups: counts, Null: ringBand, Published: published,
	}, pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, s)), pipeline.List(answers))
}

func (p profile) figure6(g *pipeline.Graph) pipeline.Ref[figures.Figure6Output] {
	dog := theory.Matched(0.12, 2)
	coupling := pipeline.Do0(g, "theory", theory.Coupling, theory.CouplingParams{DoG: dog, Points: 241, MaxM: 0.8, MaxK: 40})
	phase := pipeline.Do0(g, "theory", theory.PhaseMap, theory.MapParams{
		Kind: theory.DoS, SigmaLoM: 0.06, SigmaHiM: 0.30, SigmaPoints: 49, ScaleLo: 1.1, ScaleHi: 5, ScalePoints: 40,
	})
	groups, fields := p.neuralFields(g)
	ideal := placeCode(theory.DoS, 0.12, 2)
	return pipeline.Do4(g, "draw", figures.Figure6, figures.Figure6Params{
		Profile: p.name, Groups: groups, Components: []string{"either sign", "not negative"}, Resamples: p.resamples, Seed: 6,
	}, coupling, phase, pipeline.List(fields), pipeline.List([]pipeline.Ref[nnpca.Result]{p.pattern(g, ideal, 20, false), p.pattern(g, ideal, 20, true)}))
}

// neuralFields are simulations with and without non-negative rates, at several
// drives, gains and widths. The coupling of one width stands for all that
// differ in the rest.
func (p profile) neuralFields(g *pipeline.Graph) (groups []figures.FieldGroup, fields []pipeline.Ref[neuralfield.Result]) {
	for _, f := range []struct {
		caption             string
		response            neuralfield.Nonlinearity
		drive, gain, sigmaM float64
	}{
		{"±, drive 0", neuralfield.Tanh, 0, 1.2, 0.12},
		{"", neuralfield.Tanh, 0.05, 1.2, 0.12},
		{"±, drive 0.2", neuralfield.Tanh, 0.2, 1.2, 0.12},
		{"", neuralfield.Rectified, 0, 1.2, 0.12},
		{"", neuralfield.Rectified, 0.05, 1.2, 0.12},
		{"≥ 0, drive 0.2", neuralfield.Rectified, 0.2, 1.2, 0.12},
		{"", neuralfield.Rectified, 0.2, 2, 0.12},
		{"", neuralfield.Rectified, 0.2, 4, 0.12},
		{"≥ 0, σ = 0.08 m", neuralfield.Rectified, 0.2, 1.2, 0.08},
		{"", neuralfield.Rectified, 0.2, 1.2, 0.16},
	} {
		sign := "±"
		if f.response == neuralfield.Rectified {
			sign = "≥ 0"
		}
		groups = append(groups, figures.FieldGroup{
			Name: fmt.Sprintf("%s, drive %g, gain %g, σ %g", sign, f.drive, f.gain, f.sigmaM), Simulations: p.fields, Caption: f.caption,
		})
		for seed := range p.fields {
			fields = append(fields, pipeline.Do0(g, "fields", neuralfield.Simulate, neuralfield.Params{
				Coupling: theory.Matched(f.sigmaM, 2), Gain: f.gain, Nonlinearity: f.response, Drive: f.drive, SheetWidthM: boxWidthM,
				Points: 64, StepTau: 0.1, Steps: p.fieldSteps, NoiseStart: 0.01, Seed: uint64(seed),
			}))
		}
	}
	return groups, fields
}

// figure7 compares networks trained on the published difference of softmaxes
// with networks trained on a true difference of Gaussians of the same widths.
func (p profile) figure7(g *pipeline.Graph) pipeline.Ref[figures.Figure7Output] {
	s, counts := p.groups(g, []group{
		{"DoS", p.sweeps.DoS.Where(sweep.Setting(0.12, 2))},
		{"true DoG", p.sweeps.TrueDoG.Where(sweep.Setting(0.12, 2))},
	})
	params := figures.Figure7Params{
		Judge: p.judge(7),
		Settings: []string{
			"DoS, σ = 0.12 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 2",
			"true DoG, σ = 0.05 m, *s* = 2", "true DoG, σ = 0.12 m, *s* = 3",
		},
		Groups: counts, Null: ringBand, Modes: 10,
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

// kind names the architecture of a network.
func kind(n train.Params) string { return fmt.Sprintf("%s %s", n.Net.Cell, n.Net.Activation) }

// figure8 sets what is published of architectures beside the dimensions of
// ours, and predicts a population of known cells from ours and from random
// features.
func (p profile) figure8(g *pipeline.Graph) pipeline.Ref[figures.Figure8Output] {
	params := figures.Figure8Params{Judge: p.judge(8), Scattered: 1, Blocked: p.bins / 5}
	designs := regression.DesignParams{
		Fit:    regression.Params{Method: regression.Ridge, Penalties: []float64{1e-4, 1e-3, 1e-2, 1e-1, 1}, Folds: 5, MinCeiling: 0.2, Seed: 8},
		Blocks: []int{params.Scattered, params.Blocked},
	}
	population := pipeline.Do0(g, "population", regression.Synthesize, regression.Rodent(p.bins, boxWidthM, 8))
	var all, before sample
	for _, a := range sweep.By(p.sweeps.Architectures.Networks, kind) {
		net := a.Networks[0].Net
		params.Architectures = append(params.Architectures, publishedArchitecture(net, len(a.Networks)))
		s := p.measure(g, a.Networks)
		all.networks, all.trained, all.maps = append(all.networks, s.networks...), append(all.trained, s.trained...), append(all.maps, s.maps...)
		for _, n := range a.Networks {
			before.maps = append(before.maps, p.measure(g, []train.Params{sweep.Untrained(n)}).maps...)
		}
	}
	paths := p.evaluation(g)
	var activity, maps []pipeline.Ref[dimension.Estimates]
	var trained, untrained []pipeline.Ref[regression.Assessment]
	for i, n := range all.networks {
		d := dimension.PublishedActivations(n)
		d.Paths = min(d.Paths, p.paths/5)
		activity = append(activity, pipeline.Do2(g, "dimension", dimension.Activations, d, all.trained[i], paths))
		maps = append(maps, pipeline.Do1(g, "dimension", dimension.RateMaps, dimension.PublishedMaps(), all.maps[i]))
		trained = append(trained, pipeline.Do2(g, "regression", regression.AssessNetwork, designs, population, all.maps[i]))
		untrained = append(untrained, pipeline.Do2(g, "regression", regression.AssessNetwork, designs, population, before.maps[i]))
	}
	random := pipeline.Do1(g, "regression", regression.Sweep, regression.SweepParams{
		Designs: designs, Bins: p.bins, Units: all.networks[0].Net.Units, Decays: []regression.Decay{regression.Flat, regression.Power},
		Dimensions: []float64{2, 4, 8, 16, 32, 64, 128}, Draws: p.draws, Seed: 8,
	}, population)
	return pipeline.Do6(g, "draw", figures.Figure8, params, pipeline.List(all.maps), pipeline.List(activity), pipeline.List(maps),
		pipeline.List(trained), pipeline.List(untrained), random)
}

// publishedArchitecture is what is published of a cell and an activation.
func publishedArchitecture(net nn.Config, networks int) figures.Architecture {
	a := figures.Architecture{Cell: string(net.Cell), Activation: string(net.Activation), Networks: networks}
	for _, q := range data.Predictivities() {
		if q.Cell == a.Cell && q.Activation == a.Activation {
			a.Predictivity, a.Untrained = q.Trained, q.Untrained
		}
	}
	for _, q := range data.Participations() {
		if q.Cell == a.Cell && q.Activation == a.Activation {
			a.ParticipationRatio = q.ParticipationRatio
		}
	}
	return a
}

// figure9 computes the conclusion's two cases: losses of lattices that share a
// minimum, and the minima that training found of one loss.
func (p profile) figure9(g *pipeline.Graph) pipeline.Ref[figures.Figure9Output] {
	s, counts := p.groups(g, p.encodings())
	var reports []pipeline.Ref[train.Report]
	for _, n := range s.trained {
		reports = append(reports, pipeline.Do1(g, "describe", train.Describe, train.ReportParams{}, n))
	}
	period := theory.Period(theory.Matched(0.12, 2).KStar(2).K)
	area := func(periodM float64) float64 { return math.Sqrt(3) / 2 * periodM * periodM }
	readout := func(periodM, bumpM, s float64) lattice.Loss {
		return lattice.Loss{Kind: lattice.Readout, AreaM2: area(periodM), BumpM: bumpM, SigmaM: 0.12, Surround: s}
	}
	shared := []lattice.Loss{
		{Kind: lattice.Confusion, AreaM2: area(period), BeliefM: 0.3}, {Kind: lattice.Distance, AreaM2: area(period), BeliefM: 0.3},
		readout(period, 0.15, 2), readout(1.1, 0.3, 3), readout(period, 0.15, 0),
	}
	params := figures.Figure9Params{Judge: p.judge(9), Groups: counts, ShiftM: period,
		Shared: []string{"confusion", "squared distance", "DoS readout, *s* = 2", "DoS readout, *s* = 3, larger cells", "Gaussian readout"}}
	var family []lattice.Loss
	for i := range 20 {
		params.PeriodsM = append(params.PeriodsM, 0.72+float64(0.04*float64(i)))
		family = append(family, readout(params.PeriodsM[i], 0.15, 2))
	}
	landscape := func(losses []lattice.Loss) pipeline.Ref[lattice.Landscapes] {
		return pipeline.Do0(g, "lattices", lattice.Landscape, lattice.Params{Losses: losses, PathPoints: 60, Tallest: 1.5, MapX: 21, MapY: 31})
	}
	return pipeline.Do6(g, "draw", figures.Figure9, params, landscape(shared), landscape(family), p.line(g, s, &params.OnLine),
		pipeline.List(reports), pipeline.List(s.maps), pipeline.List(s.scores))
}

// line measures the loss between the first DoS networks at the published
// setting, which need a common code, and says which of the sample they are.
func (p profile) line(g *pipeline.Graph, s sample, which *[]int) pipeline.Ref[train.Line] {
	all := p.sweeps.DoS.Where(sweep.Setting(0.12, 2))
	// The published sweep crosses seeds with activations and more: only networks
	// that are alike but for their seed have a line between them.
	var nets []train.Params
	for _, n := range all {
		like := n
		like.Seed, like.Encoding.Seed = all[0].Seed, all[0].Encoding.Seed
		if like == all[0] && len(nets) < 5 {
			nets = append(nets, n)
		}
	}
	for i := range nets {
		if nets[i].Encoding.Centres != encoding.Grid {
			nets[i].Encoding.Seed = nets[0].Encoding.Seed
		}
		if at := slices.Index(s.networks, nets[i]); at >= 0 {
			*which = append(*which, at)
		}
	}
	between := train.BetweenParams{Networks: nets, Points: 20, Paths: min(p.paths, 200), Steps: 20}
	return pipeline.Do2(g, "between", train.Between, between, pipeline.List(p.measure(g, nets).trained), p.evaluation(g))
}

func (p profile) supplement1(g *pipeline.Graph) pipeline.Ref[figures.Supplement1Output] {
	params := figures.Supplement1Params{Judge: p.judge(11), SigmaM: 0.12, SurroundScale: 2}
	relu := p.sweeps.GeneralDoG.Where(func(n train.Params) bool { return sweep.Setting(0.12, 2)(n) && n.Net.Activation == nn.Relu })
	var nets []train.Params
	for _, e := range sweep.By(relu, func(n train.Params) float64 { return n.Encoding.AlphaE }) {
		for _, i := range sweep.By(e.Networks, func(n train.Params) float64 { return n.Encoding.AlphaI }) {
			params.Amplitudes = append(params.Amplitudes, figures.Amplitudes{AlphaE: e.Key, AlphaI: i.Key, Networks: len(i.Networks)})
			nets = append(nets, i.Networks...)
		}
	}
	s := p.measure(g, nets)
	return pipeline.Do2(g, "draw", figures.Supplement1, params, pipeline.List(s.maps), pipeline.List(s.scores))
}

func (p profile) supplement2(g *pipeline.Graph) pipeline.Ref[figures.Supplement2Output] {
	params := figures.Supplement2Params{Judge: p.judge(12)}
	var nets []train.Params
	add := func(factor string, of []train.Params, value func(train.Params) string) {
		for _, v := range sweep.By(of, value) {
			params.Settings = append(params.Settings, figures.Setting{Factor: factor, Name: v.Key, Networks: len(v.Networks)})
			nets = append(nets, v.Networks...)
		}
	}
	kinds := p.sweeps.Architectures
	add("optimiser", p.sweeps.Optimisers.Networks, func(n train.Params) string { return string(n.Rule.Optimiser) })
	add("cell, relu", kinds.Where(func(n train.Params) bool { return n.Net.Activation == nn.Relu }), func(n train.Params) string { return string(n.Net.Cell) })
	add("activation, rnn", kinds.Where(func(n train.Params) bool { return n.Net.Cell == nn.RNN }), func(n train.Params) string { return string(n.Net.Activation) })
	add("initialiser", p.sweeps.Initialisers.Networks, func(n train.Params) string { return string(n.Net.Initialiser) })
	s := p.measure(g, nets)
	return pipeline.Do2(g, "draw", figures.Supplement2, params, pipeline.List(s.maps), pipeline.List(s.scores))
}

func (p profile) supplement3(g *pipeline.Graph) pipeline.Ref[figures.Supplement3Output] {
	nets := p.sweeps.Banino.Networks
	s := p.measure(g, nets)
	var reports []pipeline.Ref[train.Report]
	for _, n := range s.trained {
		reports = append(reports, pipeline.Do1(g, "describe", train.Describe, train.ReportParams{}, n))
	}
	first := nets[0]
	params := figures.Supplement3Params{
		Judge: p.judge(13), Networks: len(nets), GradientSteps: first.GradientSteps, PublishedSteps: 1_000_000,
		Architecture: fmt.Sprintf("LSTM of %d units, linear bottleneck of %d with dropout %g, %d head-direction cells, %v",
			first.Net.Units, first.Net.Bottleneck, first.Net.ReadoutDropout, first.Net.HeadCells, first.Encoding),
	}
	return pipeline.Do4(g, "draw", figures.Supplement3, params, pipeline.List(reports), pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, s)))
}

func (p profile) supplement4(g *pipeline.Graph) pipeline.Ref[figures.Supplement4Output] {
	nets := p.sweeps.Transient.Networks
	params := figures.Supplement4Params{Judge: p.judge(14), Networks: len(nets)}
	every := nets[0].SnapshotEverySteps
	for step := every; step <= nets[0].GradientSteps; step += every {
		params.Steps = append(params.Steps, int64(step))
	}
	paths := p.evaluation(g)
	var maps []pipeline.Ref[ratemap.Maps]
	var scores []pipeline.Ref[gridscore.Scores]
	for i, trained := range p.measure(g, nets).trained {
		for _, step := range params.Steps {
			at := p.rateMaps(nets[i])
			at.AtStep = step
			m := pipeline.Do2(g, "ratemaps", ratemap.Compute, at, trained, paths)
			maps, scores = append(maps, m), append(scores, pipeline.Do1(g, "gridscores", gridscore.Score, p.scoring(), m))
		}
	}
	return pipeline.Do2(g, "draw", figures.Supplement4, params, pipeline.List(maps), pipeline.List(scores))
}

// claims judges the publication's statements, part by part, so that only what
// rests on a changed figure is judged again.
func (p profile) claims(g *pipeline.Graph) pipeline.Ref[paper.Verdicts] {
	params := paper.Params{Profile: p.name, Threshold: 0.8, LowErrorM: 0.1, Resamples: p.resamples, Seed: 10, Unfinished: p.unfinished}
	census := p.census(g)
	names, patterns := p.patterns(g)
	return pipeline.Do1(g, "judge", paper.Join, paper.JoinParams{Profile: p.name}, pipeline.List([]pipeline.Ref[paper.Verdicts]{
		pipeline.Do1(g, "judge", paper.Encodings, params, census),
		pipeline.Do2(g, "judge", paper.Widths, params, census, p.figure3(g)),
		pipeline.Do2(g, "judge", paper.Theory, paper.TheoryParams{Params: params, Patterns: names}, p.figure6(g), pipeline.List(patterns)),
		pipeline.Do1(g, "judge", paper.Paradox, params, p.figure8(g)),
		pipeline.Do1(g, "judge", paper.Conclusion, params, p.figure9(g)),
		pipeline.Do1(g, "judge", paper.Transient, params, p.supplement4(g)),
	}))
}

// census counts grid-like units in the networks of every encoding, setting by
// setting, and in the null of each.
func (p profile) census(g *pipeline.Graph) pipeline.Ref[[]paper.Member] {
	var s sample
	var settings []paper.Setting
	for _, o := range p.encodings() {
		for _, w := range sweep.By(o.networks, settingOf) {
			m := p.measure(g, w.Networks)
			s.networks = append(s.networks, m.networks...)
			s.maps, s.scores = append(s.maps, m.maps...), append(s.scores, m.scores...)
			setting := paper.Setting{Group: o.name, Networks: len(w.Networks)}
			if net := w.Networks[0]; sweep.Homogeneous(net) {
				setting.SigmaM, setting.Surround = sweep.SigmaM(net), sweep.Surround(net)
			}
			settings = append(settings, setting)
		}
	}
	return pipeline.Do3(g, "census", paper.Census, paper.CensusParams{
		Settings: settings, Thresholds: []float64{0.75, 0.8, 0.85}, ErrorSteps: 20, MaxPeriodM: 1.3,
	}, pipeline.List(s.maps), pipeline.List(s.scores), pipeline.List(p.nulls(g, s)))
}

// settingOf is what networks of one setting share.
func settingOf(net train.Params) string { return net.Encoding.String() }

// patterns are components of place codes, under the names that claims use.
func (p profile) patterns(g *pipeline.Graph) (names []string, patterns []pipeline.Ref[nnpca.Result]) {
	add := func(name string, code theory.Code, nonNegative bool) {
		names = append(names, name)
		patterns = append(patterns, p.pattern(g, code, 20, nonNegative))
	}
	ideal := placeCode(theory.DoS, 0.12, 2)
	uniform, wide, wideBox := ideal, placeCode(theory.DoS, 0.16, 2), placeCode(theory.DoS, 0.16, 2)
	uniform.Layout, wideBox.BoxWidthM = theory.Uniform, 3.3
	add(paper.PatternDoS, ideal, true)
	add(paper.PatternSigned, ideal, false)
	add(paper.PatternUniform, uniform, true)
	add(paper.PatternWide, wide, true)
	add(paper.PatternWideBox, wideBox, true)
	add(paper.PatternGaussian, placeCode(theory.Gaussian, 0.12, 0), true)
	add(paper.PatternDoG, placeCode(theory.TrueDoG, 0.12, 2), true)
	add(paper.PatternSoD, placeCode(theory.SoD, 0.12, 2), true)
	return names, patterns
}
