package estimate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/theory/dog"
)

// AmplitudeParams says of which general differences of Gaussians the two
// amplitudes are compared.
type AmplitudeParams struct {
	Judge         Judge
	SigmaM        float64 // width of the centre, m
	SurroundScale float64 // s
}

// Validate reports the first field out of bounds.
func (p AmplitudeParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("amplitudes: %w", err)
	}
	if !(p.SigmaM > 0) || math.IsInf(p.SigmaM, 1) {
		return fmt.Errorf("amplitudes: SigmaM is %v m, want a positive width", p.SigmaM)
	}
	if !(p.SurroundScale > 1) || math.IsInf(p.SurroundScale, 1) {
		return fmt.Errorf("amplitudes: SurroundScale is %v, want more than 1", p.SurroundScale)
	}
	return nil
}

// AmplitudeCell is a pair of amplitudes.
type AmplitudeCell struct {
	AlphaE           float64 `unit:"1" doc:"amplitude of the centre"`
	AlphaI           float64 `unit:"1" doc:"amplitude of the surround"`
	Networks         int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged         int32   `unit:"1" doc:"networks whose training diverged"`
	ErrorM           float64 `unit:"m" doc:"position decoding error, mean over networks"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold, mean over networks"`
	FractionFiltered float64 `unit:"1" doc:"those of them whose period the filter lets pass, as a part of the active units, mean over networks"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score of any unit"`
	PeriodM          float64 `unit:"m" doc:"lattice period at k*; NaN where no pattern grows"`
	PowerPattern     bool    `unit:"1" doc:"the spectrum of the covariance peaks away from 0"`
}

// AmplitudeTheory is what theory says of a ratio of amplitudes.
type AmplitudeTheory struct {
	Ratio        float64 `unit:"1" doc:"surround's amplitude over the centre's"`
	PeriodM      float64 `unit:"m" doc:"lattice period at k*; NaN where no pattern grows"`
	PowerPattern bool    `unit:"1" doc:"the spectrum of the covariance peaks away from 0"`
}

// AmplitudeTables are networks and theory by amplitudes.
type AmplitudeTables struct {
	Cells  []AmplitudeCell // centre's amplitude growing, within it the surround's
	Theory []AmplitudeTheory
}

// Amplitudes compares general differences of Gaussians by their amplitudes.
func Amplitudes(ctx context.Context, p AmplitudeParams, t rows.Table) (AmplitudeTables, error) {
	var o AmplitudeTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	type pair struct{ e, i float64 }
	var pairs []pair
	for _, n := range t.Networks {
		pairs = append(pairs, pair{n.AlphaE, n.AlphaI})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.e, b.e), cmp.Compare(a.i, b.i)) })
	for _, q := range slices.Compact(pairs) {
		runs, err := p.Judge.runs("", t.Keep(func(n rows.Network) bool { return n.AlphaE == q.e && n.AlphaI == q.i }))
		if err != nil {
			return o, fmt.Errorf("amplitudes: %v, %v: %w", q.e, q.i, err)
		}
		o.Cells = append(o.Cells, p.cell(q.e, q.i, runs))
	}
	for _, at := range stat.Linspace(-2, 2, p.Judge.Points) {
		ratio := dmath.Pow(10, at)
		period, power := p.theory(1, ratio)
		o.Theory = append(o.Theory, AmplitudeTheory{ratio, period, power})
	}
	return o, ctx.Err()
}

func (p AmplitudeParams) cell(alphaE, alphaI float64, runs []Run) AmplitudeCell {
	c := AmplitudeCell{AlphaE: alphaE, AlphaI: alphaI, MaxScore60: math.NaN()}
	var errorsM, fractions, filtered []float64
	for _, r := range runs {
		if r.Outcome == rows.Diverged {
			c.Diverged++
			continue
		}
		c.Networks++
		errorsM, fractions, filtered = append(errorsM, r.ErrorM), append(fractions, r.FractionAbove), append(filtered, r.FractionFiltered)
		if !(c.MaxScore60 >= r.MaxScore60) {
			c.MaxScore60 = r.MaxScore60
		}
	}
	c.ErrorM, c.FractionAbove, c.FractionFiltered = stat.Mean(errorsM), stat.Mean(fractions), stat.Mean(filtered)
	c.PeriodM, c.PowerPattern = p.theory(alphaE, alphaI)
	return c
}

// theory is the period that the amplitudes predict, and whether the spectrum of
// the covariance peaks there.
func (p AmplitudeParams) theory(alphaE, alphaI float64) (periodM float64, power bool) {
	k := dog.DoG{AlphaE: alphaE, AlphaI: alphaI, SigmaEM: p.SigmaM, SigmaIM: p.SurroundScale * p.SigmaM}.KStar(2)
	if !k.Pattern() {
		return math.NaN(), false
	}
	return dog.Period(k.K), !k.PowerAtZero
}
