package graph

import (
	"strings"

	"nofreelunch/data"
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/compare"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/nnpca"
	"nofreelunch/stages/world/encoding"
)

// widths are the homogeneous DoS networks at the published surround, and their
// widths, growing.
func (p *Paper) widths() (networks []train.Params, widths []estimate.Width) {
	networks = p.sweeps.Widths.Where(func(n train.Params) bool {
		return sweep.Homogeneous(n) && sweep.SurroundScale(n) == p.Change.IdealSurroundScale()
	})
	for _, w := range sweep.By(networks, sweep.SigmaM) {
		k := dog.Matched(w.Key, p.Change.IdealSurroundScale()).KStar(2).K
		widths = append(widths, estimate.Width{Encoding: encoding.DoSEntry().Kind().String(), SigmaM: w.Key, SurroundScale: p.Change.IdealSurroundScale(), TheoryM: dog.Period(k), PublishedM: publishedPeriodM(w.Key)})
	}
	return networks, widths
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

// publishedPercents is the published curve of figure 4, at s = 2.
func publishedPercents() (of []estimate.PublishedPoint) {
	for _, q := range data.GridPercents() {
		of = append(of, estimate.PublishedPoint{SigmaM: q.SigmaM, SurroundScale: encoding.IdealSurroundScale, Threshold: q.Threshold,
			Fraction: q.Percent / 100, Uncertainty: q.Uncertainty / 100})
	}
	return of
}

// animals are the periods of grid modules of animals.
func animals() (of []figures.Animal) {
	for _, m := range data.AnimalModules() {
		source, _, _ := strings.Cut(m.Source, ",")
		of = append(of, figures.Animal{Module: m.Name, PeriodM: m.SpacingM, Source: source})
	}
	return of
}

// longestPeriodM is the longest period that figure 3 counts.
const longestPeriodM = 1.9

// periods are the grid periods by width.
func (p *Paper) periods() pipeline.Ref[estimate.PeriodTables] {
	networks, widths := p.widths()
	return pipeline.Do1(p.Graph, "estimates", estimate.Periods, estimate.PeriodParams{Judge: p.Judge(3), Widths: widths,
		Kernel: estimate.PublishedKernel(data.PeriodBinM, 1.5*BoxWidthM), MaxPeriodM: longestPeriodM}, p.Rows(networks))
}

// Figure3 shows grid periods against the width of the place fields.
func (p *Paper) Figure3() pipeline.Ref[figures.Figure3Output] {
	networks, _ := p.widths()
	var codes []compare.Code
	for _, w := range sweep.By(networks, sweep.SigmaM) {
		e := w.Networks[0].Encoding
		codes = append(codes, compare.Code{Encoding: e, Curve: encoding.DoSEntry().Curve(e)})
	}
	return pipeline.Do2(p.Graph, "draw", figures.Figure3, figures.Figure3Params{
		Profile: p.Profile(), Judge: p.Judge(3), MaxPeriodM: longestPeriodM, Animals: animals(),
	}, p.periods(), pipeline.Do0(p.Graph, "theory", compare.Rings, compare.RingParams{Codes: codes, Points: 64}))
}

// Figure4 shows grid-like units against width and surround.
func (p *Paper) Figure4() pipeline.Ref[figures.Figure4Output] {
	networks, widths := p.widths()
	rest := p.sweeps.DoS.Where(func(n train.Params) bool {
		return sweep.Homogeneous(n) && sweep.SurroundScale(n) != p.Change.IdealSurroundScale()
	})
	var others []estimate.Width
	for _, s := range sweep.By(rest, sweep.SurroundScale) {
		for _, w := range sweep.By(s.Networks, sweep.SigmaM) {
			others = append(others, estimate.Width{Encoding: encoding.DoSEntry().Kind().String(), SigmaM: w.Key, SurroundScale: s.Key})
		}
	}
	return pipeline.Do2(p.Graph, "draw", figures.Figure4, figures.Figure4Params{
		Profile: p.Profile(), Judge: p.Judge(4), IdealSigmaM: p.Change.IdealSigmaM(), IdealSurroundScale: p.Change.IdealSurroundScale(),
	}, pipeline.Do1(p.Graph, "estimates", estimate.Widths, estimate.WidthParams{
		Judge: p.Judge(4), Widths: widths, Others: others, Thresholds: thresholds(), Published: publishedPercents(),
	}, p.Rows(networks, rest)), p.components(widths))
}

// components are non-negative principal components of DoS populations by
// width: in the published box, in a wider one with as many cells and bins to
// the metre, and in the published box with the published centres.
func (p *Paper) components(widths []estimate.Width) pipeline.Ref[[]estimate.Component] {
	var rows []pipeline.Ref[[]estimate.Component]
	for _, c := range []struct {
		name        string
		boxWidthM   float64
		cells, bins int
		layout      encoding.Layout
	}{
		{"2.2 m, regular", BoxWidthM, 23 * 23, 20, encoding.Grid},
		{"3.3 m, regular", 3.3, 35 * 35, 30, encoding.Grid},
		{"2.2 m, uniform", BoxWidthM, 23 * 23, 20, encoding.Uniform},
	} {
		for i, w := range widths {
			if i%2 != 0 { // the wide box is costly, and half of the widths show the curve
				continue
			}
			code := placeCode(encoding.DoSEntry(), w.SigmaM, p.Change.IdealSurroundScale())
			code.Encoding.BoxWidthM, code.Encoding.Cells, code.Encoding.Centres = c.boxWidthM, c.cells, c.layout
			rows = append(rows, pipeline.Do1(p.Graph, "estimates", estimate.Components, estimate.ComponentParams{Population: c.name}, p.pattern(code, c.bins, true)))
		}
	}
	return pipeline.Do1(p.Graph, "estimates", estimate.JoinComponents, estimate.JoinComponentsParams{}, pipeline.List(rows))
}

// pattern is principal components of a place code.
func (p *Paper) pattern(code compare.Code, bins int, nonNegative bool) pipeline.Ref[nnpca.Result] {
	return pipeline.Do0(p.Graph, "patterns", nnpca.Run, nnpca.Params{
		Encoding: code.Encoding, Curve: code.Curve, Bins: bins, Starts: p.Starts, Iterations: 300, NonNegative: nonNegative, Seed: 6,
	})
}
