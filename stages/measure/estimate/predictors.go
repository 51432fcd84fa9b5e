package estimate

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/regression"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/train"
)

// NetworkParams says which network something was measured of.
type NetworkParams struct{ Network train.Params }

// Validate names the first field that is out of bounds.
func (p NetworkParams) Validate() error {
	if err := p.Network.Validate(); err != nil {
		return fmt.Errorf("estimate: Network: %w", err)
	}
	return nil
}

// String names the network.
func (p NetworkParams) String() string { return p.Network.String() }

// NetworkDimension is how many dimensions a network's activity and rate maps
// fill.
type NetworkDimension struct {
	ID           string  `unit:"1" doc:"digest of all parameters of the network"`
	RateMaps     float64 `unit:"1" doc:"participation ratio of the smoothed rate maps"`
	Activity     float64 `unit:"1" doc:"participation ratio of the activations"`
	TwoNN        float64 `unit:"1" doc:"dimension of the activations from two nearest neighbours"`
	Moments      float64 `unit:"1" doc:"dimension of the activations by the method of moments"`
	ActivityRank int32   `unit:"1" doc:"rank of the activations"`
}

// Dimensions names the dimensions of one network; a diverged one has no row.
func Dimensions(ctx context.Context, p NetworkParams,
	activity, rateMaps dimension.Estimates) ([]NetworkDimension, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	nan := math.NaN()
	n := NetworkDimension{ID: rows.ID(p.Network), RateMaps: nan, Activity: nan, TwoNN: nan, Moments: nan}
	if len(activity.Dimensions)+len(rateMaps.Dimensions) == 0 {
		return nil, ctx.Err()
	}
	for _, d := range activity.Dimensions {
		n.Activity, n.TwoNN, n.Moments, n.ActivityRank = d.ParticipationRatio, d.TwoNN, d.Moments, d.Rank
	}
	for _, d := range rateMaps.Dimensions {
		n.RateMaps = d.ParticipationRatio
	}
	return []NetworkDimension{n}, ctx.Err()
}

// Source is what predicts a population of cells.
type Source string

const (
	Trained   Source = "trained"                // rate maps of a trained network
	Untrained Source = "untrained"              // rate maps of a network as it was initialised
	Flat             = Source(regression.Flat)  // random features, all dimensions alike
	Power            = Source(regression.Power) // random features whose dimensions follow a power law
)

// Predictor is a feature set, or the mean over draws of it, and what it
// predicts of the synthetic population.
type Predictor struct {
	Source       string  `unit:"1" doc:"flat or power law: random features; trained or untrained: a network's rate maps"`
	Cell         string  `unit:"1" doc:"cell of the network; empty for random features"`
	Activation   string  `unit:"1" doc:"activation of the network; empty for random features"`
	ID           string  `unit:"1" doc:"digest of all parameters of the network; empty for random features"`
	BlockBins    int32   `unit:"1" doc:"positions are held out in squares of this many bins a side"`
	Draws        int32   `unit:"1" doc:"sets of random features; 1 for a network"`
	Dimension    float64 `unit:"1" doc:"effective dimension: participation ratio over positions, mean over draws"`
	TwoNN        float64 `unit:"1" doc:"dimension over positions from two nearest neighbours, mean over draws"`
	Moments      float64 `unit:"1" doc:"dimension over positions by the method of moments, mean over draws"`
	Rank         float64 `column:"axes" unit:"1" doc:"rank over positions, mean over draws"`
	Predictivity float64 `unit:"1" doc:"median over cells, mean over draws"`
	Low          float64 `unit:"1" doc:"lower end of its 95 % bootstrap interval over draws; NaN of one"`
	High         float64 `unit:"1" doc:"upper end of its 95 % bootstrap interval over draws; NaN of one"`
	Grid         float64 `unit:"1" doc:"median over the grid cells alone, mean over draws"`
}

// Predictors names what the rate maps of one network predict. A network without
// gradient steps is an untrained one.
func Predictors(ctx context.Context, p NetworkParams, a regression.Assessment) ([]Predictor, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	source := Trained
	if p.Network.GradientSteps == 0 {
		source = Untrained
	}
	net := p.Network.Net
	var out []Predictor
	for _, r := range a.Rows {
		out = append(out, Predictor{
			Source: string(source), Cell: net.Cell.String(), Activation: string(net.Activation), ID: rows.ID(p.Network),
			BlockBins: r.BlockBins, Draws: 1, Dimension: r.EffectiveDimension,
			TwoNN: r.TwoNN, Moments: r.Moments, Rank: float64(r.Rank),
			Predictivity: r.Median, Low: math.NaN(), High: math.NaN(), Grid: r.Grid,
		})
	}
	return out, ctx.Err()
}
