package regression

import (
	"fmt"
	"math"

	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/stat"
)

// design is a regression's data: features and cells over bins, of which each
// cell has some.
type design struct {
	population Population
	features   int
	x          linalg.Matrix // bins x features; rows that are not known to all are not read
	known      []int         // bins that every feature has
	groups     []group
	least      int         // bins of a cell that is predicted
	bins       []int       // by cell: how many it has
	predicted  [][]float64 // by cell, over all bins; NaN where nothing was predicted
}

// A group is cells that have the same bins.
type group struct{ cells, bins []int }

// prepare checks that features and cells lie on the same bins, and groups the
// cells. Those with fewer than least bins are in no group; if there is no other
// cell, that is an error.
func prepare(population Population, features Features, least int) (*design, error) {
	n := len(population.Cells[0].First)
	if b := int(population.Cells[0].Bins); b < 1 || b*b != n {
		return nil, fmt.Errorf("regression: population has %d bins a side and %d rates", b, n)
	}
	d := &design{population: population, features: len(features.Units), least: least}
	xt := linalg.New(len(features.Units), n)
	have := make([]bool, n)
	for k := range have {
		have[k] = true
	}
	for i, f := range features.Units {
		if len(f.Rates) != n {
			return nil, fmt.Errorf("regression: feature %d has %d bins, the population has %d", i, len(f.Rates), n)
		}
		for k, v := range f.Rates {
			if math.IsInf(v, 0) {
				return nil, fmt.Errorf("regression: feature %d is %g in bin %d, must be finite, or NaN where it is not known", i, v, k)
			}
			have[k] = have[k] && v == v
		}
		copy(xt.Row(i), f.Rates)
	}
	d.x = xt.T()
	for k, ok := range have {
		if ok {
			d.known = append(d.known, k)
		}
	}
	if len(d.known) < least {
		return nil, fmt.Errorf("regression: all features are known in %d of %d bins, want at least %d", len(d.known), n, least)
	}
	return d, d.group(have)
}

// group puts cells with the same bins together.
func (d *design) group(have []bool) error {
	at, most := map[string]int{}, 0
	for i, c := range d.population.Cells {
		if len(c.First) != len(have) || len(c.Second) != len(have) {
			return fmt.Errorf("regression: cell %d has %d bins, the first has %d", i, len(c.First), len(have))
		}
		var bins []int
		mask := make([]byte, len(have))
		for k := range have {
			if math.IsInf(c.First[k], 0) || math.IsInf(c.Second[k], 0) {
				return fmt.Errorf("regression: cell %d is infinite in bin %d, must be finite, or NaN where it is not known", i, k)
			}
			if have[k] && c.First[k] == c.First[k] && c.Second[k] == c.Second[k] {
				bins, mask[k] = append(bins, k), 1
			}
		}
		d.bins = append(d.bins, len(bins))
		if most = max(most, len(bins)); len(bins) < d.least {
			continue
		}
		g, ok := at[string(mask)]
		if !ok {
			g = len(d.groups)
			at[string(mask)] = g
			d.groups = append(d.groups, group{bins: bins})
		}
		d.groups[g].cells = append(d.groups[g].cells, i)
	}
	if len(d.groups) == 0 {
		return fmt.Errorf("regression: no cell has more than %d bins that the features have too, want at least %d", most, d.least)
	}
	d.predicted = make([][]float64, len(d.population.Cells))
	for i := range d.predicted {
		d.predicted[i] = make([]float64, len(have))
		for k := range d.predicted[i] {
			d.predicted[i][k] = math.NaN()
		}
	}
	return nil
}

// first is a group's first recordings, bins x cells.
func (d *design) first(g group) linalg.Matrix {
	y := linalg.New(len(g.bins), len(g.cells))
	for j, cell := range g.cells {
		for i, bin := range g.bins {
			y.Set(i, j, d.population.Cells[cell].First[bin])
		}
	}
	return y
}

// keep takes a group's predictions, bins x cells.
func (d *design) keep(g group, prediction linalg.Matrix) {
	for j, cell := range g.cells {
		for i, bin := range g.bins {
			d.predicted[cell][bin] = prediction.At(i, j)
		}
	}
}

// report compares the predictions with the second recordings.
func (d *design) report(method string, minCeiling float64) Result {
	out := Result{Summary: Summary{Method: method, Features: int32(d.features), EffectiveDimension: ParticipationRatio(take(d.x, d.known)),
		TwoNN: math.NaN(), Moments: math.NaN()}}
	for i, c := range d.population.Cells {
		r := CellResult{Cell: c.Cell, Kind: c.Kind, Bins: int32(d.bins[i]), Correlation: math.NaN(), Ceiling: math.NaN()}
		if d.bins[i] >= d.least {
			r.Correlation, r.Ceiling = correlation(d.predicted[i], c.Second), correlation(c.First, c.Second)
		}
		out.Cells = append(out.Cells, r)
	}
	out.summarise(minCeiling)
	return out
}

// summarise forms the predictivities, and their medians.
func (r *Result) summarise(minCeiling float64) {
	var all, grids []float64
	for i := range r.Cells {
		c := &r.Cells[i]
		c.Predictivity = math.NaN()
		if !(c.Ceiling >= minCeiling) {
			continue
		}
		c.Predictivity = c.Correlation / math.Sqrt(c.Ceiling)
		if math.IsNaN(c.Predictivity) {
			c.Predictivity = 0 // a constant prediction predicts nothing
		}
		all = append(all, c.Predictivity)
		if c.Kind == string(GridCell) {
			grids = append(grids, c.Predictivity)
		}
	}
	r.Summary.Cells, r.Summary.MeanPredictivity = int32(len(all)), mean(all)
	r.Summary.MedianPredictivity, r.Summary.GridPredictivity = stat.Median(all), stat.Median(grids)
}
