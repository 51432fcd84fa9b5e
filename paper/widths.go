package paper

import (
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/data"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/world/encoding"
)

// Widths judges Results 3 and 4: what the width and surround of the place
// fields do to periods and to the number of grid-like units.
func Widths(ctx context.Context, p Params, t rows.Table, periods estimate.PeriodTables, others []Varied) (Verdicts, error) {
	if err := p.Validate(); err != nil {
		return Verdicts{}, err
	}
	more, err := p.varied(others)
	if err != nil {
		return Verdicts{}, err
	}
	c := p.censusOf(t)
	v, err := judge(p, p.published(), argued(slices.Concat(p.periodClaims(c, periods.Modes), p.idealClaims(c), p.percentClaims(c)), more))
	if err != nil {
		return v, err
	}
	v.Context = append(v.Context, successive(periods.Modes))
	return v, ctx.Err()
}

const (
	medianPeriod = "median period"
	modeColumn   = "figure3/modes: PeriodM (LowM, HighM)"
)

func (p Params) periodClaims(c census, modes []estimate.PeriodMode) []definition {
	readings := p.periodReadings()
	var out []definition
	for _, m := range data.PeriodModes() {
		out = append(out, claimed(
			Claim{
				ID: fmt.Sprintf("fig3b-%.2f", m.SigmaM), Part: "Result 3", Source: "Schaeffer2022", Where: "Fig. 3b",
				Statement: fmt.Sprintf("Mode of the grid periods at σ = %.2f m (%.1f bins of 5 cm)", m.SigmaM, m.PeriodBins),
				Published: m.PeriodBins * data.PeriodBinM, Uncertainty: m.Uncertainty * data.PeriodBinM, Unit: "m",
				PublishedN: publishedSeeds, Of: "accurate networks", Estimator: modeColumn,
			},
			value(relativeMargin, true), p.periodAt(c, modes, m.SigmaM), readings,
		).like("widths", c.group("DoS", at(m.SigmaM, 2)), FactCell, FactActivation, FactEstimator))
	}
	claim := Claim{Part: "Result 3", Source: "Schaeffer2022", Where: "Fig. 3", Published: none(), Unit: "1", Of: "widths", Estimator: modeColumn + "; bootstrap over widths"}
	grow, theory, units := claim, claim, claim
	grow.ID, grow.Statement = "r3-grows", "The period grows with the width of the place fields (slope, m per m)"
	theory.ID, theory.Statement = "r3-theory", "Theory predicts the period from the width: measured over predicted lattice period"
	theory.Estimator = "figure3/modes: LatticeM / TheoryM; bootstrap over widths"
	units.ID, units.Finding, units.Statement = "f-period-axis", true, "The period axis, labelled cm, counts bins of the 44-bin map: our period in cm over the published number is 5 and not 1"
	units.Published, units.Unit, units.Estimator = 100*data.PeriodBinM, "cm", "figure3/modes: 100 PeriodM / published number, median over widths; bootstrap over widths"
	factor := func(m estimate.PeriodMode) float64 { return 100 * m.PeriodM / (m.PublishedM / data.PeriodBinM) }
	median := func(v []float64) float64 { return stat.Quantile(v, 0.5) }
	each := func(name string, of func([]float64) float64, value func(estimate.PeriodMode) float64) func(reading) (Estimate, error) {
		return func(reading) (Estimate, error) {
			if err := needModes(modes); err != nil {
				return nothing(), err
			}
			var values []float64
			for _, m := range modes {
				if v := value(m); !math.IsNaN(v) && !math.IsInf(v, 0) {
					values = append(values, v)
				}
			}
			return p.statistic(name, values, of)
		}
	}
	shown := c.group("DoS", func(m member) bool { return m.SigmaM > 0 && m.SurroundScale == encoding.IdealSurroundScale })
	return append(out,
		claimed(grow, above(0), p.growth(c, modes), readings).like("widths", shown, FactCell, FactActivation, FactEstimator),
		claimed(theory, inside(0.9, 1.1), each("theory", stat.Mean, func(m estimate.PeriodMode) float64 { return m.LatticeM / m.TheoryM }), nil).
			like("widths", shown, FactCell, FactActivation, FactEstimator),
		claimed(units, value(relativeMargin, true), each("units", median, factor), nil).
			like("widths", shown, FactCell, FactActivation, FactEstimator))
}

// publishedSeeds is how many networks a width the published sweep declares.
const publishedSeeds = 3

// successive are the ratios of modes at neighbouring widths: small by
// construction, because the widths are near each other.
func successive(modes []estimate.PeriodMode) Context {
	o := Context{
		ID: "r3-no-modules", Part: "Result 3", Kind: KindCheck, Source: "Schaeffer2022", Published: math.NaN(), Ours: math.NaN(),
		Statement: "Modes of widths 0.01 m apart differ by less than the step of 1.4 between modules of animals: largest ratio",
	}
	for i := 1; i < len(modes); i++ {
		if q := modes[i].PeriodM / modes[i-1].PeriodM; !(q <= o.Ours) && q == q {
			o.Ours = q
		}
	}
	o.Holds = held(o.Ours == o.Ours, o.Ours < 1.3)
	return o
}

func needModes(modes []estimate.PeriodMode) error {
	if len(modes) == 0 {
		return fmt.Errorf("there are no periods by width")
	}
	return nil
}

