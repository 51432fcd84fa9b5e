package paper

import (
	"context"

	"nofreelunch/data"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/world/encoding"
)

// Encodings judges Results 1, 2, 5 and 7, and what the raw threshold means.
func Encodings(ctx context.Context, p Params, t rows.Table, others []Varied) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	more, err := p.varied(others)
	if err != nil {
		return Verdicts{}, err
	}
	c := p.censusOf(t)
	v, err := judge(p, p.published(), argued(p.encodingClaims(c), more))
	if err != nil {
		return v, err
	}
	v.Context = append(v.Context, c.scale())
	return v, ctx.Err()
}

// scale sets the number of networks beside the published one.
func (c census) scale() Context {
	return Context{
		ID: "r1-runs", Part: "Result 1", Kind: KindContext, Statement: "Networks that were trained; published: more than", Source: "Schaeffer2022",
		Published: 11000, Ours: float64(len(c.networks())),
	}
}

// group is the figures' name of a published encoding.
func group(encoding string) string {
	switch encoding {
	case "gaussian":
		return "Gaussian"
	case "true dog":
		return "true DoG"
	case "dos":
		return "DoS"
	case "sod":
		return "SoD"
	}
	return encoding
}

// slug is an encoding in a claim's name.
func slug(encoding string) string {
	b := []byte(encoding)
	for i := range b {
		if b[i] == ' ' {
			b[i] = '-'
		}
	}
	return string(b)
}

func (p Params) encodingClaims(c census) []definition {
	var out []definition
	for _, r := range data.ResultsByEncoding() {
		out = append(out, p.accuracyOf(c, r), p.gridOf(c, r))
	}
	out = append(out, p.totals(c)...)
	out = append(out, p.moreUnits(c)...)
	return append(out, p.realistic(c)...)
}

// group is the networks of a group that keep accepts.
func (c census) group(name string, keep func(member) bool) func(reading) (census, error) {
	return func(r reading) (census, error) { return c.of(name, keep, r) }
}

func (p Params) accuracyOf(c census, r data.EncodingResult) definition {
	return claimed(
		Claim{
			ID: "fig2a-" + slug(r.Encoding) + "-accurate", Part: "Result 1", Source: "Schaeffer2022", Where: "Fig. 2a",
			Statement: "Fraction of the " + group(r.Encoding) + " networks that decode position within 10 cm",
			Published: r.LowErrorFraction, PublishedN: int64(r.Runs), Uncertainty: r.Uncertainty, Unit: "1", Of: "networks",
			Estimator: "census: networks with ErrorM < LowErrorM; Wilson",
		},
		fraction(fractionMargin), c.accuracy(group(r.Encoding), nil), p.errorReadings(),
	).like(r.Encoding, c.group(group(r.Encoding), nil), everyFact()...)
}

// accuracy estimates the fraction of a group's networks that are accurate.
func (c census) accuracy(group string, keep func(member) bool) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		of, err := c.of(group, keep, r)
		if err != nil {
			return nothing(), err
		}
		return share(len(of.accurate(r)), len(of))
	}
}

func (p Params) gridOf(c census, r data.EncodingResult) definition {
	return claimed(
		Claim{
			ID: "fig2a-" + slug(r.Encoding) + "-grid", Part: "Result 1", Source: "Schaeffer2022", Where: "Fig. 2a",
			Statement: "Fraction of the accurate " + group(r.Encoding) + " networks with possible grid cells",
			Published: r.GridGivenLowError, PublishedN: int64(float64(r.Runs)*r.LowErrorFraction + 0.5), Uncertainty: r.Uncertainty,
			Unit: "1", Of: "accurate networks", Estimator: "census: accurate networks with AboveOfAll > 0; Wilson",
		},
		fraction(fractionMargin), c.withGrid(group(r.Encoding)), p.gridReadings(),
	).like(r.Encoding, c.group(group(r.Encoding), nil), everyFact()...)
}

// withGrid estimates the fraction of a group's accurate networks that have a
// grid-like unit.
func (c census) withGrid(group string) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		of, err := c.of(group, nil, r)
		if err != nil {
			return nothing(), err
		}
		ok := of.accurate(r)
		return share(ok.grid(r), len(ok))
	}
}

