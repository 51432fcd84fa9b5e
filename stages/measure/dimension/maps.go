package dimension

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/measure/ratemap"
)

// MapParams says how the dimension of rate maps is estimated.
type MapParams struct {
	SigmaM        float64 // standard deviation of the smoothing; 0.1 m as published
	BoxWidthM     float64 // side of the maps' box
	Neighbours    int     // of the method of moments; 100 as published
	RankTolerance float64 // of the rank, relative to the largest standard deviation
}

// PublishedMaps are the published settings. The smoothing is published as 2 bins
// of the 44 in a box of 2.2 m, so 0.1 m: in metres it does not change with the
// number of bins.
func PublishedMaps(boxWidthM float64) MapParams {
	return MapParams{SigmaM: 0.1, BoxWidthM: boxWidthM, Neighbours: 100, RankTolerance: 1e-5}
}

// String names the estimate.
func (p MapParams) String() string {
	return fmt.Sprintf("dimension of maps smoothed by %g m", p.SigmaM)
}

// Validate names the first field that is out of bounds.
func (p MapParams) Validate() error {
	if !(p.BoxWidthM > 0) || math.IsInf(p.BoxWidthM, 0) {
		return fmt.Errorf("dimension: BoxWidthM is %v, must be positive", p.BoxWidthM)
	}
	if !(p.SigmaM > 0 && p.SigmaM <= p.BoxWidthM) {
		return fmt.Errorf("dimension: SigmaM is %v, must be above 0 and at most the box's %v m", p.SigmaM, p.BoxWidthM)
	}
	return validate(p.Neighbours, p.RankTolerance)
}

func validate(neighbours int, tolerance float64) error {
	if neighbours < 2 {
		return fmt.Errorf("dimension: Neighbours is %d, must be at least 2", neighbours)
	}
	if !(tolerance >= 1e-7 && tolerance < 1) {
		return fmt.Errorf("dimension: RankTolerance is %v, must be at least 1e-7 and below 1", tolerance)
	}
	return nil
}

// Estimates is the table of one network.
type Estimates struct {
	Dimensions []Dimensions // one row; none of a network that diverged
}

// Dimensions holds the estimates of one cloud.
type Dimensions struct {
	Points             int32   `unit:"1" doc:"points of the cloud"`
	Features           int32   `unit:"1" doc:"dimensions of the space they lie in"`
	ParticipationRatio float64 `unit:"1" doc:"participation ratio of the covariance's eigenvalues"`
	TwoNN              float64 `unit:"1" doc:"estimate from two nearest neighbours"`
	Moments            float64 `unit:"1" doc:"estimate by the method of moments"`
	Rank               int32   `unit:"1" doc:"principal axes above the tolerance"`
}

// estimate is the table of a cloud of points.
func estimate(ctx context.Context, points, features int, values []float64, neighbours int, tolerance float64) (Estimates, error) {
	cloud, err := NewCloud(points, features, values)
	if err != nil {
		return Estimates{}, err
	}
	d, err := Measure(ctx, cloud, neighbours, tolerance)
	if err != nil {
		return Estimates{}, err
	}
	return Estimates{[]Dimensions{d}}, nil
}

// Measure estimates every dimension of a cloud.
func Measure(ctx context.Context, c Cloud, neighbours int, tolerance float64) (Dimensions, error) {
	g := c.gram()
	r, err := rank(g, tolerance)
	if err != nil {
		return Dimensions{}, err
	}
	if err := ctx.Err(); err != nil {
		return Dimensions{}, err
	}
	near := c.neighbours(max(neighbours, 2), job.Threads(ctx))
	return Dimensions{
		Points: int32(c.Points), Features: int32(c.Features),
		ParticipationRatio: participation(g),
		TwoNN:              twoNN(near),
		Moments:            moments(near, neighbours),
		Rank:               int32(r),
	}, nil
}

// sigmaBins is the smoothing in bins of a map of n bins a side.
func (p MapParams) sigmaBins(n int) float64 { return float64(p.SigmaM*float64(n)) / p.BoxWidthM }

// RateMaps estimates the dimension of a network's smoothed rate maps: a point
// is a unit, a feature a bin. Unvisited bins count as 0, as published.
func RateMaps(ctx context.Context, p MapParams, maps ratemap.Maps) (Estimates, error) {
	if err := p.Validate(); err != nil {
		return Estimates{}, err
	}
	if len(maps.Units) == 0 {
		return Estimates{}, nil
	}
	n := int(maps.Units[0].Bins)
	values := make([]float64, 0, len(maps.Units)*n*n)
	for _, u := range maps.Units {
		if err := ctx.Err(); err != nil {
			return Estimates{}, err
		}
		if int(u.Bins) != n || len(u.Rates) != n*n {
			return Estimates{}, fmt.Errorf("dimension: unit %d: %d rates, want %d", u.Unit, len(u.Rates), n*n)
		}
		rates := make([]float64, n*n)
		for k, v := range u.Rates {
			if v == v {
				rates[k] = float64(v)
			}
			if math.IsInf(rates[k], 0) {
				return Estimates{}, fmt.Errorf("dimension: unit %d: rate %d is %v, must be finite", u.Unit, k, v)
			}
		}
		values = append(values, Smooth(rates, n, p.sigmaBins(n))...)
	}
	return estimate(ctx, len(maps.Units), n*n, values, p.Neighbours, p.RankTolerance)
}