// periodReadings take each network's median period instead of the mode of all.
func (p Params) periodReadings() []reading {
	plain, lax, strict := p.published(), p.published(), p.published()
	plain.name, plain.vary = medianPeriod, VaryEstimator
	lax.name, lax.vary, lax.threshold = medianPeriod+", Score60 > 0.75", VaryThreshold, 0.75
	strict.name, strict.vary, strict.threshold = medianPeriod+", Score60 > 0.85", VaryThreshold, 0.85
	lattice, twenty := plain, plain
	lattice.name, lattice.lattice = "median lattice period", true
	twenty.name, twenty.vary, twenty.twenty = medianPeriod+", "+twentySteps, VarySteps, true
	out := []reading{plain, lattice, lax, strict, twenty}
	for _, h := range p.halves() {
		h.name = medianPeriod + ", " + h.name
		out = append(out, h)
	}
	return out
}

// periodAt is the period of the networks at one width and s = 2; a width
// without networks is no fault, as a profile may leave it out.
func (p Params) periodAt(c census, modes []estimate.PeriodMode, sigmaM float64) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		if err := needModes(modes); err != nil {
			return nothing(), err
		}
		if r.name != "published" {
			values, err := c.periods(sigmaM, r)
			if err != nil {
				return nothing(), err
			}
			return p.mean(fmt.Sprintf("period %v %s", sigmaM, r.name), values)
		}
		for _, m := range modes {
			if m.SigmaM == sigmaM {
				return Estimate{m.PeriodM, m.LowM, m.HighM, int64(m.Networks)}, nil
			}
		}
		return nothing(), nil
	}
}

// periods are the median periods of the accurate networks at a width and s = 2.
func (c census) periods(sigmaM float64, r reading) ([]float64, error) {
	of, err := c.of("DoS", at(sigmaM, 2), r)
	var out []float64
	for _, m := range of.accurate(r) {
		v := m.PeriodM
		if r.lattice {
			v = m.LatticeM
		}
		if !math.IsNaN(v) {
			out = append(out, v)
		}
	}
	return out, err
}

// growth is the slope of the period on the width.
func (p Params) growth(c census, modes []estimate.PeriodMode) func(reading) (Estimate, error) {
	return func(r reading) (Estimate, error) {
		if err := needModes(modes); err != nil {
			return nothing(), err
		}
		var x, y []float64
		for _, m := range modes {
			period := m.PeriodM
			if r.name != "published" {
				values, err := c.periods(m.SigmaM, r)
				if err != nil {
					return nothing(), err
				}
				period = stat.Mean(values)
			}
			if !math.IsNaN(period) {
				x, y = append(x, m.SigmaM), append(y, period)
			}
		}
		return p.slope("growth "+r.name, x, y)
	}
}

// idealClaims are Result 4: few settings give grid-like units.
func (p Params) idealClaims(c census) []definition {
	var out []definition
	for _, other := range []struct {
		id            string
		sigmaM, scale float64
	}{
		{"r4-slightly-narrower", 0.11, 2}, {"r4-slightly-wider", 0.13, 2},
		{"r4-narrower", 0.08, 2}, {"r4-wider", 0.16, 2}, {"r4-widest", 0.20, 2}, {"r4-less-surround", 0.12, 1.5}, {"r4-more-surround", 0.12, 3}, {"r4-most-surround", 0.12, 4},
	} {
		out = append(out, claimed(
			Claim{
				ID: other.id, Part: "Result 4", Source: "Schaeffer2022", Where: "Fig. 4a",
				Statement: fmt.Sprintf("σ = 0.12 m, s = 2 gives more grid-like units than σ = %.2f m, s = %v", other.sigmaM, other.scale),
				Published: none(), Unit: "1", Of: "accurate networks a setting", Estimator: fractionOfUnits + "; difference",
			},
			above(0), p.contrast(c, "DoS", at(encoding.IdealSigmaM, encoding.IdealSurroundScale), "DoS", at(other.sigmaM, other.scale)), p.gridReadings(),
		).like("dos", c.group("DoS", at(other.sigmaM, other.scale)), FactEstimator))
	}
	return out
}

// percentClaims are the published percent of grid-like units by width.
func (p Params) percentClaims(c census) []definition {
	var out []definition
	for _, q := range data.GridPercents() {
		if q.Threshold != p.Threshold {
			continue
		}
		keep := at(q.SigmaM, encoding.IdealSurroundScale)
		out = append(out, claimed(
			Claim{
				ID: fmt.Sprintf("fig4a-%.2f", q.SigmaM), Part: "Result 4", Source: "Schaeffer2022", Where: "Fig. 4a",
				Statement: fmt.Sprintf("Fraction of the units of accurate networks with Score60 > %v at σ = %.2f m, s = 2", q.Threshold, q.SigmaM),
				Published: q.Percent / 100, PublishedN: publishedSeeds, Uncertainty: q.Uncertainty / 100, Unit: "1", Of: "accurate networks", Estimator: fractionOfUnits,
			},
			value(unitMargin, false), func(r reading) (Estimate, error) { return p.units(c, "DoS", keep, r) }, p.gridReadings(),
		).like("widths", c.group("DoS", keep), everyFact()...))
	}
	return out
}
