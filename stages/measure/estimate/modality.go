package estimate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/rows"
)

// ModalityParams says how it is asked whether a network has one period.
type ModalityParams struct {
	Judge   Judge
	Where   rows.Where // the networks
	Samples int        // of the uniform distribution, for the test
	Ratio   float64    // of the periods of two modules that the test should tell apart
	Trials  int        // of that
	Level   float64
}

// Validate reports the first field out of bounds.
func (p ModalityParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("modality: %w", err)
	}
	switch {
	case p.Samples < 1 || p.Trials < 1:
		return fmt.Errorf("modality: Samples is %d and Trials %d, want at least 1 of each", p.Samples, p.Trials)
	case !(p.Ratio > 1 && p.Ratio < 10):
		return fmt.Errorf("modality: Ratio is %v, want 1 < Ratio < 10", p.Ratio)
	case !(p.Level > 0 && p.Level < 1):
		return fmt.Errorf("modality: Level is %v, want 0 < Level < 1", p.Level)
	}
	return nil
}

// fewestPeriods is the number of periods below which their distribution is not
// asked about.
const fewestPeriods = 8

// Modality is whether the periods of a network's grid-like units have one mode.
type Modality struct {
	ID        string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed      int64   `unit:"1" doc:"seed of the network"`
	SigmaM    float64 `unit:"m" doc:"width of the place fields"`
	ErrorM    float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	Estimator string  `unit:"1" doc:"published or lattice: how periods are measured"`
	Units     int32   `unit:"1" doc:"units above the threshold whose period is known"`
	MedianM   float64 `unit:"m" doc:"median of their periods; NaN of none"`
	SpreadLog float64 `unit:"1" doc:"standard deviation of the log periods; NaN of fewer than two"`
	Dip       float64 `unit:"1" doc:"Hartigan's dip of the log periods; NaN of too few"`
	P         float64 `unit:"1" doc:"part of uniform samples of as many with as large a dip; NaN of too few"`
	Holm      float64 `unit:"1" doc:"p adjusted for the number of networks tested; NaN of too few"`
	Power     float64 `column:"trials_rejected" unit:"1" doc:"part of the trials rejected in which half of the units have periods the ratio larger; NaN of too few"`
}

// The ways of measuring periods.
const (
	PublishedPeriods = "published"
	LatticePeriods   = "lattice"
)

// Modalities asks network by network, and estimator by estimator.
func Modalities(ctx context.Context, p ModalityParams, t rows.Table) ([]Modality, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	var out []Modality
	t = t.Of(p.Where)
	units := t.UnitsOf()
	uniform := map[int][]float64{}
	for _, estimator := range []string{PublishedPeriods, LatticePeriods} {
		first := len(out)
		for _, n := range t.Networks {
			if n.Diverged() {
				continue
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			m := Modality{ID: n.ID, Seed: n.Seed, SigmaM: n.SigmaM, ErrorM: p.Judge.ErrorM(n), Estimator: estimator, Dip: math.NaN(), P: math.NaN(), Holm: math.NaN(), Power: math.NaN()}
			periods := p.periods(units(n), estimator)
			m.describe(periods)
			if len(periods) >= fewestPeriods {
				dips := uniform[len(periods)]
				if dips == nil {
					dips = stat.UniformDips(len(periods), p.Samples, rng.New(p.Judge.Seed, "dips of uniform samples", uint64(len(periods))))
					uniform[len(periods)] = dips
				}
				p.test(&m, periods, dips)
			}
			out = append(out, m)
		}
		adjust(out[first:])
	}
	return out, nil
}

// periods are the logarithms of the periods of units above the threshold.
func (p ModalityParams) periods(u rows.Units, estimator string) (logs []float64) {
	of := u.PeriodM
	if estimator == LatticePeriods {
		of = u.LatticePeriodM
	}
	for i, score := range u.Score60 {
		if v := of[i]; score > p.Judge.Threshold && v > 0 && !math.IsInf(v, 0) {
			logs = append(logs, dmath.Log(v))
		}
	}
	return logs
}

func (m *Modality) describe(logs []float64) {
	m.Units, m.MedianM, m.SpreadLog = int32(len(logs)), math.NaN(), math.NaN()
	if len(logs) > 0 {
		m.MedianM = dmath.Exp(stat.Median(logs))
	}
	if len(logs) > 1 {
		m.SpreadLog = math.Sqrt(stat.Variance(logs))
	}
}

// test fills the test and its power: as many units of two modules.
func (p ModalityParams) test(m *Modality, logs, dips []float64) {
	m.Dip = stat.Dip(logs)
	m.P = stat.PartReaching(dips, m.Dip)
	apart, found := dmath.Log(p.Ratio), 0
	for trial := range p.Trials {
		s := rng.New(p.Judge.Seed, "two modules "+m.ID+" "+m.Estimator, uint64(trial))
		two := slices.Clone(logs)
		for _, i := range s.Perm(len(logs))[:len(logs)/2] {
			two[i] += apart
		}
		if stat.PartReaching(dips, stat.Dip(two)) <= p.Level {
			found++
		}
	}
	m.Power = float64(found) / float64(p.Trials)
}

// adjust fills Holm's p.
func adjust(of []Modality) {
	var order []int
	for i, m := range of {
		if m.P == m.P {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(of[a].P, of[b].P) })
	least := 0.0
	for rank, i := range order {
		least = max(least, min(float64(of[i].P*float64(len(order)-rank)), 1))
		of[i].Holm = least
	}
}
