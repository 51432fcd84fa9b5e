package estimate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/regression"
	"nofreelunch/stages/measure/rows"
)

// ArchitectureParams says by what architectures are compared.
type ArchitectureParams struct {
	Judge     Judge
	Published []PublishedArchitecture
	Scattered int // size of the held-out squares of the first design, bins
	Blocked   int // of the second
}

// PublishedArchitecture is what is published of networks of one cell and
// activation; 0 where nothing is.
type PublishedArchitecture struct {
	Cell, Activation   string
	Predictivity       float64 // of entorhinal neurons, trained networks
	Untrained          float64 // of entorhinal neurons, untrained networks
	ParticipationRatio float64 // of the rate maps
}

// Validate reports the first field out of bounds.
func (p ArchitectureParams) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("architectures: %w", err)
	}
	for i, a := range p.Published {
		if a.Cell == "" || a.Activation == "" {
			return fmt.Errorf("architectures: Published[%d] is %+v, want a cell and an activation", i, a)
		}
		if !(a.Predictivity >= 0 && a.Predictivity <= 1.5) || !(a.Untrained >= 0 && a.Untrained <= 1.5) ||
			!(a.ParticipationRatio >= 0) {
			return fmt.Errorf("architectures: Published[%d] is %+v, want published values of 0 or more", i, a)
		}
	}
	if p.Scattered < 1 || p.Blocked <= p.Scattered {
		return fmt.Errorf("architectures: Scattered is %d and Blocked %d bins, want 1 <= Scattered < Blocked",
			p.Scattered, p.Blocked)
	}
	return nil
}

// String says what is compared.
func (ArchitectureParams) String() string { return "architectures by dimension and predictivity" }

// ArchitectureRun is one trained network.
type ArchitectureRun struct {
	Cell            string  `unit:"1" doc:"cell of the network"`
	Activation      string  `unit:"1" doc:"activation of the network"`
	ID              string  `unit:"1" doc:"digest of all parameters of the network"`
	Seed            int64   `unit:"1" doc:"seed of the network"`
	Outcome         string  `unit:"1" doc:"trained or diverged"`
	ErrorM          float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	RateMaps        float64 `unit:"1" doc:"participation ratio of the smoothed rate maps"`
	Activity        float64 `unit:"1" doc:"participation ratio of the activations"`
	TwoNN           float64 `unit:"1" doc:"dimension of the activations from two nearest neighbours"`
	Moments         float64 `unit:"1" doc:"dimension of the activations by the method of moments"`
	ActivityRank    int32   `unit:"1" doc:"rank of the activations"`
	SyntheticMedian float64 `unit:"1" doc:"median predictivity of the synthetic population, scattered positions"`
}

// Architecture is the mean over an architecture's networks.
type Architecture struct {
	Cell          string  `unit:"1" doc:"cell of the networks"`
	Activation    string  `unit:"1" doc:"activation of the networks"`
	Networks      int32   `unit:"1" doc:"networks, without diverged ones"`
	Diverged      int32   `unit:"1" doc:"networks whose training diverged"`
	ErrorM        float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	RateMaps      float64 `unit:"1" doc:"participation ratio of the rate maps, mean"`
	RateMapsLow   float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval over networks"`
	RateMapsHigh  float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval over networks"`
	Activity      float64 `unit:"1" doc:"participation ratio of the activations, mean"`
	ActivityLow   float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval over networks"`
	ActivityHigh  float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval over networks"`
	Synthetic     float64 `unit:"1" doc:"median predictivity of the synthetic population, scattered positions, mean"`
	SyntheticLow  float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval over networks"`
	SyntheticHigh float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval over networks"`
	Published     float64 `unit:"1" doc:"published predictivity of entorhinal neurons; NaN without any"`
	Untrained     float64 `unit:"1" doc:"the same of untrained networks; NaN without any"`
	PublishedPR   float64 `unit:"1" doc:"published participation ratio of the rate maps; NaN without any"`
}

