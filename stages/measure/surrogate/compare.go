package surrogate

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/measure/coherence"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/decode"
)

// fitted is the number of surrogates on which the gains are found.
const fitted = 64

// Compare makes surrogates of a network's active units and sets what they score
// beside what the units do. A network without active units has no surrogates.
func Compare(ctx context.Context, p Params, network train.Network, maps ratemap.Maps, scores gridscore.Scores) (Table, error) {
	if err := p.Validate(); err != nil {
		return Table{}, err
	}
	t := Table{Networks: []Network{describe(p, network.Summary.Outcome, maps)}}
	c, err := newComparison(p, maps, scores)
	if err != nil || len(c.maps) == 0 {
		return t, err
	}
	if err := c.draw(ctx); err != nil {
		return Table{}, err
	}
	c.fill(&t)
	return t, ctx.Err()
}

func describe(p Params, outcome string, maps ratemap.Maps) Network {
	e := p.Network.Encoding
	n := Network{
		ID: rows.ID(p.Network), Encoding: e.Kind.String(), Homogeneous: sweep.Homogeneous(p.Network),
		SigmaM: math.NaN(), SurroundScale: math.NaN(), Centres: string(e.Centres), BoxWidthM: e.BoxWidthM, Seed: int64(p.Network.Seed), Outcome: outcome,
		Marginals: math.NaN(), Radial: math.NaN(), WaveRadPerM: math.NaN(), BandRadPerM: math.NaN(), SurrogateRadPerM: math.NaN(), SurrogateBandRadPerM: math.NaN(),
	}
	if n.Homogeneous {
		n.SigmaM, n.SurroundScale = sweep.SigmaM(p.Network), sweep.SurroundScale(p.Network)
	}
	var errorsM []float64
	var paths []int32
	for _, e := range maps.Errors {
		errorsM, paths = append(errorsM, e.ErrorM), append(paths, e.Paths)
	}
	n.Error20M, n.Error50M = decode.MeanErrorM(20, errorsM, paths), decode.MeanErrorM(50, errorsM, paths)
	return n
}

// comparison is a network's active units and their surrogates.
type comparison struct {
	Params
	scorer *gridscore.Scorer
	maps   [][]float64
	units  []gridscore.Unit
	like   *Match

	surrogates []coherence.Lattice
}

func newComparison(p Params, maps ratemap.Maps, scores gridscore.Scores) (*comparison, error) {
	c := &comparison{Params: p}
	if len(maps.Units) != len(scores.Units) {
		return nil, fmt.Errorf("surrogate: %d maps and %d scores, must be as many", len(maps.Units), len(scores.Units))
	}
	for i, u := range maps.Units {
		s := scores.Units[i]
		if s.Unit != u.Unit || len(u.Rates) != p.Scoring.Bins*p.Scoring.Bins {
			return nil, fmt.Errorf("surrogate: map %d is of unit %d with %d rates, its score of unit %d at %d bins a side", i, u.Unit, len(u.Rates), s.Unit, p.Scoring.Bins)
		}
		if !s.Active || s.Score60-s.Score60 != 0 {
			continue
		}
		rates := make([]float64, len(u.Rates))
		for k, v := range u.Rates {
			rates[k] = float64(v)
		}
		c.maps, c.units = append(c.maps, rates), append(c.units, s)
	}
	var err error
	c.scorer, err = gridscore.NewScorer(p.Scoring.Bins, p.Scoring.Handling)
	return c, err
}

// draw makes the surrogates.
func (c *comparison) draw(ctx context.Context) error {
	m, err := NewMaker(c.maps, c.Scoring.Bins, c.Rounds, fitted, c.Seed)
	if err != nil {
		return err
	}
	c.like = m.NewMatch()
	for d := range c.Draws {
		if err := ctx.Err(); err != nil {
			return err
		}
		for pair := range (len(c.maps) + 1) / 2 {
			c.pair(m, pair, d)
		}
		job.Progress(ctx, d+1, c.Draws)
	}
	return nil
}

