// Package regression asks how well a set of features predicts a neural
// population, and how that depends on the features' effective dimension.
//
// The population is synthetic, so the truth is known: grid cells in modules
// whose periods grow by a ratio near 1.4, border cells, head-direction cells and
// cells without spatial signal, each recorded twice with independent Poisson
// noise. Features (the rate maps of a trained or untrained network, or random
// smooth functions of a chosen effective dimension) are fitted to one recording
// by ridge or partial-least-squares regression at some positions and compared
// with the other recording at held-out positions. With r the correlation there
// and c the correlation between the two recordings,
//
//	predictivity = r / sqrt(c)
//
// which a perfect model of the noiseless rates brings to 1 [Nayebi2021]. The
// effective dimension is the participation ratio (sum l)^2 / sum l^2 of the
// features' covariance spectrum.
//
// The package knows nothing of training.
package regression

import (
	"context"
	"fmt"
	"math"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/measure/ratemap"
)

// Method names a regression.
type Method string

// The regressions.
const (
	Ridge Method = "ridge" // the penalty chosen inside the training set
	PLS   Method = "pls"   // partial least squares, one response; the number of components chosen likewise
)

// Params are those of Predict and PredictNetwork.
type Params struct {
	Method    Method
	Penalties []float64 // ridge: candidates, in units of the features' mean variance, 1
	Comps     []int     // pls: candidate numbers of components
	Folds     int       // each is held out once
	BlockBins int       // positions are held out in squares of this many bins a side
	// MinCeiling is the least correlation between recordings, 1: cells below it
	// have no predictivity.
	MinCeiling float64
	Seed       uint64 // of the assignment of squares to folds
}

// String names the method.
func (p Params) String() string { return string(p.Method) }

// Validate reports the first field out of range.
func (p Params) Validate() error {
	switch p.Method {
	case Ridge:
		for _, v := range p.Penalties {
			if !(v > 0) || math.IsInf(v, 1) {
				return fmt.Errorf("regression: Penalties has %g, must be positive and finite", v)
			}
		}
		if len(p.Penalties) == 0 {
			return fmt.Errorf("regression: Penalties is empty")
		}
	case PLS:
		for _, v := range p.Comps {
			if v < 1 {
				return fmt.Errorf("regression: Comps has %d, must be at least 1", v)
			}
		}
		if len(p.Comps) == 0 {
			return fmt.Errorf("regression: Comps is empty")
		}
	default:
		return fmt.Errorf("regression: Method is %q, must be %q or %q", p.Method, Ridge, PLS)
	}
	switch {
	case p.Folds < 3 || p.Folds > 100:
		return fmt.Errorf("regression: Folds is %d, must be 3 to 100", p.Folds)
	case p.BlockBins < 1:
		return fmt.Errorf("regression: BlockBins is %d, must be at least 1", p.BlockBins)
	case !(p.MinCeiling > 0 && p.MinCeiling < 1):
		return fmt.Errorf("regression: MinCeiling is %g, must be between 0 and 1", p.MinCeiling)
	}
	return nil
}

// Features is a set of maps to predict from.
type Features struct {
	Units []Feature
}

// Feature is one map.
type Feature struct {
	Unit  int32     `doc:"number of the feature" unit:"1"`
	Bins  int32     `doc:"bins a side" unit:"1"`
	Rates []float64 `doc:"value in each bin, [x][y]" unit:"1" shape:"Bins,Bins"`
}

// Result is what Predict returns.
type Result struct {
	Cells   []CellResult
	Summary Summary
}

// CellResult is the prediction of one cell.
type CellResult struct {
	Cell         int32   `doc:"number of the cell" unit:"1"`
	Kind         string  `doc:"what the cell encodes" unit:"1"`
	Bins         int32   `doc:"bins that both recordings and every feature have; too few have no predictivity" unit:"1"`
	Correlation  float64 `doc:"prediction against the second recording at held-out positions; NaN for constant ones" unit:"1"`
	Ceiling      float64 `column:"noise_ceiling" doc:"correlation between the two recordings" unit:"1"`
	Predictivity float64 `doc:"correlation over the root of the ceiling; NaN below the least ceiling" unit:"1"`
}

