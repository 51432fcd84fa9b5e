package figures

import (
	"math"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/regression"
)

// figure8Networks are one architecture's rows.
func figure8Networks(p Figure8Params, a Architecture, maps []ratemap.Maps, activity, rateMaps []dimension.Estimates, trained []regression.Assessment) []Figure8Network {
	var out []Figure8Network
	for i := range maps {
		n := Figure8Network{Cell: a.Cell, Activation: a.Activation, Network: int32(i), Outcome: "trained",
			ErrorM: math.NaN(), RateMaps: math.NaN(), Activity: math.NaN(), TwoNN: math.NaN(), Moments: math.NaN(), SyntheticMedian: math.NaN()}
		if len(maps[i].Units) == 0 {
			n.Outcome = diverged
			out = append(out, n)
			continue
		}
		n.ErrorM = meanError(maps[i], p.Judge.ErrorSteps)
		for _, d := range activity[i].Dimensions {
			n.Activity, n.TwoNN, n.Moments, n.ActivityRank = d.ParticipationRatio, d.TwoNN, d.Moments, d.Rank
		}
		for _, d := range rateMaps[i].Dimensions {
			n.RateMaps = d.ParticipationRatio
		}
		for _, r := range trained[i].Rows {
			if int(r.BlockBins) == p.Scattered {
				n.SyntheticMedian = r.Median
			}
		}
		out = append(out, n)
	}
	return out
}

func figure8Architecture(p Figure8Params, a Architecture, nets []Figure8Network) (Figure8Architecture, error) {
	row := Figure8Architecture{Cell: a.Cell, Activation: a.Activation,
		Published: orNaN(a.Predictivity), Untrained: orNaN(a.Untrained), PublishedPR: orNaN(a.ParticipationRatio)}
	var errorsM, maps, activity, synthetic []float64
	for _, n := range nets {
		if n.Outcome == diverged {
			row.Diverged++
			continue
		}
		row.Networks++
		errorsM, maps = append(errorsM, n.ErrorM), append(maps, n.RateMaps)
		activity, synthetic = append(activity, n.Activity), append(synthetic, n.SyntheticMedian)
	}
	row.ErrorM = stat.Mean(errorsM)
	var err error
	for i, q := range []struct {
		values       []float64
		mean, lo, hi *float64
	}{
		{maps, &row.RateMaps, &row.RateMapsLow, &row.RateMapsHigh},
		{activity, &row.Activity, &row.ActivityLow, &row.ActivityHigh},
		{synthetic, &row.Synthetic, &row.SyntheticLow, &row.SyntheticHigh},
	} {
		var in stat.Interval
		stream := rng.New(p.Judge.Seed, "figure 8 "+a.Cell+" "+a.Activation, uint64(i))
		if *q.mean, in, err = estimate(q.values, p.Judge.Resamples, stream); err != nil {
			return row, err
		}
		*q.lo, *q.hi = in.Lo, in.Hi
	}
	return row, nil
}

// networkFeatures are what networks' rate maps predict.
func networkFeatures(source string, a Architecture, of []regression.Assessment) []Figure8Features {
	var out []Figure8Features
	for _, s := range of {
		for _, r := range s.Rows {
			out = append(out, Figure8Features{Source: source, Cell: a.Cell, Activation: a.Activation, BlockBins: r.BlockBins, Draws: 1,
				Dimension: r.EffectiveDimension, Predictivity: r.Median, Grid: r.Grid, Low: math.NaN(), High: math.NaN()})
		}
	}
	return out
}

// randomFeatures are what random features predict, by dimension.
func randomFeatures(p Figure8Params, a regression.Assessment) ([]Figure8Features, error) {
	type set struct {
		decay string
		block int32
		dim   float64
	}
	var order []set
	rows := map[set][]regression.Row{}
	for _, r := range a.Rows {
		k := set{r.Decay, r.BlockBins, r.Dimension}
		if rows[k] == nil {
			order = append(order, k)
		}
		rows[k] = append(rows[k], r)
	}
	var out []Figure8Features
	for i, k := range order {
		var effective, medians, grids []float64
		for _, r := range rows[k] {
			effective, medians, grids = append(effective, r.EffectiveDimension), append(medians, r.Median), append(grids, r.Grid)
		}
		mean, in, err := estimate(medians, p.Judge.Resamples, rng.New(p.Judge.Seed, "figure 8 random features", uint64(i)))
		if err != nil {
			return nil, err
		}
		out = append(out, Figure8Features{Source: k.decay, BlockBins: k.block, Draws: int32(len(medians)),
			Dimension: stat.Mean(effective), Predictivity: mean, Low: in.Lo, High: in.Hi, Grid: stat.Mean(grids)})
	}
	return out, nil
}

// correlations are those of predictivity with dimension, wherever there is one.
func (o *Figure8Output) correlations(p Figure8Params) ([]Figure8Correlation, error) {
	var out []Figure8Correlation
	add := func(what string, dimension, predictivity []float64) error {
		c, err := correlate(what, dimension, predictivity)
		out = append(out, c)
		return err
	}
	for _, c := range []struct {
		what string
		dim  func(Figure8Architecture) float64
		keep func(Figure8Architecture) bool
	}{
		{"published, relu", func(a Figure8Architecture) float64 { return a.PublishedPR }, func(Figure8Architecture) bool { return true }},
		{"ours, relu, rate maps", func(a Figure8Architecture) float64 { return a.RateMaps }, func(a Figure8Architecture) bool { return a.Activation == "relu" }},
		{"ours, all, rate maps", func(a Figure8Architecture) float64 { return a.RateMaps }, func(Figure8Architecture) bool { return true }},
		{"ours, all, activity", func(a Figure8Architecture) float64 { return a.Activity }, func(Figure8Architecture) bool { return true }},
	} {
		var xs, ys []float64
		for _, a := range o.Architectures {
			if c.keep(a) {
				xs, ys = append(xs, c.dim(a)), append(ys, a.Published)
			}
		}
		if err := add(c.what, xs, ys); err != nil {
			return nil, err
		}
	}
	for _, d := range p.designs() {
		for _, source := range []string{"trained", "untrained", string(regression.Flat), string(regression.Power)} {
			var xs, ys []float64
			for _, f := range o.Features {
				if f.Source == source && f.BlockBins == d.bins {
					xs, ys = append(xs, f.Dimension), append(ys, f.Predictivity)
				}
			}
			if err := add(source+", "+d.name, xs, ys); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// design is a way of holding out positions.
type design struct {
	name string
	bins int32
}

func (p Figure8Params) designs() []design {
	return []design{{"scattered", int32(p.Scattered)}, {"blocks", int32(p.Blocked)}}
}

// correlate takes the pairs in which both are numbers.
func correlate(what string, dimension, predictivity []float64) (Figure8Correlation, error) {
	var xs, ys []float64
	for i, d := range dimension {
		if d > 0 && !math.IsInf(d, 1) && !math.IsNaN(predictivity[i]) {
			xs, ys = append(xs, dmath.Log10(d)), append(ys, predictivity[i])
		}
	}
	c := Figure8Correlation{What: what, N: int32(len(xs))}
	r, in, err := stat.Pearson(xs, ys, confidence)
	if err != nil {
		return c, err
	}
	c.Pearson, c.Low, c.High = r, in.Lo, in.Hi
	c.Spearman, _, err = stat.Pearson(stat.Ranks(xs), stat.Ranks(ys), confidence)
	return c, err
}
