// Package null asks how often maps that are no grid cells pass for grid cells.
//
// A null distribution holds the scores of maps made without a mechanism: noise
// with a given or a network's own spectrum, a network's maps with their bins
// shuffled, or the units of an untrained network. From the fraction q of null
// maps above a threshold follows the chance that a network of n independent
// units has at least one above it:
//
//	1 - (1 - q)^n
//
// which is close to 1 for hundreds of units already at q of 1 %: the published
// criterion, the largest score of a network above 0.8, is weak [Schaeffer2022].
//
// Noise is a sum of plane waves with random directions and Gaussian
// amplitudes:
//
//	u(x) = sum over j of a_j cos(k_j . x) + b_j sin(k_j . x)
//
// so it has no period of the box. Units of a network are not independent; the
// package does not know how far that lowers the chance.
package null

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
)

// Distribution is what the null gives.
type Distribution struct {
	Scores []Score
	Rates  []Rate
}

// Score holds the scores of one null map.
type Score struct {
	Map     int32   `column:"map_index" unit:"1" doc:"index of the null map"`
	Score60 float64 `unit:"1" doc:"hexagonality; NaN where undefined"`
	Score90 float64 `unit:"1" doc:"squareness; NaN where undefined"`
	PeriodM float64 `unit:"m" doc:"period from the mean-removed autocorrelogram's peaks; NaN where not measured, as where Score60 is small"`
}

// Rate is the chance of passing one threshold with a network of one size.
type Rate struct {
	Score     string  `unit:"1" doc:"score60 or score90"`
	Threshold float64 `unit:"1" doc:"score that must be exceeded"`
	Units     int32   `unit:"1" doc:"independent units of the network"`
	Maps      int32   `unit:"1" doc:"null maps"`
	Passing   int32   `unit:"1" doc:"null maps above the threshold; a NaN does not pass"`
	Chance    float64 `unit:"1" doc:"probability that at least one unit passes"`
	ChanceLo  float64 `unit:"1" doc:"lower end of its confidence interval"`
	ChanceHi  float64 `unit:"1" doc:"upper end of its confidence interval"`
}

// Rates scores null maps. Kinds that start from a network's maps take them
// from maps, and give empty tables where it has none; for the others maps may
// be empty.
func Rates(ctx context.Context, p Params, maps ratemap.Maps) (Distribution, error) {
	if err := p.Validate(); err != nil {
		return Distribution{}, err
	}
	g := generator{p: p}
	if p.Kind.fromMaps() {
		if len(maps.Units) == 0 {
			return Distribution{}, nil
		}
		if err := g.learn(maps); err != nil {
			return Distribution{}, err
		}
	}
	scorer, err := gridscore.NewScorer(p.Bins, p.Handling)
	if err != nil {
		return Distribution{}, err
	}
	const batch = 64
	size := p.Bins * p.Bins
	rates := make([]float64, batch*size)
	results := make([]gridscore.Result, batch)
	out := make([]Score, 0, p.Maps)
	for first := 0; first < p.Maps; first += batch {
		if err := ctx.Err(); err != nil {
			return Distribution{}, err
		}
		count := min(batch, p.Maps-first)
		for i := range count {
			g.fill(rates[i*size:][:size], first+i)
		}
		scorer.Scores(rates[:count*size], results[:count])
		for i, r := range results[:count] {
			out = append(out, Score{int32(first + i), r.Score60, r.Score90, p.period(scorer, rates[i*size:][:size], r)})
		}
		job.Progress(ctx, first+count, p.Maps)
	}
	return Distribution{out, p.Chance.rates(out)}, nil
}

// period is measured where a network's units have theirs measured.
func (p Params) period(s *gridscore.Scorer, rates []float64, r gridscore.Result) float64 {
	d := gridscore.Defaults(p.Bins, p.BoxWidthM)
	if !(r.Score60 > d.PeriodMinScore60) {
		return math.NaN()
	}
	return float64(gridscore.LatticePeriod(s.Autocorrelogram(rates), p.Bins).Bins * (p.BoxWidthM / float64(p.Bins)))
}

// rates tabulates the chances.
func (c Chance) rates(scores []Score) []Rate {
	var out []Rate
	for _, name := range []string{"score60", "score90"} {
		for _, threshold := range c.Thresholds {
			passing := 0
			for _, s := range scores {
				v := s.Score60
				if name == "score90" {
					v = s.Score90
				}
				if v > threshold {
					passing++
				}
			}
			i, err := stat.Wilson(passing, len(scores), c.Level)
			if err != nil {
				panic("null: " + err.Error()) // Validate has seen the level
			}
			for _, units := range c.UnitCounts {
				out = append(out, Rate{
					Score: name, Threshold: threshold, Units: int32(units),
					Maps: int32(len(scores)), Passing: int32(passing),
					Chance:   AnyOf(float64(passing)/float64(len(scores)), units),
					ChanceLo: AnyOf(i.Lo, units), ChanceHi: AnyOf(i.Hi, units),
				})
			}
		}
	}
	return out
}

