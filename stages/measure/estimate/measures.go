package estimate

import (
	"math"

	"nofreelunch/stages/core/stat"
)

// Measure is what is meant by dimension.
type Measure string

const (
	Participation Measure = "participation ratio"
	Rank          Measure = "rank"
	TwoNN         Measure = "two nearest neighbours"
	Moments       Measure = "method of moments"
)

// Measures are all of them.
func Measures() []Measure { return []Measure{Participation, Rank, TwoNN, Moments} }

// Of is a predictor's dimension by a measure.
func (m Measure) Of(q Predictor) float64 {
	switch m {
	case Rank:
		return q.Rank
	case TwoNN:
		return q.TwoNN
	case Moments:
		return q.Moments
	}
	return q.Dimension
}

// Measured is how what feature sets of one source predict depends on their
// dimension by one measure, and how many of them have a high dimension and predict
// little: more than half of the trained networks of the first, less than half of them
// of the second.
type Measured struct {
	Source   string  `unit:"1" doc:"trained, untrained, or random features of a flat spectrum or a power law"`
	Measure  string  `unit:"1" doc:"what is meant by dimension"`
	Sets     int32   `unit:"1" doc:"feature sets"`
	Pearson  float64 `unit:"1" doc:"Pearson's r of predictivity with log dimension"`
	Low      float64 `unit:"1" doc:"lower end of its 95 % interval by Fisher's transform"`
	High     float64 `unit:"1" doc:"upper end of its 95 % interval by Fisher's transform"`
	HighLow  int32   `unit:"1" doc:"sets of high dimension and low predictivity"`
	OfHigh   int32   `unit:"1" doc:"sets of high dimension"`
	HighFrom float64 `unit:"1" doc:"dimension above which it is high: median of the trained networks"`
	LowBelow float64 `unit:"1" doc:"predictivity below which it is low: median of the trained networks"`
}

// measures are the sources by every measure, single positions held out.
func (o *ArchitectureTables) measures(p ArchitectureParams) ([]Measured, error) {
	var out []Measured
	for _, m := range Measures() {
		high, low := o.middle(p, m)
		for _, source := range []Source{Trained, Untrained, Flat, Power} {
			row := Measured{Source: string(source), Measure: string(m), HighFrom: high, LowBelow: low}
			var xs, ys []float64
			for _, q := range o.Predictors {
				if q.Source != string(source) || int(q.BlockBins) != p.Scattered {
					continue
				}
				row.Sets++
				xs, ys = append(xs, m.Of(q)), append(ys, q.Predictivity)
				if m.Of(q) > high {
					row.OfHigh++
					if q.Predictivity < low {
						row.HighLow++
					}
				}
			}
			c, err := correlate("", xs, ys)
			if err != nil {
				return nil, err
			}
			row.Pearson, row.Low, row.High = c.Pearson, c.Low, c.High
			out = append(out, row)
		}
	}
	return out, nil
}

// middle are the medians of the trained networks.
func (o *ArchitectureTables) middle(p ArchitectureParams, m Measure) (dimension, predictivity float64) {
	var xs, ys []float64
	for _, q := range o.Predictors {
		if q.Source == string(Trained) && int(q.BlockBins) == p.Scattered && !math.IsNaN(q.Predictivity) {
			xs, ys = append(xs, m.Of(q)), append(ys, q.Predictivity)
		}
	}
	return stat.Median(xs), stat.Median(ys)
}
