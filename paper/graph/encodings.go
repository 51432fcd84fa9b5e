package graph

import (
	"slices"

	"nofreelunch/data"
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/compare"
	"nofreelunch/stages/theory/theory"
	"nofreelunch/stages/world/placefield"
)

// An encoded is the networks of one encoding. Heterogeneous populations count as
// DoS, as published.
type encoded struct {
	name     string
	networks []train.Params
}

// encodings are all networks by what they are trained on.
func (p *Paper) encodings() []encoded {
	s := p.sweeps
	return slices.DeleteFunc([]encoded{
		{"cartesian", s.Cartesian.Networks}, {"high-dim cartesian", s.HighCartesian.Networks},
		{"polar", s.Polar.Networks}, {"high-dim polar", s.HighPolar.Networks},
		{"Gaussian", s.Gaussian.Networks}, {"true DoG", s.TrueDoG.Networks}, {"SoD", s.SoD.Networks},
		{"DoS", slices.Concat(s.DoS.Networks, s.Heterogeneous.Networks)},
	}, func(e encoded) bool { return len(e.networks) == 0 })
}

// networksOf are the networks of some encodings, or of all.
func (p *Paper) networksOf(names ...string) (of []train.Params) {
	for _, e := range p.encodings() {
		if len(names) == 0 || slices.Contains(names, e.name) {
			of = append(of, e.networks...)
		}
	}
	return of
}

// byEncoding are the encodings as groups.
func (p *Paper) byEncoding(names ...string) []rows.Group {
	var groups []rows.Group
	for _, e := range p.encodings() {
		if len(names) == 0 || slices.Contains(names, e.name) {
			groups = append(groups, rows.Group{Name: e.name, Where: rows.Where{Encoding: e.name}})
		}
	}
	return groups
}

// accuracy counts accurate networks and possible grid cells by encoding.
func (p *Paper) accuracy() pipeline.Ref[estimate.EncodingTables] {
	return pipeline.Do1(p.Graph, "estimates", estimate.Encodings, estimate.EncodingParams{
		Judge: p.judge(1), Groups: p.byEncoding(), Published: published(),
	}, p.Rows(p.networksOf()))
}

// published are the published results under the names of our groups.
func published() []estimate.Published {
	names := map[string]string{"gaussian": "Gaussian", "true dog": "true DoG", "dos": "DoS", "sod": "SoD"}
	var out []estimate.Published
	for _, r := range data.ResultsByEncoding() {
		name := r.Encoding
		if n, ok := names[name]; ok {
			name = n
		}
		out = append(out, estimate.Published{Group: name, Runs: r.Runs, LowError: r.LowErrorFraction, Grid: r.GridGivenLowError})
	}
	return out
}

// Figure1 shows which encodings networks decode, and which of those have
// possible grid cells.
func (p *Paper) Figure1() pipeline.Ref[figures.Figure1Output] {
	return pipeline.Do1(p.Graph, "draw", figures.Figure1, figures.Figure1Params{Profile: p.profile(), Judge: p.judge(1)}, p.accuracy())
}

// survival is the curve of a group's accurate networks.
func survival(g rows.Group) estimate.Curve {
	return estimate.Curve{Group: g, Score: estimate.Score60, Accurate: true, Stream: "survival " + g.Name}
}

// ofNull is the curve of the nulls of networks, under the null's name.
func ofNull(name string, where rows.Where, stream string) estimate.Curve {
	return estimate.Curve{Group: rows.Group{Name: name, Where: where}, Score: estimate.Score60, Null: true, Stream: stream}
}

// idealDoS chooses the homogeneous DoS networks of the published width and
// surround.
func idealDoS() rows.Where {
	return rows.Where{Encoding: "DoS", Population: rows.Homogeneous, SigmaM: idealSigmaM, SurroundScale: idealSurround}
}

// Figure2 shows survival functions of the grid score and rate maps by encoding.
func (p *Paper) Figure2() pipeline.Ref[figures.Figure2Output] {
	shown := []string{"cartesian", "high-dim polar", "Gaussian", "DoS"}
	var curves []estimate.Curve
	for _, g := range p.byEncoding() {
		curves = append(curves, survival(g))
	}
	curves = append(curves, ofNull(ringBand, idealDoS(), "survival "+ringBand))
	table := p.Rows(p.networksOf())
	survivals := pipeline.Do1(p.Graph, "estimates", estimate.Survivals, estimate.CurveParams{Judge: p.judge(2), Curves: curves}, table)
	return pipeline.Do3(p.Graph, "draw", figures.Figure2, figures.Figure2Params{Profile: p.profile(), Judge: p.judge(2), Shown: shown, Null: ringBand},
		p.accuracy(), survivals, p.examples(p.byEncoding(shown...), table, p.networksOf(shown...)))
}