func (p Params) totals(c census) []definition {
	claim := Claim{Part: "Result 1", Source: "Schaeffer2022", Published: none(), Unit: "1", Of: "networks", Estimator: "census: all networks; Wilson"}
	most, few, mix := claim, claim, claim
	most.ID, most.Where, most.Statement = "r1-most-accurate", "Result 1", "Most networks trained to integrate paths do so"
	few.ID, few.Where, few.Statement = "r1-few-grid", "Result 1", "Fewer than 10 % of the accurate networks have possible grid cells"
	few.Published, few.Of, few.Estimator = 0.1, "accurate networks", "census: accurate networks with AboveOfAll > 0; Wilson"
	mix.ID, mix.Where, mix.Finding, mix.Computed, mix.Exact = "f-published-mix", "Fig. 2a", true, true, true
	mix.Statement = "The published bars alone hold more networks with possible grid cells than 10 % of all the 11,000 that were trained, accurate or not: their part of 11,000"
	mix.Of, mix.Estimator = "published runs", "data/results_by_encoding.csv: runs x low-error x grid, over 11,000; the interval is the reading error's"
	return []definition{
		claimed(most, above(0.5), c.accuracy("", nil), p.errorReadings()).like("all", c.group("", nil), everyFact()...),
		claimed(few, below(0.1), c.withGrid(""), p.gridReadings()).like("all", c.group("", nil), everyFact()...),
		claimed(mix, above(0.1), publishedMix, nil),
	}
}

// publishedMix is how many networks of the published bars have possible grid
// cells, as a part of all that were trained.
func publishedMix(reading) (Estimate, error) {
	const trained = 11000
	runs, grid, low, high := 0, 0.0, 0.0, 0.0
	for _, r := range data.ResultsByEncoding() {
		runs += r.Runs
		of := func(shift float64) float64 {
			a, g := min(1, max(0, r.LowErrorFraction+shift)), min(1, max(0, r.GridGivenLowError+shift))
			return float64(r.Runs) * float64(a*g)
		}
		grid, low, high = grid+of(0), low+of(-r.Uncertainty), high+of(r.Uncertainty)
	}
	return Estimate{grid / trained, low / trained, high / trained, int64(runs)}, nil
}

// units estimates the mean fraction of grid-like units over accurate networks.
func (p Params) units(c census, group string, keep func(member) bool, r reading) (Estimate, error) {
	of, err := c.of(group, keep, r)
	if err != nil {
		return nothing(), err
	}
	ok := of.accurate(r)
	e, err := p.mean(group+" "+r.name, ok.fractions(r))
	if err != nil || e.Low != e.High || r.overNull {
		return e, err
	}
	return ok.pooled(r, e)
}

// pooled gives an estimate of networks that do not differ at all the interval of
// their units: drawing the same value again says nothing of its error.
func (c census) pooled(r reading, e Estimate) (Estimate, error) {
	k, n := 0, 0
	for _, m := range c {
		k, n = k+int(m.units(r)), n+int(m.counted(r))
	}
	units, err := share(k, n)
	e.Low, e.High = units.Low, units.High
	return e, err
}

// contrast estimates how many more grid-like units one set of networks has
// than another.
func (p Params) contrast(c census, a string, keepA func(member) bool, b string, keepB func(member) bool) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		more, err := p.units(c, a, keepA, r)
		if err != nil {
			return nothing(), err
		}
		fewer, err := p.units(c, b, keepB, r)
		if err != nil {
			return nothing(), err
		}
		return difference(more, fewer), nil
	}
}

const fractionOfUnits = "census: AboveOfAll/Scored, mean over accurate networks; bootstrap over networks"

