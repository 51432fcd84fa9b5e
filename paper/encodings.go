package paper

import (
	"context"

	"nofreelunch/data"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/world/encoding"
)

// Encodings judges Results 1, 2, 5 and 7, and what the raw threshold means.
func Encodings(ctx context.Context, p Params, t rows.Table) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	v, err := judge(p, p.published(), p.encodingClaims(p.censusOf(t)))
	if err != nil {
		return v, err
	}
	return v, ctx.Err()
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

// widestShare is how far an interval may reach to confirm a published fraction.
const widestShare = 0.25

func (p Params) accuracyOf(c census, r data.EncodingResult) definition {
	return definition{
		Claim{
			ID: "fig2a-" + slug(r.Encoding) + "-accurate", Part: "Result 1", Source: "Schaeffer2022", Where: "Fig. 2a",
			Statement: "Fraction of the " + group(r.Encoding) + " networks that decode position within 10 cm",
			Published: r.LowErrorFraction, Uncertainty: r.Uncertainty, Unit: "1", Of: "networks",
			Estimator: "census: networks with ErrorM < LowErrorM; Wilson",
		},
		within(widestShare), c.accuracy(group(r.Encoding), nil), p.errorReadings(),
	}
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
	return definition{
		Claim{
			ID: "fig2a-" + slug(r.Encoding) + "-grid", Part: "Result 1", Source: "Schaeffer2022", Where: "Fig. 2a",
			Statement: "Fraction of the accurate " + group(r.Encoding) + " networks with possible grid cells",
			Published: r.GridGivenLowError, Uncertainty: r.Uncertainty, Unit: "1", Of: "accurate networks",
			Estimator: "census: accurate networks with Above > 0; Wilson",
		},
		within(widestShare),
		func(r2 reading) (Estimate, error) {
			of, err := c.of(group(r.Encoding), nil, r2)
			if err != nil {
				return nothing(), err
			}
			ok := of.accurate(r2)
			return share(ok.grid(r2), len(ok))
		},
		p.gridReadings(),
	}
}

func (p Params) totals(c census) []definition {
	claim := Claim{Part: "Result 1", Source: "Schaeffer2022", Published: none(), Unit: "1", Of: "networks", Estimator: "census: all networks; Wilson"}
	runs, most, few, mix := claim, claim, claim, claim
	runs.ID, runs.Where, runs.Statement = "r1-runs", "Sec. 1", "More than 11,000 networks were trained"
	runs.Published, runs.Estimator = 11000, "census: networks"
	most.ID, most.Where, most.Statement = "r1-most-accurate", "Result 1", "Most networks trained to integrate paths do so"
	few.ID, few.Where, few.Statement = "r1-few-grid", "Result 1", "Fewer than 10 % of the accurate networks have possible grid cells"
	few.Published, few.Of, few.Estimator = 0.1, "accurate networks", "census: accurate networks with Above > 0; Wilson"
	mix.ID, mix.Where, mix.Finding = "f-published-mix", "Fig. 2a", true
	mix.Statement = "The published bars, weighted by their numbers of runs, make fewer than 10 %"
	mix.Published, mix.Of, mix.Estimator = 0.1, "accurate runs", "data/results_by_encoding.csv: runs x low-error x grid over runs x low-error"
	return []definition{
		{runs, atLeast(11001), c.all, nil},
		{most, above(0.5), c.accuracy("", nil), p.errorReadings()},
		{few, below(0.1), func(r reading) (Estimate, error) {
			of, err := c.of("", nil, r)
			if err != nil {
				return nothing(), err
			}
			ok := of.accurate(r)
			return share(ok.grid(r), len(ok))
		}, p.gridReadings()},
		{mix, below(0.1), publishedMix, nil},
	}
}

// all counts the networks.
func (c census) all(r reading) (Estimate, error) {
	of, err := c.of("", nil, r)
	n := float64(len(of))
	return Estimate{n, n, n, int64(len(of))}, err
}

