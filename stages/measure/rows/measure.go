package rows

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/decode"
)

// Params says of which network the row is, and what is counted.
type Params struct {
	Network    train.Params
	AtStep     int64     // gradient steps after which it was looked at; 0 for as trained
	Thresholds []float64 // Score60 thresholds, growing
	// MaxPeriodM is the longest lattice period that counts as short, m: of a
	// longer one the box holds too few fields to tell a lattice.
	MaxPeriodM float64
}

// Validate names the first field that is out of bounds.
func (p Params) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("rows: Network: %w", err)
	}
	switch {
	case p.AtStep < 0:
		return fmt.Errorf("rows: AtStep is %d, must be 0 or more", p.AtStep)
	case len(p.Thresholds) == 0 || !slices.IsSorted(p.Thresholds):
		return fmt.Errorf("rows: Thresholds are %v, must be at least one, growing", p.Thresholds)
	case !(p.MaxPeriodM > 0 && p.MaxPeriodM < 100):
		return fmt.Errorf("rows: MaxPeriodM is %v m, must be between 0 and 100", p.MaxPeriodM)
	}
	return nil
}

// String names the row.
func (p Params) String() string {
	if p.AtStep > 0 {
		return fmt.Sprintf("%v at step %d", p.Network, p.AtStep)
	}
	return p.Network.String()
}

// ID is the digest by which tables of a network are joined.
func ID(p train.Params) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%#v", p))
	return hex.EncodeToString(sum[:8])
}

// Measure makes a network's row from what was measured of it: its rate maps,
// their scores, and the scores of noise of its maps' wavelengths. A network
// without a null has no maps of noise.
func Measure(ctx context.Context, p Params, network train.Network, maps ratemap.Maps, scores gridscore.Scores, noise null.Distribution) (Table, error) {
	if err := p.Validate(); err != nil {
		return Table{}, err
	}
	n := describe(p, network.Summary)
	return Complete(n, p.Thresholds, p.MaxPeriodM, maps, scores, noise), ctx.Err()
}

// Complete counts what was measured of a network that is otherwise described.
func Complete(n Network, thresholds []float64, maxPeriodM float64, maps ratemap.Maps, scores gridscore.Scores, noise null.Distribution) Table {
	u, d := unitsOf(n, scores), noiseOf(n, noise)
	n.addErrors(maps)
	n.Active, n.NullMaps, n.Score60P95, n.MaxScore60 = int32(len(u.Score60)), int32(len(d.Score60)), math.NaN(), math.NaN()
	if len(u.Score60) > 0 {
		n.Score60P95, n.MaxScore60 = stat.Quantile(u.Score60, 0.95), slices.Max(u.Score60)
	}
	n.Scored, n.MaxOfAll60 = int32(len(scores.Units)), n.MaxScore60
	for _, v := range u.SilentScore60 {
		if !(v <= n.MaxOfAll60) {
			n.MaxOfAll60 = v
		}
	}
	t := Table{Networks: []Network{n}, Units: []Units{u}, Noise: []Noise{d}}
	for _, threshold := range thresholds {
		t.Counts = append(t.Counts, count(threshold, maxPeriodM, scores, u, d))
	}
	return t
}

// describe is what the network's parameters and its training say.
func describe(p Params, s train.Summary) Network {
	net, e := p.Network.Net, p.Network.Encoding
	n := Network{
		ID: ID(p.Network), AtStep: p.AtStep,
		Encoding: e.Kind.String(), Setting: e.String(), Homogeneous: sweep.Homogeneous(p.Network),
		SigmaM: math.NaN(), SurroundScale: math.NaN(), AlphaE: e.AlphaE, AlphaI: e.AlphaI,
		Cell: net.Cell.String(), Activation: string(net.Activation), Optimiser: string(p.Network.Rule.Optimiser),
		Initialiser: string(net.Initialiser), Units: int32(net.Width()), Seed: int64(p.Network.Seed),
		GradientSteps: int64(p.Network.GradientSteps), BatchPaths: int32(p.Network.BatchPaths), LearningRate: p.Network.LearningRate,
		WeightDecay: net.WeightDecay, ReadoutDropout: net.ReadoutDropout, RecurrentDropout: net.RecurrentDropout,
		Outcome: s.Outcome, GFLOP: s.GFLOP, Explained: s.Explained,
	}
	if e.Kind.Place() {
		n.Centres = string(e.Centres)
	}
	if n.Homogeneous {
		n.SigmaM, n.SurroundScale = sweep.SigmaM(p.Network), sweep.SurroundScale(p.Network)
	}
	return n
}