// Figure5 compares single-field single-scale with multi-field multi-scale place
// cells.
func (p *Paper) Figure5() pipeline.Ref[figures.Figure5Output] {
	single, many := p.sweeps.DoS.Where(ideal), p.sweeps.Heterogeneous.Networks
	groups := []rows.Group{
		{Name: "single field, single scale", Where: idealDoS()},
		{Name: "multiple fields, multiple scales", Where: rows.Where{Encoding: "DoS", Population: rows.Heterogeneous}},
	}
	var curves []estimate.Curve
	for _, g := range groups {
		noise := ofNull(figures.NullOf(g.Name, ringBand), g.Where, "survival "+figures.NullOf(g.Name, ringBand))
		noise.Accurate = true
		curves = append(curves, survival(g), noise)
	}
	cells := func(net train.Params) placefield.Params {
		return placefield.Params{Encoding: net.Encoding, Cells: 7, Bins: 44, Points: 2}
	}
	fields := pipeline.Do0(p.Graph, "placefields", placefield.Examples, placefield.ExampleParams{Populations: []placefield.Population{
		{Name: groups[0].Name, Cells: cells(single[len(single)-1])}, {Name: groups[1].Name, Cells: cells(many[len(many)-1])},
	}})
	var byPopulation []estimate.Published
	for _, r := range data.ResultsByPopulation() {
		byPopulation = append(byPopulation, estimate.Published{Group: r.Population, Runs: r.Runs, LowError: r.LowErrorFraction})
	}
	table := p.Rows(single, many)
	return pipeline.Do4(p.Graph, "draw", figures.Figure5, figures.Figure5Params{Profile: p.profile(), Judge: p.judge(5), Null: ringBand},
		pipeline.Do1(p.Graph, "estimates", estimate.Encodings, estimate.EncodingParams{Judge: p.judge(5), Groups: groups, Published: byPopulation}, table),
		pipeline.Do1(p.Graph, "estimates", estimate.Survivals, estimate.CurveParams{Judge: p.judge(5), Curves: curves}, table),
		p.examples(groups, table, single, many), fields)
}

// Figure7 compares networks trained on the published difference of softmaxes
// with networks trained on a true difference of Gaussians of the same widths.
func (p *Paper) Figure7() pipeline.Ref[figures.Figure7Output] {
	dos, dog := p.sweeps.DoS.Where(ideal), p.sweeps.TrueDoG.Where(ideal)
	codes := pipeline.Do0(p.Graph, "theory", compare.Codes, compare.CodeParams{CurvePoints: 221, MapPoints: 64, Modes: 10, Codes: []compare.Named{
		{Name: "DoS, σ = 0.12 m, *s* = 2", Code: placeCode(theory.DoS, 0.12, 2)},
		{Name: "true DoG, σ = 0.12 m, *s* = 2", Code: placeCode(theory.TrueDoG, 0.12, 2)},
		{Name: "true DoG, σ = 0.05 m, *s* = 2", Code: placeCode(theory.TrueDoG, 0.05, 2)},
		{Name: "true DoG, σ = 0.12 m, *s* = 3", Code: placeCode(theory.TrueDoG, 0.12, 3)},
	}})
	trueDoG := idealDoS()
	trueDoG.Encoding = "true DoG"
	groups, null := []rows.Group{{Name: "DoS", Where: idealDoS()}, {Name: "true DoG", Where: trueDoG}}, rows.Group{Name: ringBand, Where: idealDoS()}
	curves := []estimate.Curve{ofNull(null.Name, null.Where, "figure 7 density "+null.Name)}
	for _, g := range slices.Backward(groups) {
		curves = append([]estimate.Curve{{Group: g, Score: estimate.Score60, Stream: "figure 7 density " + g.Name}}, curves...)
	}
	table := p.Rows(dos, dog)
	return pipeline.Do4(p.Graph, "draw", figures.Figure7, figures.Figure7Params{Profile: p.profile(), Judge: p.judge(7), Null: ringBand}, codes,
		pipeline.Do1(p.Graph, "estimates", estimate.Groups, estimate.GroupParams{Judge: p.judge(7), Groups: groups, Nulls: []rows.Group{null}}, table),
		pipeline.Do1(p.Graph, "estimates", estimate.Densities, estimate.CurveParams{Judge: p.judge(7), Curves: curves}, table),
		p.examples(groups, table, dos, dog))
}

// placeCode is the population that theory is asked about: the published number
// of cells is 512, here on the nearest regular grid, so that no accident of
// the centres shows in the spectrum.
func placeCode(kind theory.Kind, sigmaM, s float64) theory.Code {
	return theory.Code{
		Kind: kind, Cells: 23 * 23, BoxWidthM: BoxWidthM, Layout: theory.Grid,
		SigmaM: sigmaM, SurroundScale: s,
	}
}