// moreUnits are Results 2 and 7: DoS against every other encoding.
func (p Params) moreUnits(c census) []definition {
	var out []definition
	for _, other := range []struct{ part, group string }{
		{"Result 2", "cartesian"}, {"Result 2", "high-dim cartesian"}, {"Result 2", "high-dim polar"},
		{"Result 2", "Gaussian"}, {"Result 2", "SoD"}, {"Result 7", "true DoG"},
	} {
		var keepB func(member) bool
		if other.part == "Result 7" {
			keepB = at(encoding.IdealSigmaM, encoding.IdealSurroundScale)
		}
		out = append(out, claimed(
			Claim{
				ID: "dos-over-" + slug(other.group), Part: other.part, Source: "Schaeffer2022", Where: other.part,
				Statement: "DoS networks (σ = 0.12 m, s = 2) have more grid-like units than " + other.group + " networks",
				Published: none(), Unit: "1", Of: "accurate networks an encoding", Estimator: fractionOfUnits + "; difference",
			},
			above(0), p.contrast(c, "DoS", at(encoding.IdealSigmaM, encoding.IdealSurroundScale), other.group, keepB), p.gridReadings(),
		).like("dos", c.group("DoS", at(encoding.IdealSigmaM, encoding.IdealSurroundScale)), FactEstimator))
	}
	dog := Claim{
		ID: "r7-dog-none", Part: "Result 7", Source: "Schaeffer2022", Where: "Fig. 4c",
		Statement: "Networks on a true DoG (σ = 0.12 m, s = 2) have next to no grid-like units", Published: none(),
		Unit: "1", Of: "accurate networks", Estimator: fractionOfUnits,
	}
	null := Claim{
		ID: "f-null", Part: "Result 2", Source: "Schaeffer2022", Where: "Sec. 3, threshold", Finding: true,
		Statement: "More units of DoS networks (σ = 0.12 m, s = 2) pass Score60 > 0.8 than maps of ring-band noise of their wavelength do",
		Published: none(), Unit: "1", Of: "accurate networks", Estimator: "census: Above/Active less NullAbove/NullMaps, mean over accurate networks; bootstrap over networks",
	}
	ideal := at(encoding.IdealSigmaM, encoding.IdealSurroundScale)
	return append(out,
		claimed(dog, below(unitMargin), func(r reading) (Estimate, error) { return p.units(c, "true DoG", ideal, r) }, p.gridReadings()).
			like("true dog", c.group("true DoG", ideal), FactEstimator),
		claimed(null, above(0), func(r reading) (Estimate, error) {
			r.overNull = true
			return p.units(c, "DoS", ideal, r)
		}, p.gridReadings()))
}

// realistic is Result 5: place cells with several fields of several widths.
func (p Params) realistic(c census) []definition {
	claim := Claim{Part: "Result 5", Source: "Schaeffer2022", Where: "Fig. 5", Unit: "1", Of: "networks", Published: none()}
	single, many, less, no := claim, claim, claim, claim
	single.ID, single.Statement = "fig5-single-accurate", "All networks on single-field single-scale DoS decode within 10 cm"
	many.ID, many.Statement = "fig5-multi-accurate", "All networks on multi-field multi-scale DoS decode within 10 cm"
	for i, m := range []*Claim{&single, &many} {
		of := data.ResultsByPopulation()[i]
		m.Published, m.PublishedN, m.Uncertainty, m.Estimator = of.LowErrorFraction, int64(of.Runs), of.Uncertainty, "census: networks with ErrorM < LowErrorM; Wilson"
	}
	less.ID, less.Statement = "r5-fewer-units", "Single-field single-scale DoS gives more grid-like units than multi-field multi-scale DoS"
	no.ID, no.Statement = "r5-none", "Multi-field multi-scale DoS gives next to no grid-like units"
	less.Of, no.Of = "accurate networks a kind", "accurate networks"
	less.Estimator, no.Estimator = fractionOfUnits+"; difference", fractionOfUnits
	several := func(m member) bool { return m.Setting == sweep.Realistic().String() }
	ideal := at(encoding.IdealSigmaM, encoding.IdealSurroundScale)
	const panel = "populations"
	return []definition{
		claimed(single, fraction(fractionMargin), c.accuracy("DoS", ideal), p.errorReadings()).like(panel, c.group("DoS", ideal), everyFact()...),
		claimed(many, fraction(fractionMargin), c.accuracy("DoS", several), p.errorReadings()).like(panel, c.group("DoS", several), everyFact()...),
		claimed(less, above(0), p.contrast(c, "DoS", ideal, "DoS", several), p.gridReadings()).like(panel, c.group("DoS", several), FactEstimator),
		claimed(no, below(unitMargin), func(r reading) (Estimate, error) { return p.units(c, "DoS", several, r) }, p.gridReadings()).
			like(panel, c.group("DoS", several), FactEstimator),
	}
}