// ArchitectureTables are networks, their architectures, what predicts the
// synthetic population, and how that depends on dimension.
type ArchitectureTables struct {
	Networks      []ArchitectureRun
	Architectures []Architecture
	Predictors    []Predictor
	Correlations  []Correlation
	Measures      []Measured
}

// Architectures compares the cells and activations of networks: their
// dimensions and what their rate maps predict, trained and untrained, beside
// random features. Lists hold some networks each, in any order.
func Architectures(ctx context.Context, p ArchitectureParams, t rows.Table, dimensions [][]NetworkDimension,
	predictors [][]Predictor, random regression.Assessment) (ArchitectureTables, error) {
	var o ArchitectureTables
	if err := p.Validate(); err != nil {
		return o, err
	}
	known, err := joined(slices.Concat(dimensions...), slices.Concat(predictors...), p.Scattered)
	if err != nil {
		return o, fmt.Errorf("architectures: %w", err)
	}
	for _, w := range architecturesOf(t) {
		if err := o.add(p, w, t.Of(w), known); err != nil {
			return o, fmt.Errorf("architectures: %s %s: %w", w.Cell, w.Activation, err)
		}
	}
	drawn, err := randomPredictors(p, random)
	if err != nil {
		return o, fmt.Errorf("architectures: %w", err)
	}
	o.Predictors = append(o.Predictors, drawn...)
	if o.Correlations, err = o.correlations(p); err != nil {
		return o, fmt.Errorf("architectures: %w", err)
	}
	if o.Measures, err = o.measures(p); err != nil {
		return o, fmt.Errorf("architectures: %w", err)
	}
	return o, ctx.Err()
}

// architecturesOf are the cells and activations of a table's networks, in
// alphabetical order.
func architecturesOf(t rows.Table) []rows.Where {
	var out []rows.Where
	for _, n := range t.Networks {
		out = append(out, rows.Where{Cell: n.Cell, Activation: n.Activation})
	}
	slices.SortFunc(out, func(a, b rows.Where) int {
		return cmp.Or(cmp.Compare(a.Cell, b.Cell), cmp.Compare(a.Activation, b.Activation))
	})
	return slices.Compact(out)
}

// measured is what is known of networks by their digests.
type measured struct {
	dimensions map[string]NetworkDimension
	scattered  map[string]float64 // predictivity of trained networks, single positions held out
	predictors []Predictor
}

func joined(dimensions []NetworkDimension, predictors []Predictor, scattered int) (measured, error) {
	m := measured{map[string]NetworkDimension{}, map[string]float64{}, predictors}
	for _, d := range dimensions {
		if _, twice := m.dimensions[d.ID]; twice {
			return m, fmt.Errorf("the dimensions of network %s come twice", d.ID)
		}
		m.dimensions[d.ID] = d
	}
	for _, q := range predictors {
		if q.Source == string(Trained) && int(q.BlockBins) == scattered {
			m.scattered[q.ID] = q.Predictivity
		}
	}
	return m, nil
}

// add compares the networks of one architecture.
func (o *ArchitectureTables) add(p ArchitectureParams, w rows.Where, t rows.Table, known measured) error {
	row := published(p.Published, w)
	var errorsM, maps, activity, synthetic []float64
	for _, n := range t.Networks {
		r, err := known.run(p.Judge, n)
		if err != nil {
			return err
		}
		o.Networks = append(o.Networks, r)
		if n.Diverged() {
			row.Diverged++
			continue
		}
		row.Networks++
		errorsM, maps = append(errorsM, r.ErrorM), append(maps, r.RateMaps)
		activity, synthetic = append(activity, r.Activity), append(synthetic, r.SyntheticMedian)
	}
	for _, source := range []Source{Trained, Untrained} {
		for _, q := range known.predictors {
			if q.Source == string(source) && q.Cell == w.Cell && q.Activation == w.Activation {
				o.Predictors = append(o.Predictors, q)
			}
		}
	}
	row.ErrorM = stat.Mean(errorsM)
	err := row.estimate(p.Judge, maps, activity, synthetic)
	o.Architectures = append(o.Architectures, row)
	return err
}

