package graph

import (
	"nofreelunch/paper"
	"nofreelunch/pipeline"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/world/encoding"
)

// Claims judges the publication's statements, part by part, so that only what
// rests on a changed estimate is judged again.
func (p *Paper) Claims() pipeline.Ref[paper.Verdicts] {
	j := p.Judge(10)
	params := paper.Params{Profile: p.Profile().Name, Threshold: j.Threshold, LowErrorM: j.LowErrorM, ErrorSteps: j.ErrorSteps, Resamples: p.Resamples, Seed: j.Seed, Unfinished: p.Caution}
	table := p.Everyone()
	// Other looks at the same networks, such as other nulls, boxes or walks, by
	// which every claim on networks is read too.
	var varied []pipeline.Ref[paper.Varied]
	others := pipeline.List(varied)
	return pipeline.Do1(p.Graph, "judge", paper.Join, paper.JoinParams{Profile: params.Profile}, pipeline.List([]pipeline.Ref[paper.Verdicts]{
		pipeline.Do2(p.Graph, "judge", paper.Encodings, params, table, others),
		pipeline.Do3(p.Graph, "judge", paper.Widths, params, table, p.periods(), others),
		pipeline.Do3(p.Graph, "judge", paper.Theory, params, p.coupling(), p.fields(), pipeline.List(p.patterns())),
		pipeline.Do2(p.Graph, "judge", paper.Paradox, params, p.architectures(), p.Rows(p.sweeps.Architectures.Networks)),
		pipeline.Do3(p.Graph, "judge", paper.Conclusion, params, p.sharedMinimum(), p.family(), p.walk()),
		pipeline.Do1(p.Graph, "judge", paper.Transient, params, p.Course()),
	}))
}

// patterns are components of place codes, under the names that claims use.
func (p *Paper) patterns() []pipeline.Ref[estimate.StartTables] {
	ideal := placeCode(encoding.DoSEntry(), encoding.IdealSigmaM, encoding.IdealSurroundScale)
	uniform, wide := ideal, placeCode(encoding.DoSEntry(), 0.16, encoding.IdealSurroundScale)
	uniform.Encoding.Centres = encoding.Uniform
	wideBox := wide
	wideBox.Encoding.BoxWidthM = 3.3
	return []pipeline.Ref[estimate.StartTables]{
		p.starts(paper.PatternDoS, ideal, true),
		p.starts(paper.PatternSigned, ideal, false),
		p.starts(paper.PatternUniform, uniform, true),
		p.starts(paper.PatternWide, wide, true),
		p.starts(paper.PatternWideBox, wideBox, true),
		p.starts(paper.PatternGaussian, placeCode(encoding.GaussianEntry(), encoding.IdealSigmaM, encoding.IdealSurroundScale), true),
		p.starts(paper.PatternDoG, placeCode(encoding.TrueDoGEntry(), encoding.IdealSigmaM, encoding.IdealSurroundScale), true),
		p.starts(paper.PatternSoD, placeCode(encoding.SoDEntry(), encoding.IdealSigmaM, encoding.IdealSurroundScale), true),
	}
}