// Summary is one row on all cells.
type Summary struct {
	Method             string  `column:"regression_method" doc:"regression" unit:"1"`
	Features           int32   `doc:"number of features" unit:"1"`
	EffectiveDimension float64 `doc:"participation ratio of the features over positions" unit:"1"`
	TwoNN              float64 `doc:"dimension of the features over positions from two nearest neighbours" unit:"1"`
	Moments            float64 `doc:"the same by the method of moments" unit:"1"`
	Rank               int32   `column:"axes" doc:"their rank" unit:"1"`
	Cells              int32   `doc:"cells with a predictivity" unit:"1"`
	MedianPredictivity float64 `doc:"median over them; NaN without any" unit:"1"`
	MeanPredictivity   float64 `doc:"mean over them; NaN without any" unit:"1"`
	GridPredictivity   float64 `doc:"median over the grid cells among them; NaN without any" unit:"1"`
}

// PredictNetwork predicts the population from a network's rate maps; a network
// that diverged has none and yields an empty result.
func PredictNetwork(ctx context.Context, p Params, population Population, maps ratemap.Maps) (Result, error) {
	var f Features
	for _, u := range maps.Units {
		rates := make([]float64, len(u.Rates))
		for i, r := range u.Rates {
			rates[i] = float64(r)
		}
		f.Units = append(f.Units, Feature{u.Unit, u.Bins, rates})
	}
	return Predict(ctx, p, population, f)
}

// Predict predicts the population from features on the same bins. A bin that
// one of the features has not, NaN, is left out for all cells, and one that a
// cell has not, for this cell.
func Predict(ctx context.Context, p Params, population Population, features Features) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	if len(features.Units) == 0 || len(population.Cells) == 0 {
		return nothing(string(p.Method)), nil
	}
	folds := split(p, int(population.Cells[0].Bins))
	d, err := prepare(population, features, 3*p.Folds)
	if err != nil {
		return Result{}, err
	}
	done := 0
	for _, g := range d.groups {
		x, y, within := take(d.x, g.bins), d.first(g), make([]int, len(g.bins))
		for i, bin := range g.bins {
			within[i] = folds[bin]
		}
		prediction := linalg.New(x.Rows, y.Cols)
		for held := range p.Folds {
			if err := ctx.Err(); err != nil {
				return Result{}, err
			}
			if err := p.predictFold(prediction, x, y, within, held); err != nil {
				return Result{}, err
			}
			done++
			job.Progress(ctx, done, p.Folds*len(d.groups))
		}
		d.keep(g, prediction)
	}
	out := d.report(string(p.Method), p.MinCeiling)
	return out, out.Summary.dimensions(take(d.x, d.known))
}

// nothing is the result without features or cells.
func nothing(method string) Result {
	nan := math.NaN()
	return Result{Summary: Summary{Method: method, MedianPredictivity: nan, MeanPredictivity: nan, GridPredictivity: nan, EffectiveDimension: nan, TwoNN: nan, Moments: nan}}
}

// ParticipationRatio is (sum l)^2 / sum l^2 over the eigenvalues l of the
// covariance of x's columns: the trace and the Frobenius norm suffice.
func ParticipationRatio(x linalg.Matrix) float64 {
	c, _ := centre(x)
	gram := linalg.TMul(c, c)
	var trace float64
	for i := range gram.Rows {
		trace += gram.At(i, i)
	}
	return trace / linalg.Dot(gram.Data, gram.Data) * trace
}

// correlation is Pearson's over what both have; NaN where either does not vary.
func correlation(a, b []float64) float64 {
	var u, v []float64
	for i := range a {
		if a[i]-a[i] == 0 && b[i]-b[i] == 0 {
			u, v = append(u, a[i]), append(v, b[i])
		}
	}
	mu, mv := mean(u), mean(v)
	var uv, uu, vv float64
	for i := range u {
		x, y := u[i]-mu, v[i]-mv
		uv += float64(x * y)
		uu += float64(x * x)
		vv += float64(y * y)
	}
	return uv / math.Sqrt(uu) / math.Sqrt(vv)
}

func mean(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}
