package surrogate

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/rows"
)

// NoiseParams says how surrogates are counted as a null of networks.
type NoiseParams struct {
	MaxPeriodM float64 // longest lattice period that counts as short, m
}

// Validate reports a period that is out of bounds.
func (p NoiseParams) Validate() error {
	if !(p.MaxPeriodM > 0 && p.MaxPeriodM < 100) {
		return fmt.Errorf("surrogate: MaxPeriodM is %v m, must be between 0 and 100", p.MaxPeriodM)
	}
	return nil
}

// String names the stage.
func (NoiseParams) String() string { return "surrogates as the null" }

// Noise is rows of networks whose null are their surrogates, whatever it was
// before: joined by the networks' digests. A network without surrogates has no null.
func Noise(ctx context.Context, p NoiseParams, t rows.Table, of Table) (rows.Table, error) {
	if err := p.Validate(); err != nil {
		return rows.Table{}, err
	}
	scores := map[string]Scores{}
	for _, s := range of.Scores {
		scores[s.ID] = s
	}
	out := rows.Table{Units: t.Units}
	noise := map[string]rows.Noise{}
	for _, n := range t.Networks {
		d := noiseOf(n, scores[n.ID])
		noise[n.ID] = d
		n.NullMaps = int32(len(d.Score60))
		out.Networks, out.Noise = append(out.Networks, n), append(out.Noise, d)
	}
	for _, c := range t.Counts {
		c.NullAbove, c.NullShort = 0, 0
		for i, v := range noise[c.ID].Score60 {
			if v > c.Threshold {
				c.NullAbove++
				if m := noise[c.ID].LatticePeriodM[i]; m > 0 && m <= p.MaxPeriodM {
					c.NullShort++
				}
			}
		}
		out.Counts = append(out.Counts, c)
	}
	return out, ctx.Err()
}

// noiseOf are the surrogates that have a score.
func noiseOf(n rows.Network, s Scores) rows.Noise {
	d := rows.Noise{ID: n.ID, AtStep: n.AtStep}
	for i, v := range s.Surrogate60 {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			d.Score60, d.LatticePeriodM = append(d.Score60, v), append(d.LatticePeriodM, s.SurrogateM[i])
		}
	}
	return d
}
