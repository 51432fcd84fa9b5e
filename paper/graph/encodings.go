package graph

import (
	"slices"

	"nofreelunch/data"
	"nofreelunch/figures"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/theory/compare"
	"nofreelunch/stages/world/encoding"
	"nofreelunch/stages/world/placefield"
)

// shown are the entries of some kinds, or of all, that have networks.
func (p *Paper) shown(kinds ...encoding.Kind) (of []encoding.Entry) {
	for _, e := range p.entries {
		if (len(kinds) == 0 || slices.Contains(kinds, e.Kind())) && len(p.sweeps.On(e)) > 0 {
			of = append(of, e)
		}
	}
	return of
}

// networksOf are the networks of entries.
func (p *Paper) networksOf(entries []encoding.Entry) (of []train.Params) {
	for _, e := range entries {
		of = append(of, p.sweeps.On(e)...)
	}
	return of
}

// groups are entries as groups of networks.
func groups(entries []encoding.Entry) (of []rows.Group) {
	for _, e := range entries {
		of = append(of, rows.Group{Name: e.Look().Name, Where: rows.Where{Encoding: e.Kind().String()}})
	}
	return of
}

// names are those of entries on figures.
func names(entries []encoding.Entry) (of []string) {
	for _, e := range entries {
		of = append(of, e.Look().Name)
	}
	return of
}

// accuracy counts accurate networks and possible grid cells by encoding.
func (p *Paper) accuracy() pipeline.Ref[estimate.EncodingTables] {
	return pipeline.Do1(p.Graph, "estimates", estimate.Encodings, estimate.EncodingParams{
		Judge: p.Judge(1), Groups: groups(p.shown()), Published: p.published(),
	}, p.Everyone())
}

// published are the published results under the names of our groups.
func (p *Paper) published() []estimate.Published {
	var out []estimate.Published
	for _, e := range p.entries {
		for _, r := range data.ResultsByEncoding() {
			if r.Encoding == e.Kind().String() {
				out = append(out, estimate.Published{Group: e.Look().Name, Runs: r.Runs, LowError: r.LowErrorFraction, Grid: r.GridGivenLowError})
			}
		}
	}
	return out
}

