package figures

import (
	"context"
	"errors"
	"fmt"

	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/ratemap"
	"nofreelunch/stages/measure/regression"
)

// Figure8Params is what figure 8 shows and how it judges.
type Figure8Params struct {
	Judge         Judge
	Architectures []Architecture // in the order of the networks
	Scattered     int            // size of the held-out squares of the first design, bins
	Blocked       int            // of the second
}

// Architecture is networks of one cell and activation, and what is published
// of them; 0 where nothing is.
type Architecture struct {
	Cell, Activation   string
	Networks           int     // how many of the networks are its
	Predictivity       float64 // of entorhinal neurons, trained networks
	Untrained          float64 // of entorhinal neurons, untrained networks
	ParticipationRatio float64 // of the rate maps
}

// Validate reports the first field out of bounds.
func (p Figure8Params) Validate() error {
	if err := p.Judge.Validate(); err != nil {
		return fmt.Errorf("figure 8: %w", err)
	}
	if len(p.Architectures) == 0 {
		return errors.New("figure 8: Architectures is empty, want at least 1")
	}
	for i, a := range p.Architectures {
		if a.Cell == "" || a.Activation == "" || a.Networks < 1 {
			return fmt.Errorf("figure 8: Architectures[%d] is %+v, want a cell, an activation and at least 1 network", i, a)
		}
		if !(a.Predictivity >= 0 && a.Predictivity <= 1.5) || !(a.Untrained >= 0 && a.Untrained <= 1.5) || !(a.ParticipationRatio >= 0) {
			return fmt.Errorf("figure 8: Architectures[%d] is %+v, want published values of 0 or more", i, a)
		}
	}
	if p.Scattered < 1 || p.Blocked <= p.Scattered {
		return fmt.Errorf("figure 8: Scattered is %d and Blocked %d bins, want 1 <= Scattered < Blocked", p.Scattered, p.Blocked)
	}
	return nil
}

// String names the figure and its profile.
func (p Figure8Params) String() string { return "figure 8, " + p.Judge.Profile }

// Figure8Network is one trained network (panels a, b and f).
type Figure8Network struct {
	Cell            string  `unit:"1" doc:"cell of the network"`
	Activation      string  `unit:"1" doc:"activation of the network"`
	Network         int32   `unit:"1" doc:"number of the network within its architecture, from 0"`
	Outcome         string  `unit:"1" doc:"trained or diverged"`
	ErrorM          float64 `unit:"m" doc:"mean position decoding error over the first steps"`
	RateMaps        float64 `unit:"1" doc:"participation ratio of the smoothed rate maps"`
	Activity        float64 `unit:"1" doc:"participation ratio of the activations"`
	TwoNN           float64 `unit:"1" doc:"dimension of the activations from two nearest neighbours"`
	Moments         float64 `unit:"1" doc:"dimension of the activations by the method of moments"`
	ActivityRank    int32   `unit:"1" doc:"rank of the activations"`
	SyntheticMedian float64 `unit:"1" doc:"median predictivity of the synthetic population, scattered positions"`
}

// Figure8Architecture is the mean over an architecture's networks.
type Figure8Architecture struct {
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

// Figure8Features is a feature set, or the mean over draws of it, and what it
// predicts of the synthetic population (panels c and d).
type Figure8Features struct {
	Source       string  `unit:"1" doc:"flat or power law: random features; trained or untrained: a network's rate maps"`
	Cell         string  `unit:"1" doc:"cell of the network; empty for random features"`
	Activation   string  `unit:"1" doc:"activation of the network; empty for random features"`
	BlockBins    int32   `unit:"1" doc:"positions are held out in squares of this many bins a side"`
	Draws        int32   `unit:"1" doc:"sets of random features; 1 for a network"`
	Dimension    float64 `unit:"1" doc:"effective dimension: participation ratio over positions, mean over draws"`
	Predictivity float64 `unit:"1" doc:"median over cells, mean over draws"`
	Low          float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval over draws; NaN of one"`
	High         float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval over draws; NaN of one"`
	Grid         float64 `unit:"1" doc:"median over the grid cells alone, mean over draws"`
}

// Figure8Correlation is a correlation of predictivity with the logarithm of a
// dimension (panel e).
type Figure8Correlation struct {
	What     string  `unit:"1" doc:"what is correlated"`
	N        int32   `unit:"1" doc:"points"`
	Pearson  float64 `unit:"1" doc:"Pearson's r of predictivity with log dimension"`
	Low      float64 `unit:"1" doc:"lower end of its 95 % interval by Fisher's transform"`
	High     float64 `unit:"1" doc:"upper end of its 95 % interval by Fisher's transform"`
	Spearman float64 `unit:"1" doc:"Spearman's rank correlation"`
}

// Figure8Output is the figure and the tables behind it.
type Figure8Output struct {
	Networks      []Figure8Network
	Architectures []Figure8Architecture
	Features      []Figure8Features
	Correlations  []Figure8Correlation
	PDF           []byte `file:"pdf"`
	SVG           []byte `file:"svg"`
	PNG           []byte `file:"png"`
}

// Figure8 makes figure 8: all lists hold a network each, as Architectures
// counts them; untrained are the same networks before training.
func Figure8(ctx context.Context, p Figure8Params, maps []ratemap.Maps, activity, rateMaps []dimension.Estimates,
	trained, untrained []regression.Assessment, random regression.Assessment) (Figure8Output, error) {
	var o Figure8Output
	if err := p.Validate(); err != nil {
		return o, err
	}
	n := 0
	for _, a := range p.Architectures {
		n += a.Networks
	}
	for _, in := range []struct {
		name string
		got  int
	}{{"maps", len(maps)}, {"activity", len(activity)}, {"rateMaps", len(rateMaps)}, {"trained", len(trained)}, {"untrained", len(untrained)}} {
		if in.got != n {
			return o, fmt.Errorf("figure 8: %d %s for %d networks in Architectures", in.got, in.name, n)
		}
	}
	first := 0
	for _, a := range p.Architectures {
		if err := ctx.Err(); err != nil {
			return o, err
		}
		end := first + a.Networks
		nets := figure8Networks(p, a, maps[first:end], activity[first:end], rateMaps[first:end], trained[first:end])
		row, err := figure8Architecture(p, a, nets)
		if err != nil {
			return o, fmt.Errorf("figure 8: %s %s: %w", a.Cell, a.Activation, err)
		}
		o.Networks, o.Architectures = append(o.Networks, nets...), append(o.Architectures, row)
		for _, s := range []struct {
			name string
			of   []regression.Assessment
		}{{"trained", trained[first:end]}, {"untrained", untrained[first:end]}} {
			o.Features = append(o.Features, networkFeatures(s.name, a, s.of)...)
		}
		first = end
	}
	sets, err := randomFeatures(p, random)
	if err != nil {
		return o, fmt.Errorf("figure 8: %w", err)
	}
	o.Features = append(o.Features, sets...)
	if o.Correlations, err = o.correlations(p); err != nil {
		return o, fmt.Errorf("figure 8: %w", err)
	}
	return o, o.Draw(p)
}