// publishedMix is the published fraction of accurate runs with possible grid
// cells, over all encodings of the bar chart.
func publishedMix(reading) (Estimate, error) {
	grid, accurate := 0.0, 0.0
	for _, r := range data.ResultsByEncoding() {
		a := float64(r.Runs) * r.LowErrorFraction
		accurate += a
		grid += float64(a * r.GridGivenLowError)
	}
	return share(int(grid+0.5), int(accurate+0.5))
}

// units estimates the mean fraction of grid-like units over accurate networks.
func (p Params) units(c census, group string, keep func(member) bool, r reading) (Estimate, error) {
	of, err := c.of(group, keep, r)
	if err != nil {
		return nothing(), err
	}
	return p.mean(group+" "+r.name, of.accurate(r).fractions(r))
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

const fractionOfUnits = "census: Above/Active, mean over accurate networks; bootstrap over networks"

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
		out = append(out, definition{
			Claim{
				ID: "dos-over-" + slug(other.group), Part: other.part, Source: "Schaeffer2022", Where: other.part,
				Statement: "DoS networks (σ = 0.12 m, s = 2) have more grid-like units than " + other.group + " networks",
				Published: none(), Unit: "1", Of: "accurate networks an encoding", Estimator: fractionOfUnits + "; difference",
			},
			above(0), p.contrast(c, "DoS", at(encoding.IdealSigmaM, encoding.IdealSurroundScale), other.group, keepB), p.gridReadings(),
		})
	}
	dog := Claim{
		ID: "r7-dog-none", Part: "Result 7", Source: "Schaeffer2022", Where: "Fig. 4c",
		Statement: "Networks on a true DoG (σ = 0.12 m, s = 2) have next to no grid-like units", Published: none(),
		Unit: "1", Of: "accurate networks", Estimator: fractionOfUnits,
	}
	return append(out,
		definition{dog, below(0.01), func(r reading) (Estimate, error) {
			return p.units(c, "true DoG", at(encoding.IdealSigmaM, encoding.IdealSurroundScale), r)
		}, p.gridReadings()})
}

// realistic is Result 5: place cells with several fields of several widths.
func (p Params) realistic(c census) []definition {
	claim := Claim{Part: "Result 5", Source: "Schaeffer2022", Where: "Fig. 5", Unit: "1", Of: "networks", Published: none()}
	single, many, less, no := claim, claim, claim, claim
	single.ID, single.Statement = "fig5-single-accurate", "All networks on single-field single-scale DoS decode within 10 cm"
	many.ID, many.Statement = "fig5-multi-accurate", "All networks on multi-field multi-scale DoS decode within 10 cm"
	for _, m := range []*Claim{&single, &many} {
		m.Published, m.Uncertainty, m.Estimator = 1, 0.01, "census: networks with ErrorM < LowErrorM; Wilson"
	}
	less.ID, less.Statement = "r5-fewer-units", "Single-field single-scale DoS gives more grid-like units than multi-field multi-scale DoS"
	no.ID, no.Statement = "r5-none", "Multi-field multi-scale DoS gives next to no grid-like units"
	less.Of, no.Of = "accurate networks a kind", "accurate networks"
	less.Estimator, no.Estimator = fractionOfUnits+"; difference", fractionOfUnits
	several := func(m member) bool { return m.SigmaM == 0 }
	return []definition{
		{single, within(widestShare), c.accuracy("DoS", at(encoding.IdealSigmaM, encoding.IdealSurroundScale)), p.errorReadings()},
		{many, within(widestShare), c.accuracy("DoS", several), p.errorReadings()},
		{less, above(0), p.contrast(c, "DoS", at(encoding.IdealSigmaM, encoding.IdealSurroundScale), "DoS", several), p.gridReadings()},
		{no, below(0.01), func(r reading) (Estimate, error) { return p.units(c, "DoS", several, r) }, p.gridReadings()},
	}
}