// pair makes a draw of two units, of one where the number of units is odd.
func (c *comparison) pair(m *Maker, pair, draw int) {
	size := c.Scoring.Bins * c.Scoring.Bins
	made := make([]float64, 2*size)
	m.Pair(pair, draw, made[:size], made[size:])
	for i := range min(2, len(c.maps)-2*pair) {
		rates := made[i*size:][:size]
		c.like.Add(2*pair+i, rates)
		if l := c.lattice(rates); l.Score60-l.Score60 == 0 { // as of the units, those that have a score
			c.surrogates = append(c.surrogates, l)
		}
	}
}

// lattice measures a surrogate as the scores measure a unit.
func (c *comparison) lattice(rates []float64) coherence.Lattice {
	var r [1]gridscore.Result
	c.scorer.Scores(rates, r[:])
	l := coherence.Lattice{Score60: r[0].Score60, PeriodM: math.NaN(), OrientationRad: math.NaN()}
	if l.Score60 > c.Scoring.PeriodMinScore60 {
		fine := gridscore.LatticePeriod(c.scorer.Autocorrelogram(rates), c.Scoring.Bins)
		l.PeriodM, l.OrientationRad = float64(fine.Bins*(c.Scoring.BoxWidthM/float64(c.Scoring.Bins))), fine.OrientationRad
	}
	return l
}

// fill writes what was found.
func (c *comparison) fill(t *Table) {
	n := &t.Networks[0]
	n.Units, n.Surrogates = int32(len(c.maps)), int32(len(c.surrogates))
	maps, surrogates := c.like.Band(c.Scoring.BoxWidthM)
	n.Marginals, n.Radial = c.like.Marginal(), c.like.Spectrum()
	n.WaveRadPerM, n.BandRadPerM = maps.MeanRadPerM, maps.SDRadPerM
	n.SurrogateRadPerM, n.SurrogateBandRadPerM = surrogates.MeanRadPerM, surrogates.SDRadPerM
	s := Scores{ID: n.ID}
	for _, l := range c.surrogates {
		s.Surrogate60, s.SurrogateM = append(s.Surrogate60, l.Score60), append(s.SurrogateM, l.PeriodM)
	}
	var units []coherence.Lattice
	for _, u := range c.units {
		units = append(units, coherence.Lattice{Score60: u.Score60, PeriodM: u.PeriodSACM, OrientationRad: u.OrientationSACRad})
		s.Unit, s.Score60 = append(s.Unit, u.Unit), append(s.Score60, u.Score60)
		s.LatticePeriodM, s.OrientationRad = append(s.LatticePeriodM, u.PeriodSACM), append(s.OrientationRad, u.OrientationSACRad)
	}
	t.Scores = append(t.Scores, s)
	for _, threshold := range c.Thresholds {
		q := Count{ID: n.ID, Threshold: threshold, Units: n.Units, Surrogates: n.Surrogates}
		q.Above, q.Short = c.above(units, threshold)
		q.SurrogateAbove, q.SurrogateShort = c.above(c.surrogates, threshold)
		t.Counts = append(t.Counts, q)
	}
	for i, least := range c.LeastScores {
		x := coherence.Compare(units, c.surrogates, least, c.Populations, rng.New(c.Seed, "coherence", uint64(i)))
		t.Coherence = append(t.Coherence, Coherence{
			n.ID, least, int32(x.Units.Lattices), x.Units.Alignment, x.Units.Spread,
			int32(x.Surrogates.Lattices), x.Surrogates.Alignment, x.Surrogates.Spread, x.Alignment, x.Spread, x.Joint,
		})
	}
}

// above counts lattices above a threshold, and those of them with a short period.
func (c *comparison) above(of []coherence.Lattice, threshold float64) (above, short int32) {
	for _, l := range of {
		if l.Score60 > threshold {
			above++
			if l.PeriodM > 0 && l.PeriodM <= c.MaxPeriodM {
				short++
			}
		}
	}
	return above, short
}
