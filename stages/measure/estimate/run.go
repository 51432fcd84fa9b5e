package estimate

import (
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/rows"
)

// Run is one network, or its null, as a judge sees it.
type Run struct {
	Group            string  `unit:"1" doc:"networks trained on an encoding, or a null"`
	ID               string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed             int64   `unit:"1" doc:"seed of the network"`
	Outcome          string  `unit:"1" doc:"trained, untrained or diverged; null for the network's null"`
	Units            int32   `unit:"1" doc:"units whose activity is studied, or maps of the null"`
	ActiveUnits      int32   `unit:"1" doc:"units active enough to be scored, or maps of the null with a score"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"part of the active units above the threshold whose period the filter lets pass"`
	Score60P95       float64 `unit:"1" doc:"95th percentile of the active units' grid scores"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score of active units; NaN without any"`
	MaxOfAll60       float64 `unit:"1" doc:"largest grid score of all scored units, silent ones included, as published; NaN without any"`
	ErrorM           float64 `unit:"m" doc:"position decoding error that the network is judged by, mean over the paths' first steps; NaN for a null"`
	Error20M         float64 `unit:"m" doc:"the same over the first 20 steps alone, a second reading; NaN for a null"`
}

// Accurate reports that a run decodes well enough; a diverged one does not.
func (j Judge) accurate(r Run) bool { return r.ErrorM < j.LowErrorM }

// runs judges the networks of a table.
func (j Judge) runs(group string, t rows.Table) ([]Run, error) {
	var out []Run
	counts := t.CountsAt(j.Threshold)
	for _, n := range t.Networks {
		r := Run{
			Group: group, ID: n.ID, Seed: n.Seed, Outcome: n.Outcome, Units: n.Units, ActiveUnits: n.Active, Score60P95: n.Score60P95,
			MaxScore60: n.MaxScore60, MaxOfAll60: n.MaxOfAll60, ErrorM: j.ErrorM(n), Error20M: j.over(ShortSteps).ErrorM(n), FractionAbove: math.NaN(), FractionFiltered: math.NaN(),
		}
		if !n.Diverged() {
			c, ok := counts(n)
			if !ok {
				return nil, fmt.Errorf("the rows of network %s have no counts at Score60 > %v", n.ID, j.Threshold)
			}
			r.FractionAbove, r.FractionFiltered = part(c.Above, n.Active), part(c.Short, n.Active)
		}
		out = append(out, r)
	}
	return out, nil
}

// nullRuns judges the nulls of the networks of a table.
func (j Judge) nullRuns(group string, t rows.Table) []Run {
	var out []Run
	noise := t.NoiseOf()
	for _, n := range t.Networks {
		scores := noise(n).Score60
		if len(scores) == 0 {
			continue
		}
		out = append(out, Run{
			Group: group, ID: n.ID, Seed: n.Seed, Outcome: "null", Units: n.NullMaps, ActiveUnits: int32(len(scores)),
			FractionAbove: fractionAbove(scores, j.Threshold), FractionFiltered: math.NaN(),
			Score60P95: stat.Quantile(scores, 0.95), MaxScore60: slices.Max(scores), MaxOfAll60: slices.Max(scores), ErrorM: math.NaN(), Error20M: math.NaN(),
		})
	}
	return out
}

// scores60 are the Score60s of the units of each network.
func scores60(t rows.Table) [][]float64 {
	units := t.UnitsOf()
	return byNetwork(t, func(n rows.Network) []float64 { return units(n).Score60 })
}

// noise60 are the Score60s of the null of each network.
func noise60(t rows.Table) [][]float64 {
	noise := t.NoiseOf()
	return byNetwork(t, func(n rows.Network) []float64 { return noise(n).Score60 })
}

// byNetwork lists some values of each network.
func byNetwork(t rows.Table, values func(rows.Network) []float64) (of [][]float64) {
	for _, n := range t.Networks {
		of = append(of, values(n))
	}
	return of
}