// run is what is known of one network.
func (m measured) run(j Judge, n rows.Network) (ArchitectureRun, error) {
	r := ArchitectureRun{
		Cell: n.Cell, Activation: n.Activation, ID: n.ID, Seed: n.Seed, Outcome: n.Outcome, ErrorM: j.ErrorM(n),
		RateMaps: math.NaN(), Activity: math.NaN(), TwoNN: math.NaN(), Moments: math.NaN(), SyntheticMedian: math.NaN(),
	}
	if n.Diverged() {
		return r, nil
	}
	d, ok := m.dimensions[n.ID]
	if !ok {
		return r, fmt.Errorf("network %s has no dimensions", n.ID)
	}
	r.RateMaps, r.Activity, r.TwoNN = d.RateMaps, d.Activity, d.TwoNN
	r.Moments, r.ActivityRank = d.Moments, d.ActivityRank
	if r.SyntheticMedian, ok = m.scattered[n.ID]; !ok {
		return r, fmt.Errorf("network %s predicts nothing at scattered positions", n.ID)
	}
	return r, nil
}

// published is an architecture of which nothing else is known yet.
func published(of []PublishedArchitecture, w rows.Where) Architecture {
	row := Architecture{
		Cell: w.Cell, Activation: w.Activation, Published: math.NaN(), Untrained: math.NaN(), PublishedPR: math.NaN(),
	}
	for _, q := range of {
		if q.Cell == w.Cell && q.Activation == w.Activation {
			row.Published, row.Untrained = OrNaN(q.Predictivity), OrNaN(q.Untrained)
			row.PublishedPR = OrNaN(q.ParticipationRatio)
		}
	}
	return row
}

func (a *Architecture) estimate(j Judge, maps, activity, synthetic []float64) error {
	streams := map[string]uint64{"rate maps": 0, "activity": 1, "synthetic": 2}
	return j.estimate([]column{
		{"rate maps", maps, &a.RateMaps, &a.RateMapsLow, &a.RateMapsHigh},
		{"activity", activity, &a.Activity, &a.ActivityLow, &a.ActivityHigh},
		{"synthetic", synthetic, &a.Synthetic, &a.SyntheticLow, &a.SyntheticHigh},
	}, func(purpose string) rng.Stream {
		return rng.New(j.Seed, "figure 8 "+a.Cell+" "+a.Activation, streams[purpose])
	})
}

// randomPredictors are what random features predict, by spread of their
// variance, design and dimension.
func randomPredictors(p ArchitectureParams, a regression.Assessment) ([]Predictor, error) {
	type set struct {
		decay string
		block int32
		dim   float64
	}
	var order []set
	draws := map[set][]regression.Row{}
	for _, r := range a.Rows {
		k := set{r.Decay, r.BlockBins, r.Dimension}
		if draws[k] == nil {
			order = append(order, k)
		}
		draws[k] = append(draws[k], r)
	}
	var out []Predictor
	for i, k := range order {
		q, err := meanPredictor(draws[k], p.Judge, rng.New(p.Judge.Seed, "figure 8 random features", uint64(i)))
		if err != nil {
			return nil, err
		}
		q.Source, q.BlockBins = k.decay, k.block
		out = append(out, q)
	}
	return out, nil
}

// meanPredictor is the mean over draws of random features.
func meanPredictor(draws []regression.Row, j Judge, stream rng.Stream) (Predictor, error) {
	var effective, medians, grids, twoNN, moments, rank []float64
	for _, r := range draws {
		twoNN, moments, rank = append(twoNN, r.TwoNN), append(moments, r.Moments), append(rank, float64(r.Rank))
		effective = append(effective, r.EffectiveDimension)
		medians, grids = append(medians, r.Median), append(grids, r.Grid)
	}
	mean, in, err := Mean(medians, j.Resamples, stream)
	return Predictor{
		Draws: int32(len(draws)), Dimension: stat.Mean(effective), Predictivity: mean, Low: in.Lo, High: in.Hi,
		Grid: stat.Mean(grids), TwoNN: stat.Mean(twoNN), Moments: stat.Mean(moments), Rank: stat.Mean(rank),
	}, err
}
