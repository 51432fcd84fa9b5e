package estimate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/null"
	"nofreelunch/stages/measure/rows"
)

// EncodingParams says which networks are compared, and with what.
type EncodingParams struct {
	Judge     Judge
	Groups    []rows.Group
	Published []Published
}

// Published is what is published of a group's networks.
type Published struct {
	Group    string
	Runs     int
	LowError float64 // part of the runs that are accurate
	Grid     float64 // part of those with possible grid cells; NaN where none is published
}

// Validate reports the first field out of bounds.
func (p EncodingParams) Validate() error {
	if err := validate(p.Judge, p.Groups); err != nil {
		return fmt.Errorf("encodings: %w", err)
	}
	return nil
}

// Encoding is what the networks of a group have in common.
type Encoding struct {
	Group             string  `unit:"1" doc:"encoding"`
	Networks          int32   `unit:"1" doc:"networks, diverged ones included"`
	Diverged          int32   `unit:"1" doc:"networks whose training diverged"`
	LowError          int32   `unit:"1" doc:"networks below the decoding error"`
	LowErrorFraction  float64 `unit:"1" doc:"their part of all"`
	LowErrorLow       float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	LowErrorHigh      float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	LowError20        int32   `unit:"1" doc:"networks below the decoding error over the first 20 steps alone, a second reading"`
	Grid              int32   `unit:"1" doc:"accurate networks with any scored unit above the threshold, silent ones included, as published"`
	GridActive        int32   `unit:"1" doc:"accurate networks with an active unit above the threshold"`
	GridFraction      float64 `unit:"1" doc:"their part of the accurate ones; NaN of none"`
	GridLow           float64 `unit:"1" doc:"lower end of its 95 % Wilson interval"`
	GridHigh          float64 `unit:"1" doc:"upper end of its 95 % Wilson interval"`
	UnitFraction      float64 `unit:"1" doc:"part of the active units above the threshold, mean over accurate networks"`
	UnitLow           float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	UnitHigh          float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	FilteredFraction  float64 `unit:"1" doc:"the same of units whose period the filter lets pass"`
	FilteredLow       float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	FilteredHigh      float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	Score60P95        float64 `unit:"1" doc:"95th percentile of the grid scores, mean over accurate networks"`
	Score60P95Low     float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval"`
	Score60P95High    float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval"`
	NullFraction      float64 `unit:"1" doc:"part of the maps of noise above the threshold"`
	NullGrid          float64 `unit:"1" doc:"chance that independent units would give a network one above the threshold"`
	NullScore60P95    float64 `unit:"1" doc:"95th percentile of the noise's grid scores"`
	MedianErrorM      float64 `unit:"m" doc:"median decoding error of all networks that did not diverge"`
	PublishedRuns     int32   `unit:"1" doc:"published number of runs; 0 if none"`
	PublishedLowError float64 `unit:"1" doc:"published part of accurate runs; NaN if none"`
	PublishedGrid     float64 `unit:"1" doc:"published part of those with possible grid cells; NaN if none"`
}

// EncodingTables are networks and what those of a group have in common.
type EncodingTables struct {
	Networks []Run
	Groups   []Encoding
}

// Encodings counts accurate networks and possible grid cells by group.
func Encodings(ctx context.Context, p EncodingParams, t rows.Table) (EncodingTables, error) {
	var o EncodingTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	for _, g := range p.Groups {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		of := t.Of(g.Where)
		runs, err := p.Judge.runs(g.Name, of)
		if err != nil {
			return o, fmt.Errorf("encodings: %s: %w", g.Name, err)
		}
		row, err := p.encoding(g.Name, runs, of)
		if err != nil {
			return o, fmt.Errorf("encodings: %s: %w", g.Name, err)
		}
		o.Networks, o.Groups = append(o.Networks, runs...), append(o.Groups, row)
	}
	return o, nil
}

// encoding counts one group's networks.
func (p EncodingParams) encoding(name string, runs []Run, t rows.Table) (Encoding, error) {
	g := Encoding{Group: name, Networks: int32(len(runs)), PublishedLowError: math.NaN(), PublishedGrid: math.NaN()}
	var raw, filtered, p95, errorsM []float64
	var active []int32
	for _, r := range runs {
		if r.Outcome == rows.Diverged {
			g.Diverged++
			continue
		}
		errorsM = append(errorsM, r.ErrorM)
		if r.Error20M < p.Judge.LowErrorM {
			g.LowError20++
		}
		if !p.Judge.accurate(r) {
			continue
		}
		g.LowError++
		raw, filtered, p95 = append(raw, r.FractionAbove), append(filtered, r.FractionFiltered), append(p95, r.Score60P95)
		active = append(active, r.ActiveUnits)
		if r.MaxOfAll60 > p.Judge.Threshold {
			g.Grid++
		}
		if r.MaxScore60 > p.Judge.Threshold {
			g.GridActive++
		}
	}
	if i := slices.IndexFunc(p.Published, func(q Published) bool { return q.Group == name }); i >= 0 {
		q := p.Published[i]
		g.PublishedRuns, g.PublishedLowError, g.PublishedGrid = int32(q.Runs), q.LowError, q.Grid
	}
	g.MedianErrorM = stat.Quantile(errorsM, 0.5)
	g.chance(p.Judge, slices.Concat(noise60(t.Keep(p.Judge.Accurate))...), active)
	return g, g.estimate(p.Judge, raw, filtered, p95)
}

// chance is what noise alone would give.
func (g *Encoding) chance(j Judge, noise []float64, active []int32) {
	g.NullFraction, g.NullScore60P95 = fractionAbove(noise, j.Threshold), stat.Quantile(noise, 0.95)
	var chances []float64
	for _, n := range active {
		chances = append(chances, null.AnyOf(g.NullFraction, int(n)))
	}
	g.NullGrid = stat.Mean(chances)
}

func (g *Encoding) estimate(j Judge, raw, filtered, p95 []float64) error {
	var err error
	if g.LowErrorFraction, g.LowErrorLow, g.LowErrorHigh, err = Share(g.LowError, g.Networks); err != nil {
		return err
	}
	if g.GridFraction, g.GridLow, g.GridHigh, err = Share(g.Grid, g.LowError); err != nil {
		return err
	}
	return j.estimate([]column{
		{"units", raw, &g.UnitFraction, &g.UnitLow, &g.UnitHigh},
		{"filtered", filtered, &g.FilteredFraction, &g.FilteredLow, &g.FilteredHigh},
		{"p95", p95, &g.Score60P95, &g.Score60P95Low, &g.Score60P95High},
	}, func(purpose string) rng.Stream { return rng.New(j.Seed, "figure 1 "+purpose+" "+g.Group, 0) })
}
