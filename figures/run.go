package figures

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"nofreelunch/figures/panel"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gallery"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/measure/ratemap"
)

// Sample is a group of networks that differ in their seed, or in what the
// figure does not ask about.
type Sample struct {
	Group    string // name of the encoding, as style.go knows it
	Networks int    // how many of the networks are its, diverged ones included
}

// total is the number of networks in all samples, or the first fault.
func total(samples []Sample) (int, error) {
	n := 0
	for i, s := range samples {
		if s.Group == "" || s.Networks < 1 {
			return 0, fmt.Errorf("Groups[%d] is %+v, want a name and at least 1 network", i, s)
		}
		n += s.Networks
	}
	return n, nil
}

// Run is one network, or one draw of a null.
type Run struct {
	Group            string  `unit:"1" doc:"networks trained on an encoding, or a null"`
	Network          int32   `unit:"1" doc:"number of the network within its group, from 0"`
	Outcome          string  `unit:"1" doc:"trained or diverged; null for a draw of a null"`
	Units            int32   `unit:"1" doc:"units"`
	ActiveUnits      int32   `unit:"1" doc:"units active enough to be scored"`
	FractionAbove    float64 `unit:"1" doc:"part of the active units above the threshold"`
	FractionFiltered float64 `unit:"1" doc:"part of the active units above the threshold whose period the filter lets pass; NaN for a null"`
	Score60P95       float64 `unit:"1" doc:"95th percentile of the active units' grid scores"`
	MaxScore60       float64 `unit:"1" doc:"largest grid score; NaN without scored units"`
	ErrorM           float64 `unit:"m" doc:"mean position decoding error over the first steps; NaN for a null"`
}

// diverged is the outcome of a network whose training did not end.
const diverged = "diverged"

// newRun judges one network; a nil maps means a draw of a null. A network
// without units diverged.
func newRun(group string, number int, j Judge, maps *ratemap.Maps, s gridscore.Scores) (Run, []float64) {
	r := Run{Group: group, Network: int32(number), Outcome: "null", Units: int32(len(s.Units)),
		FractionAbove: math.NaN(), FractionFiltered: math.NaN(), Score60P95: math.NaN(), MaxScore60: math.NaN(), ErrorM: math.NaN()}
	if maps != nil && len(s.Units) == 0 {
		r.Outcome = diverged
		return r, nil
	}
	if maps != nil {
		r.Outcome, r.ErrorM = "trained", meanError(*maps, j.ErrorSteps)
	}
	sample := finiteScores(s)
	r.ActiveUnits = int32(len(sample))
	r.FractionAbove = fractionAbove(sample, j.Threshold)
	if len(sample) > 0 {
		r.Score60P95 = stat.Quantile(sample, 0.95)
		r.MaxScore60 = slices.Max(sample)
	}
	if maps != nil && len(sample) > 0 {
		r.FractionFiltered = float64(filtered(s, j)) / float64(len(sample))
	}
	return r, sample
}

// filtered counts the active units above the threshold whose period is known
// and short enough.
func filtered(s gridscore.Scores, j Judge) int {
	n := 0
	for _, u := range s.Units {
		if u.Active && u.Score60 > j.Threshold && u.PeriodSACM > 0 && u.PeriodSACM <= j.MaxPeriodM {
			n++
		}
	}
	return n
}

// ExampleMap is a rate map shown on a figure.
type ExampleMap struct {
	Group   string    `unit:"1" doc:"networks trained on an encoding"`
	Network int32     `unit:"1" doc:"number of the network within its group, from 0"`
	Unit    int32     `unit:"1" doc:"unit"`
	Score60 float64   `unit:"1" doc:"grid score"`
	Bins    int32     `unit:"1" doc:"bins a side"`
	Rates   []float32 `unit:"1" doc:"mean activity, x bin then y bin" shape:"Bins,Bins"`
}

// mapTiles are a group's maps, at most n, with their scores.
func mapTiles(maps []ExampleMap, group string, n int) []panel.Tile {
	var out []panel.Tile
	for _, m := range maps {
		if m.Group != group || len(out) == n {
			continue
		}
		values := make([]float64, len(m.Rates))
		for i, r := range m.Rates {
			values[i] = float64(r)
		}
		out = append(out, panel.Tile{Map: panel.Map{NX: int(m.Bins), NY: int(m.Bins), Values: values}, Above: panel.Number(m.Score60, 2)})
	}
	return out
}

// ranked is a unit that could be shown.
type ranked struct {
	network, unit int
	score         float64
}

// examples chooses the units to show: the three of highest score in the group,
// then its upper quartile, median and lower quartile. No choice by eye.
func examples(group string, maps []ratemap.Maps, scores []gridscore.Scores) []ExampleMap {
	var all []ranked
	for n, s := range scores {
		for i, u := range s.Units {
			if u.Active && !math.IsNaN(u.Score60) && i < len(maps[n].Units) {
				all = append(all, ranked{n, i, u.Score60})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	var out []ExampleMap
	last := len(all) - 1
	shown := []int{0, 1, 2, last / 4, last / 2, last - last/4}
	for i, at := range shown {
		if at < 0 || at > last || slices.Contains(shown[:i], at) {
			continue
		}
		c := all[at]
		u := maps[c.network].Units[c.unit]
		out = append(out, ExampleMap{group, int32(c.network), u.Unit, c.score, u.Bins, u.Rates})
	}
	return out
}

// tiles are a group's maps, at most n, with their scores.
func tiles(maps []gallery.Example, group string, n int) []panel.Tile {
	var out []panel.Tile
	for _, m := range maps {
		if m.Group != group || len(out) == n {
			continue
		}
		values := make([]float64, len(m.Rates))
		for i, r := range m.Rates {
			values[i] = float64(r)
		}
		out = append(out, panel.Tile{Map: panel.Map{NX: int(m.Bins), NY: int(m.Bins), Values: values}, Above: panel.Number(m.Score60, 2)})
	}
	return out
}