// AnyOf is the probability that at least one of n independent units passes,
// each with probability q.
func AnyOf(q float64, n int) float64 {
	if q >= 1 {
		return 1
	}
	return -dmath.Expm1(float64(float64(n) * dmath.Log1p(-q)))
}

// generator makes null maps.
type generator struct {
	p       Params
	sources [][]float64 // a network's maps, for shuffling
	radial  spectrum    // a network's spectrum, for Matched
	wave    float64     // wavelength of a ring band
}

// learn takes what the kind needs from a network's maps.
func (g *generator) learn(maps ratemap.Maps) error {
	for _, u := range maps.Units {
		if int(u.Bins) != g.p.Bins || len(u.Rates) != g.p.Bins*g.p.Bins {
			return fmt.Errorf("null: unit %d: %d rates in %d bins, want %d bins a side", u.Unit, len(u.Rates), u.Bins, g.p.Bins)
		}
		rates := make([]float64, len(u.Rates))
		for k, v := range u.Rates {
			rates[k] = float64(v)
		}
		g.sources = append(g.sources, rates)
	}
	if !g.p.Kind.synthetic() {
		return nil
	}
	g.radial = radialSpectrum(g.sources, g.p.Bins, g.p.BoxWidthM)
	if g.radial.total() == 0 {
		return fmt.Errorf("null: no unit's rates vary: there is no spectrum to match")
	}
	g.wave = g.radial.wavelength()
	return nil
}

// fill makes null map number index, the same whatever was made before.
func (g *generator) fill(dst []float64, index int) {
	s := rng.New(g.p.Seed, "null "+string(g.p.Kind), uint64(index))
	switch g.p.Kind {
	case ShuffledBins:
		source := g.sources[index%len(g.sources)]
		for k, from := range s.Perm(len(dst)) {
			dst[k] = source[from]
		}
		return
	case ShiftedRows:
		n := g.p.Bins
		source := g.sources[index%len(g.sources)]
		for i := range n {
			shift := s.IntN(n)
			for j := range n {
				dst[i*n+j] = source[i*n+(j+shift)%n]
			}
		}
		return
	}
	g.waves(dst, &s)
	if g.p.Rectified {
		rectify(dst, g.p.ThresholdSD)
	}
}

// waves sums plane waves.
func (g *generator) waves(dst []float64, s *rng.Stream) {
	n := g.p.Bins
	clear(dst)
	cos, sin := make([]float64, n), make([]float64, n)
	for range g.p.Waves {
		k := g.waveNumber(s)
		sy, cy := dmath.Sincos(float64(2 * math.Pi * s.Float64()))
		a, b := s.Normal(), s.Normal()
		step := g.p.BoxWidthM / float64(n)
		for j := range n {
			sin[j], cos[j] = dmath.Sincos(float64(float64(k*sy) * float64(step*float64(j))))
		}
		for i := range n {
			sx, cx := dmath.Sincos(float64(float64(k*cy) * float64(step*float64(i))))
			c := float64(a*cx) + float64(b*sx)
			d := float64(b*cx) - float64(a*sx)
			row := dst[i*n:][:n]
			for j := range row {
				row[j] += float64(c*cos[j]) + float64(d*sin[j])
			}
		}
	}
}

// waveNumber draws from the kind's spectrum, in rad/m.
func (g *generator) waveNumber(s *rng.Stream) float64 {
	switch g.p.Kind {
	case LowPass:
		return s.Rayleigh(2 * math.Pi / g.p.WavelengthM)
	case Matched:
		return g.radial.draw(s)
	case MatchedRingBand:
		return g.band(s, g.wave)
	default:
		return g.band(s, g.p.WavelengthM)
	}
}

func (g *generator) band(s *rng.Stream, wavelength float64) float64 {
	return 2 * math.Pi / wavelength * (1 + float64(g.p.BandFraction*s.Uniform(-1, 1)))
}

// rectify subtracts the mean and so many standard deviations and sets what is
// below to 0.
func rectify(v []float64, thresholdSD float64) {
	mean := stat.Mean(v)
	threshold := mean + float64(thresholdSD*math.Sqrt(stat.Variance(v)))
	for k := range v {
		v[k] = max(0, v[k]-threshold)
	}
}
