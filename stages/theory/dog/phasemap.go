package dog

import (
	"context"
	"fmt"
	"math"
)

// Balance says how high the two Gaussians of a family are.
type Balance string

// The balances.
const (
	EqualIntegrals Balance = "equal integrals" // over the plane, as those of a DoS code
	EqualHeights   Balance = "equal heights"   // as those of a true DoG code
	GivenHeights   Balance = "given heights"   // AlphaE and AlphaI
)

// MapParams are those of PhaseMap: a rectangle of differences of Gaussians.
type MapParams struct {
	Balance        Balance
	SigmaLoM       float64 // least width of the centre, metres
	SigmaHiM       float64 // largest width of the centre, metres
	SigmaPoints    int     // widths
	ScaleLo        float64 // least s, 1
	ScaleHi        float64 // largest s, 1
	ScalePoints    int     // values of s
	AlphaE, AlphaI float64 // given heights, 1; 0 with the other balances
}

// String names the family.
func (p MapParams) String() string {
	return fmt.Sprintf("%s sigma=%g..%g s=%g..%g", p.Balance, p.SigmaLoM, p.SigmaHiM, p.ScaleLo, p.ScaleHi)
}

// Validate reports the first field out of range.
func (p MapParams) Validate() error {
	switch {
	case p.Balance != EqualIntegrals && p.Balance != EqualHeights && p.Balance != GivenHeights:
		return fmt.Errorf("dog: MapParams.Balance is %q, must be %q, %q or %q", p.Balance, EqualIntegrals, EqualHeights, GivenHeights)
	case !(p.SigmaLoM > 0 && p.SigmaHiM > p.SigmaLoM) || math.IsInf(p.SigmaHiM, 1):
		return fmt.Errorf("dog: MapParams.SigmaLoM and SigmaHiM are %g and %g, must be positive and ascending", p.SigmaLoM, p.SigmaHiM)
	case !(p.ScaleLo > 0 && p.ScaleHi > p.ScaleLo) || math.IsInf(p.ScaleHi, 1):
		return fmt.Errorf("dog: MapParams.ScaleLo and ScaleHi are %g and %g, must be positive and ascending", p.ScaleLo, p.ScaleHi)
	case p.SigmaPoints < 2 || p.ScalePoints < 2 || p.SigmaPoints > 1000 || p.ScalePoints > 1000:
		return fmt.Errorf("dog: MapParams.SigmaPoints and ScalePoints are %d and %d, must be 2 to 1000", p.SigmaPoints, p.ScalePoints)
	case (p.Balance == GivenHeights) != (p.AlphaE > 0 && p.AlphaI > 0):
		return fmt.Errorf("dog: MapParams.AlphaE and AlphaI are %g and %g, must be positive if the heights are given, else 0", p.AlphaE, p.AlphaI)
	}
	return nil
}

// Phase is one point of the map.
type Phase struct {
	SigmaM        float64 `doc:"width of the centre" unit:"m"`
	SurroundScale float64 `doc:"s" unit:"1"`
	K1RadPerM     float64 `doc:"k* in one dimension; NaN where no pattern grows" unit:"rad/m"`
	K2RadPerM     float64 `doc:"k* in two dimensions; NaN where no pattern grows" unit:"rad/m"`
	PeriodM       float64 `doc:"hexagonal lattice period of the two-dimensional k*" unit:"m"`
	Pattern       bool    `column:"has_pattern" doc:"the two-dimensional transform has a maximum away from 0" unit:"1"`
	PowerPattern  bool    `doc:"so has its square, which is what a covariance shows" unit:"1"`
}

// PhaseMap evaluates the closed forms over a rectangle of (sigma, s), s fastest.
func PhaseMap(ctx context.Context, p MapParams) ([]Phase, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []Phase
	for i := range p.SigmaPoints {
		for j := range p.ScalePoints {
			sigma := between(p.SigmaLoM, p.SigmaHiM, i, p.SigmaPoints)
			out = append(out, p.phase(sigma, between(p.ScaleLo, p.ScaleHi, j, p.ScalePoints)))
		}
	}
	return out, ctx.Err()
}