// Figure1 shows which encodings networks decode, and which of those have
// possible grid cells.
func (p *Paper) Figure1() pipeline.Ref[figures.Figure1Output] {
	return pipeline.Do1(p.Graph, "draw", figures.Figure1, figures.Figure1Params{Profile: p.Profile(), Judge: p.Judge(1)}, p.accuracy())
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
func (p *Paper) idealDoS() rows.Where {
	dos := encoding.DoSEntry().Kind().String()
	return rows.Where{Encoding: dos, Population: rows.Homogeneous, SigmaM: p.Change.IdealSigmaM(), SurroundScale: p.Change.IdealSurroundScale()}
}

// Figure2 shows survival functions of the grid score and rate maps by encoding.
func (p *Paper) Figure2() pipeline.Ref[figures.Figure2Output] {
	all := p.shown()
	mapped := p.shown(encoding.CartesianEntry().Kind(), encoding.HighDimPolarEntry().Kind(), encoding.GaussianEntry().Kind(), encoding.DoSEntry().Kind())
	var curves []estimate.Curve
	for _, g := range groups(all) {
		curves = append(curves, survival(g))
	}
	curves = append(curves, ofNull(ringBand, p.idealDoS(), "survival "+ringBand))
	table := p.Rows(p.networksOf(all))
	survivals := pipeline.Do1(p.Graph, "estimates", estimate.Survivals, estimate.CurveParams{Judge: p.Judge(2), Curves: curves}, table)
	return pipeline.Do3(p.Graph, "draw", figures.Figure2, figures.Figure2Params{Profile: p.Profile(), Judge: p.Judge(2), Shown: names(mapped), Null: ringBand},
		p.accuracy(), survivals, p.examples(groups(mapped), table, p.networksOf(mapped)))
}

// Populations of figure 5. The published ones have the names of its tables.
const (
	onePopulation    = "single field, single scale"
	manyPopulation   = "multiple fields, multiple scales"
	milderPopulation = "extra, not published: fewer fields, nearer scales"
)

// Figure5 compares single-field single-scale with multi-field multi-scale place
// cells: the published population of them, and a milder one as an extra.
func (p *Paper) Figure5() pipeline.Ref[figures.Figure5Output] {
	single := p.sweeps.Ideal.Networks
	many, milder := p.sweeps.Heterogeneous.Where(sweep.On(sweep.Realistic())), p.sweeps.Heterogeneous.Where(sweep.On(sweep.Milder()))
	on := func(e encoding.Params) rows.Where {
		return rows.Where{Setting: e.String(), Population: rows.Heterogeneous}
	}
	of := []rows.Group{
		{Name: onePopulation, Where: p.idealDoS()},
		{Name: manyPopulation, Where: on(sweep.Realistic())},
		{Name: milderPopulation, Where: on(sweep.Milder())},
	}
	var curves []estimate.Curve
	for _, g := range of {
		noise := ofNull(figures.NullOf(g.Name, ringBand), g.Where, "survival "+figures.NullOf(g.Name, ringBand))
		noise.Accurate = true
		curves = append(curves, survival(g), noise)
	}
	var populations []placefield.Population
	for i, networks := range [][]train.Params{single, many, milder} {
		last := networks[len(networks)-1]
		populations = append(populations, placefield.Population{Name: of[i].Name, Cells: placefield.Params{Encoding: last.Encoding, Cells: 7, Bins: 44, Points: 2}})
	}
	fields := pipeline.Do0(p.Graph, "placefields", placefield.Examples, placefield.ExampleParams{Populations: populations})
	var byPopulation []estimate.Published
	for _, r := range data.ResultsByPopulation() {
		byPopulation = append(byPopulation, estimate.Published{Group: r.Population, Runs: r.Runs, LowError: r.LowErrorFraction})
	}
	table := p.Rows(single, many, milder)
	return pipeline.Do4(p.Graph, "draw", figures.Figure5, figures.Figure5Params{Profile: p.Profile(), Judge: p.Judge(5), Null: ringBand},
		pipeline.Do1(p.Graph, "estimates", estimate.Encodings, estimate.EncodingParams{Judge: p.Judge(5), Groups: of, Published: byPopulation}, table),
		pipeline.Do1(p.Graph, "estimates", estimate.Survivals, estimate.CurveParams{Judge: p.Judge(5), Curves: curves}, table),
		p.examples(of, table, single, many, milder), fields)
}

// pooledBelowM is the decoding error, m, below which the publication pools the
// true DoG networks of all widths and surrounds.
const pooledBelowM = 0.15

// Figure7 compares networks trained on the published difference of softmaxes
// with networks trained on a true difference of Gaussians of the same widths.
func (p *Paper) Figure7() pipeline.Ref[figures.Figure7Output] {
	dos, dog := p.sweeps.DoS.Where(p.ideal), p.trueDoG()
	codes := pipeline.Do0(p.Graph, "theory", compare.Codes, compare.CodeParams{CurvePoints: 221, MapPoints: 64, Modes: 10, Codes: []compare.Named{
		{Name: "DoS, σ = 0.12 m, *s* = 2", Code: placeCode(encoding.DoSEntry(), 0.12, 2)},
		{Name: "true DoG, σ = 0.12 m, *s* = 2", Code: placeCode(encoding.TrueDoGEntry(), 0.12, 2)},
		{Name: "true DoG, σ = 0.05 m, *s* = 2", Code: placeCode(encoding.TrueDoGEntry(), 0.05, 2)},
		{Name: "true DoG, σ = 0.12 m, *s* = 3", Code: placeCode(encoding.TrueDoGEntry(), 0.12, 3)},
	}})
	trueDoG := p.idealDoS()
	trueDoG.Encoding = encoding.TrueDoGEntry().Kind().String()
	of, null := []rows.Group{{Name: "DoS", Where: p.idealDoS()}, {Name: "true DoG", Where: trueDoG}}, rows.Group{Name: ringBand, Where: p.idealDoS()}
	var curves []estimate.Curve
	pooled := rows.Group{Name: "true DoG", Where: rows.Where{Encoding: trueDoG.Encoding, Population: rows.Homogeneous}}
	for _, c := range []estimate.Curve{{Group: of[0]}, {Group: pooled, Accurate: true, LowErrorM: pooledBelowM}} { // as Fig. 4b pools them
		c.Score, c.Everyone, c.Stream = estimate.Score60, true, "figure 7 density "+c.Name
		curves = append(curves, c)
	}
	curves = append(curves, ofNull(null.Name, null.Where, "figure 7 density "+null.Name))
	table := p.Rows(dos, dog, p.sweeps.TrueDoG.Where(sweep.Homogeneous))
	return pipeline.Do4(p.Graph, "draw", figures.Figure7, figures.Figure7Params{Profile: p.Profile(), Judge: p.Judge(7), Null: ringBand, Pooled: "true DoG", PooledBelowM: pooledBelowM}, codes,
		pipeline.Do1(p.Graph, "estimates", estimate.Groups, estimate.GroupParams{Judge: p.Judge(7), Groups: of, Nulls: []rows.Group{null}}, table),
		pipeline.Do1(p.Graph, "estimates", estimate.Densities, estimate.CurveParams{Judge: p.Judge(7), Curves: curves}, table),
		p.examples(of, table, dos, dog))
}

// trueDoG are the networks on a true difference of Gaussians of the published width
// and surround. The published sweep has none of that width.
func (p *Paper) trueDoG() []train.Params {
	return distinct([][]train.Params{p.sweeps.TrueDoG.Where(p.ideal), p.sweeps.Settings.Where(p.ideal)})
}

// placeCode is the population that theory is asked about: the published number
// of cells is 512, here on the nearest regular grid, so that no accident of
// the centres shows in the spectrum.
func placeCode(entry encoding.Entry, sigmaM, s float64) compare.Code {
	p := entry.Kind().Sized(entry.Typical(), 23*23, encoding.Grid)
	p.BoxWidthM = BoxWidthM
	p.SigmaM, p.SurroundScale = encoding.Range{Lo: sigmaM, Hi: sigmaM}, encoding.Range{Lo: s, Hi: s}
	return compare.Code{Encoding: p, Curve: entry.Curve(p)}
}
