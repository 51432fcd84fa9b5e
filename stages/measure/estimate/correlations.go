package estimate

import (
	"math"
	"slices"

	"nofreelunch/stages/core/dmath"
	"nofreelunch/stages/core/stat"
)

// Relation is a pair of quantities whose correlation is asked for.
type Relation string

// The relations of published predictivity with the dimension of networks.
const (
	PublishedRelu Relation = "published, relu"
	OursRelu      Relation = "ours, relu, rate maps"
	OursRateMaps  Relation = "ours, all, rate maps"
	OursActivity  Relation = "ours, all, activity"
)

// Design is a way of holding out positions.
type Design string

const (
	Scattered Design = "scattered" // single positions
	Blocks    Design = "blocks"    // squares of several bins
)

// Synthetic is the relation of what a source predicts of the synthetic
// population with the dimension of the source.
func Synthetic(s Source, d Design) Relation { return Relation(string(s) + ", " + string(d)) }

// Correlation is a correlation of predictivity with the logarithm of a
// dimension.
type Correlation struct {
	What     string  `unit:"1" doc:"what is correlated"`
	N        int32   `unit:"1" doc:"points"`
	Pearson  float64 `unit:"1" doc:"Pearson's r of predictivity with log dimension"`
	Low      float64 `unit:"1" doc:"lower end of its 95 % interval by Fisher's transform"`
	High     float64 `unit:"1" doc:"upper end of its 95 % interval by Fisher's transform"`
	Spearman float64 `unit:"1" doc:"Spearman's rank correlation"`
}

// correlations are those of predictivity with dimension, wherever there is one.
func (o *ArchitectureTables) correlations(p ArchitectureParams) ([]Correlation, error) {
	out, err := o.publishedCorrelations()
	if err != nil {
		return nil, err
	}
	for _, d := range []struct {
		name Design
		bins int
	}{{Scattered, p.Scattered}, {Blocks, p.Blocked}} {
		for _, source := range []Source{Trained, Untrained, Flat, Power} {
			var xs, ys []float64
			for _, f := range byArchitecture(o.Predictors, source, d.bins) {
				xs, ys = append(xs, f.Dimension), append(ys, f.Predictivity)
			}
			c, err := correlate(Synthetic(source, d.name), xs, ys)
			if err != nil {
				return nil, err
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// byArchitecture are the predictors of a source and design. The networks of an
// architecture are one point, their mean: architectures are the sample, and
// networks that differ in their seed are not independent draws of them.
func byArchitecture(all []Predictor, source Source, bins int) []Predictor {
	var out []Predictor
	networks := map[int]float64{}
	for _, f := range all {
		if f.Source != string(source) || int(f.BlockBins) != bins || math.IsNaN(f.Dimension) || math.IsNaN(f.Predictivity) {
			continue
		}
		i := slices.IndexFunc(out, func(q Predictor) bool { return f.Cell != "" && q.Cell == f.Cell && q.Activation == f.Activation })
		if i < 0 {
			networks[len(out)] = 1
			out = append(out, f)
			continue
		}
		n := networks[i]
		out[i].Dimension = (float64(out[i].Dimension*n) + f.Dimension) / (n + 1)
		out[i].Predictivity = (float64(out[i].Predictivity*n) + f.Predictivity) / (n + 1)
		networks[i]++
	}
	return out
}

// publishedCorrelations are those of the published predictivities.
func (o *ArchitectureTables) publishedCorrelations() ([]Correlation, error) {
	all := func(Architecture) bool { return true }
	relu := func(a Architecture) bool { return a.Activation == "relu" }
	var out []Correlation
	for _, c := range []struct {
		of        Relation
		dimension func(Architecture) float64
		keep      func(Architecture) bool
	}{
		{PublishedRelu, func(a Architecture) float64 { return a.PublishedPR }, all},
		{OursRelu, func(a Architecture) float64 { return a.RateMaps }, relu},
		{OursRateMaps, func(a Architecture) float64 { return a.RateMaps }, all},
		{OursActivity, func(a Architecture) float64 { return a.Activity }, all},
	} {
		var xs, ys []float64
		for _, a := range o.Architectures {
			if c.keep(a) {
				xs, ys = append(xs, c.dimension(a)), append(ys, a.Published)
			}
		}
		row, err := correlate(c.of, xs, ys)
		if err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// correlate takes the pairs in which both are numbers.
func correlate(of Relation, dimension, predictivity []float64) (Correlation, error) {
	var xs, ys []float64
	for i, d := range dimension {
		if d > 0 && !math.IsInf(d, 1) && !math.IsNaN(predictivity[i]) {
			xs, ys = append(xs, dmath.Log10(d)), append(ys, predictivity[i])
		}
	}
	c := Correlation{What: string(of), N: int32(len(xs))}
	r, in, err := stat.Pearson(xs, ys, Confidence)
	if err != nil {
		return c, err
	}
	c.Pearson, c.Low, c.High = r, in.Lo, in.Hi
	c.Spearman, _, err = stat.Pearson(stat.Ranks(xs), stat.Ranks(ys), Confidence)
	return c, err
}