func (p MapParams) phase(sigma, s float64) Phase {
	d := p.at(sigma, s)
	one, two := d.KStar(1), d.KStar(2)
	out := Phase{
		SigmaM: sigma, SurroundScale: s, K1RadPerM: math.NaN(), K2RadPerM: math.NaN(), PeriodM: math.NaN(),
		Pattern: two.Pattern(), PowerPattern: two.Pattern() && !two.PowerAtZero,
	}
	if one.Pattern() {
		out.K1RadPerM = one.K
	}
	if two.Pattern() {
		out.K2RadPerM, out.PeriodM = two.K, Period(two.K)
	}
	return out
}

// at is the family's difference at one width and surround scale.
func (p MapParams) at(sigmaM, s float64) DoG {
	switch p.Balance {
	case EqualIntegrals:
		return Matched(sigmaM, s)
	case EqualHeights:
		return Equal(sigmaM, s)
	case GivenHeights:
		d := Equal(sigmaM, s)
		d.AlphaE, d.AlphaI = p.AlphaE, p.AlphaI
		return d
	}
	panic("dog: no such balance")
}

// between is point i of n evenly spaced from lo to hi.
func between(lo, hi float64, i, n int) float64 {
	if i == n-1 {
		return hi
	}
	return lo + float64((hi-lo)*float64(i)/float64(n-1))
}

// CouplingParams are those of Coupling.
type CouplingParams struct {
	DoG    DoG
	Points int     // points of each curve
	MaxM   float64 // largest distance, metres
	MaxK   float64 // largest wave number, rad/m
}

// String names the widths.
func (p CouplingParams) String() string { return p.DoG.String() }

// Validate reports the first field out of range.
func (p CouplingParams) Validate() error {
	if p.Points < 2 || p.Points > 1e6 {
		return fmt.Errorf("dog: CouplingParams.Points is %d, must be 2 to 1000000", p.Points)
	}
	if err := positive("CouplingParams.MaxM", p.MaxM); err != nil {
		return err
	}
	if err := positive("CouplingParams.MaxK", p.MaxK); err != nil {
		return err
	}
	return p.DoG.Validate()
}

// Couplings is what Coupling returns.
type Couplings struct {
	Distance []DistancePoint
	Wave     []WavePoint
	Peaks    []PeakRow
}

// DistancePoint is a point of f.
type DistancePoint struct {
	DistanceM float64 `doc:"distance" unit:"m"`
	Value     float64 `column:"f_value" doc:"f" unit:"1"`
}

// WavePoint is a point of f~.
type WavePoint struct {
	KRadPerM float64 `doc:"wave number" unit:"rad/m"`
	One      float64 `column:"one_dim" doc:"f~ in one dimension, without 2 pi" unit:"m"`
	Two      float64 `doc:"f~ in two dimensions, without 2 pi" unit:"m2"`
}

// PeakRow is k* in one or two dimensions.
type PeakRow struct {
	Dimensions    int32   `doc:"1 or 2" unit:"1"`
	Kind          string  `doc:"what f~ does at k*" unit:"1"`
	KRadPerM      float64 `doc:"k*; NaN where f~ has no stationary point" unit:"rad/m"`
	Value         float64 `column:"f_value" doc:"f~ at k*" unit:"1"`
	WavelengthM   float64 `doc:"2 pi / k*" unit:"m"`
	PeriodM       float64 `doc:"hexagonal lattice period" unit:"m"`
	SearchRadPerM float64 `doc:"k* found by search; NaN where f~ has no maximum" unit:"rad/m"`
}

// Coupling tabulates f, f~ and k* of one difference of Gaussians.
func Coupling(ctx context.Context, p CouplingParams) (Couplings, error) {
	if err := p.Validate(); err != nil {
		return Couplings{}, err
	}
	var out Couplings
	for i := range p.Points {
		x, k := between(0, p.MaxM, i, p.Points), between(0, p.MaxK, i, p.Points)
		out.Distance = append(out.Distance, DistancePoint{x, p.DoG.At(x)})
		out.Wave = append(out.Wave, WavePoint{k, p.DoG.Transform(1, k), p.DoG.Transform(2, k)})
	}
	for dimensions := 1; dimensions <= 2; dimensions++ {
		peak := p.DoG.KStar(dimensions)
		out.Peaks = append(out.Peaks, PeakRow{
			Dimensions: int32(dimensions), Kind: string(peak.Kind), KRadPerM: peak.K, Value: peak.Value,
			WavelengthM: 2 * math.Pi / peak.K, PeriodM: Period(peak.K), SearchRadPerM: p.DoG.BruteForce(dimensions).K,
		})
	}
	return out, ctx.Err()
}
