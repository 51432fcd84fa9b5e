package paper

import (
	"context"
	"errors"
	"fmt"
	"math"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/ratemap"
)

// Setting is networks that differ in their seed alone.
type Setting struct {
	Group    string  // encoding, as figures name it
	SigmaM   float64 // width of the place fields, m; 0 without, or where fields differ
	Surround float64 // s; 0 without, or where fields differ
	Networks int
}

// CensusParams says what is counted.
type CensusParams struct {
	Settings   []Setting // in the order of the networks
	Thresholds []float64 // Score60 thresholds, growing
	ErrorSteps int       // first steps over which the decoding error is averaged
	// MaxPeriodM is the longest period that counts as short, m: of longer ones
	// the box holds too few fields to tell a lattice.
	MaxPeriodM float64
}

// Validate reports the first field out of bounds.
func (p CensusParams) Validate() error {
	switch {
	case len(p.Settings) == 0:
		return errors.New("census: Settings is empty, want at least 1")
	case len(p.Thresholds) == 0:
		return errors.New("census: Thresholds is empty, want at least 1")
	case p.ErrorSteps < 1:
		return fmt.Errorf("census: ErrorSteps is %d, want at least 1", p.ErrorSteps)
	case !(p.MaxPeriodM > 0) || math.IsInf(p.MaxPeriodM, 0):
		return fmt.Errorf("census: MaxPeriodM is %v m, want a positive length", p.MaxPeriodM)
	}
	for i, s := range p.Settings {
		if s.Group == "" || s.Networks < 1 {
			return fmt.Errorf("census: Settings[%d] is %+v, want a group and at least 1 network", i, s)
		}
	}
	return nil
}

// String counts the networks.
func (p CensusParams) String() string {
	n := 0
	for _, s := range p.Settings {
		n += s.Networks
	}
	return fmt.Sprintf("%d networks", n)
}

// Member is one network at one threshold.
type Member struct {
	Group     string  `unit:"1" doc:"encoding"`
	SigmaM    float64 `unit:"m" doc:"width of the place fields; 0 without"`
	Surround  float64 `unit:"1" doc:"s; 0 without"`
	Network   int32   `unit:"1" doc:"number of the network within its setting, from 0"`
	Threshold float64 `unit:"1" doc:"Score60 that must be exceeded"`
	Diverged  bool    `unit:"1" doc:"its training diverged"`
	ErrorM    float64 `unit:"m" doc:"mean position decoding error over the first steps; NaN if diverged"`
	Active    int32   `unit:"1" doc:"units active enough to be scored"`
	Above     int32   `unit:"1" doc:"those above the threshold"`
	Short     int32   `unit:"1" doc:"those above the threshold with a short period"`
	PeriodM   float64 `unit:"m" doc:"median period of those above the threshold; NaN without any"`
	NullMaps  int32   `unit:"1" doc:"maps of the network's null"`
	NullAbove int32   `unit:"1" doc:"those above the threshold"`
}

// Census counts what claims are judged by: a row a network and threshold. maps,
// scores and nulls hold a network each, as Settings counts them.
func Census(ctx context.Context, p CensusParams, maps []ratemap.Maps, scores []gridscore.Scores, nulls []null.Distribution) ([]Member, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []Member
	k := 0
	for _, s := range p.Settings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range s.Networks {
			if k >= len(maps) || k >= len(scores) || k >= len(nulls) {
				return nil, fmt.Errorf("census: %d maps, %d scores and %d nulls are too few for Settings", len(maps), len(scores), len(nulls))
			}
			for _, t := range p.Thresholds {
				m := Member{Group: s.Group, SigmaM: s.SigmaM, Surround: s.Surround, Network: int32(i), Threshold: t}
				m.count(p, maps[k], scores[k], nulls[k])
				out = append(out, m)
			}
			k++
		}
	}
	if k != len(maps) || k != len(scores) || k != len(nulls) {
		return nil, fmt.Errorf("census: %d maps, %d scores and %d nulls for %d networks in Settings", len(maps), len(scores), len(nulls), k)
	}
	return out, nil
}

func (m *Member) count(p CensusParams, maps ratemap.Maps, scores gridscore.Scores, n null.Distribution) {
	m.ErrorM, m.PeriodM = math.NaN(), math.NaN()
	for _, s := range n.Scores {
		m.NullMaps++
		if s.Score60 > m.Threshold {
			m.NullAbove++
		}
	}
	if m.Diverged = len(scores.Units) == 0; m.Diverged {
		return
	}
	m.ErrorM = meanError(maps, p.ErrorSteps)
	var periods []float64
	for _, u := range scores.Units {
		if !u.Active || math.IsNaN(u.Score60) {
			continue
		}
		m.Active++
		if !(u.Score60 > m.Threshold) {
			continue
		}
		m.Above++
		if u.PeriodSACM > 0 && !math.IsInf(u.PeriodSACM, 0) {
			periods = append(periods, u.PeriodSACM)
		}
		if u.PeriodSACM <= p.MaxPeriodM {
			m.Short++
		}
	}
	m.PeriodM = stat.Quantile(periods, 0.5)
}

// meanError is the mean decoding error over the first steps.
func meanError(m ratemap.Maps, steps int) float64 {
	var of []float64
	for _, e := range m.Errors {
		if int(e.Step) <= steps && e.Paths > 0 {
			of = append(of, e.ErrorM)
		}
	}
	return stat.Mean(of)
}