func (n *Network) addErrors(maps ratemap.Maps) {
	if len(maps.Units) > 0 {
		n.MapBins = maps.Units[0].Bins
	}
	for _, e := range maps.Errors {
		n.ErrorsM, n.ErrorsPaths = append(n.ErrorsM, e.ErrorM), append(n.ErrorsPaths, e.Paths)
	}
	n.Error20M, n.Error50M = n.MeanErrorM(20), n.MeanErrorM(50)
}

// MeanErrorM is the decoding error over the first steps, or over all where
// paths are shorter, m: each step weighs as many paths as were decoded at it.
// NaN if none was.
func (n Network) MeanErrorM(steps int) float64 {
	return decode.MeanErrorM(steps, n.ErrorsM, n.ErrorsPaths)
}

func unitsOf(n Network, scores gridscore.Scores) Units {
	u := Units{ID: n.ID, AtStep: n.AtStep}
	for _, s := range scores.Units {
		switch {
		case !finite(s.Score60):
			continue
		case !s.Active:
			u.SilentScore60, u.SilentPeriodM = append(u.SilentScore60, s.Score60), append(u.SilentPeriodM, s.PeriodM)
			continue
		}
		u.Unit, u.Score60, u.Score90 = append(u.Unit, s.Unit), append(u.Score60, s.Score60), append(u.Score90, s.Score90)
		u.PeriodM, u.LatticePeriodM = append(u.PeriodM, s.PeriodM), append(u.LatticePeriodM, s.PeriodSACM)
	}
	return u
}

func noiseOf(n Network, of null.Distribution) Noise {
	d := Noise{ID: n.ID, AtStep: n.AtStep}
	for _, s := range of.Scores {
		if finite(s.Score60) {
			d.Score60, d.LatticePeriodM = append(d.Score60, s.Score60), append(d.LatticePeriodM, s.PeriodM)
		}
	}
	return d
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func count(threshold, maxPeriodM float64, scores gridscore.Scores, u Units, d Noise) Count {
	c := Count{ID: u.ID, AtStep: u.AtStep, Threshold: threshold}
	var lattice []float64
	c.Above, c.Short, lattice = above(threshold, maxPeriodM, u.Score60, u.LatticePeriodM)
	c.NullAbove, c.NullShort, _ = above(threshold, maxPeriodM, d.Score60, d.LatticePeriodM)
	_, _, published := above(threshold, maxPeriodM, u.Score60, u.PeriodM)
	silent, _, _ := above(threshold, maxPeriodM, u.SilentScore60, u.SilentPeriodM)
	c.AboveOfAll = c.Above + silent
	c.PeriodM, c.LatticeM = stat.Quantile(published, 0.5), stat.Quantile(lattice, 0.5)
	for _, s := range scores.Units {
		if s.Active && s.Score60 > threshold && s.FieldCount >= 3 {
			c.ManyFields++
		}
	}
	return c
}

// above counts the scores above a threshold, those of them with a short
// period, and lists the periods that are known.
func above(threshold, maxPeriodM float64, scores, periodsM []float64) (n, short int32, knownM []float64) {
	for i, s := range scores {
		if !(s > threshold) {
			continue
		}
		n++
		if v := periodsM[i]; v > 0 && !math.IsInf(v, 0) {
			knownM = append(knownM, v)
			if v <= maxPeriodM {
				short++
			}
		}
	}
	return n, short, knownM
}
