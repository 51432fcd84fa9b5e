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
	"nofreelunch/stages/core/stat"
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
	Correlation  float64 `doc:"prediction against the second recording at held-out positions; NaN for constant ones" unit:"1"`
	Ceiling      float64 `column:"noise_ceiling" doc:"correlation between the two recordings" unit:"1"`
	Predictivity float64 `doc:"correlation over the root of the ceiling; NaN below the least ceiling" unit:"1"`
}

// Summary is one row on all cells.
type Summary struct {
	Method             string  `column:"regression_method" doc:"regression" unit:"1"`
	Features           int32   `doc:"number of features" unit:"1"`
	EffectiveDimension float64 `doc:"participation ratio of the features over positions" unit:"1"`
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
			if rates[i] = float64(r); math.IsNaN(rates[i]) {
				rates[i] = 0 // an unvisited bin, as in the published scorer
			}
		}
		f.Units = append(f.Units, Feature{u.Unit, u.Bins, rates})
	}
	return Predict(ctx, p, population, f)
}

// Predict predicts the population from features on the same bins.
func Predict(ctx context.Context, p Params, population Population, features Features) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	if len(features.Units) == 0 || len(population.Cells) == 0 {
		return Result{Summary: Summary{Method: string(p.Method), MedianPredictivity: math.NaN(), MeanPredictivity: math.NaN(), GridPredictivity: math.NaN(), EffectiveDimension: math.NaN()}}, nil
	}
	x, y, err := matrices(population, features)
	if err != nil {
		return Result{}, err
	}
	bins := int(population.Cells[0].Bins)
	folds := split(p, bins)
	prediction := linalg.New(x.Rows, y.Cols)
	for held := range p.Folds {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		if err := p.predictFold(prediction, x, y, folds, held); err != nil {
			return Result{}, err
		}
		job.Progress(ctx, held+1, p.Folds)
	}
	return report(p, population, features, x, prediction.T()), nil
}

// matrices returns positions x features and positions x cells (first recording).
func matrices(population Population, features Features) (x, y linalg.Matrix, err error) {
	n := len(population.Cells[0].First)
	if b := int(population.Cells[0].Bins); b < 1 || b*b != n {
		return x, y, fmt.Errorf("regression: population has %d bins a side and %d rates", b, n)
	}
	xt, yt := linalg.New(len(features.Units), n), linalg.New(len(population.Cells), n)
	for i, f := range features.Units {
		if len(f.Rates) != n {
			return x, y, fmt.Errorf("regression: feature %d has %d bins, the population has %d", i, len(f.Rates), n)
		}
		for k, v := range f.Rates {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return x, y, fmt.Errorf("regression: feature %d is %g in bin %d, must be finite", i, v, k)
			}
		}
		copy(xt.Row(i), f.Rates)
	}
	for i, c := range population.Cells {
		if len(c.First) != n || len(c.Second) != n {
			return x, y, fmt.Errorf("regression: cell %d has %d bins, the first has %d", i, len(c.First), n)
		}
		copy(yt.Row(i), c.First)
	}
	return xt.T(), yt.T(), nil
}

func report(p Params, population Population, features Features, x, prediction linalg.Matrix) Result {
	out := Result{Summary: Summary{Method: string(p.Method), Features: int32(len(features.Units)), EffectiveDimension: ParticipationRatio(x)}}
	var all, grids []float64
	for i, c := range population.Cells {
		r := CellResult{
			Cell: c.Cell, Kind: c.Kind, Predictivity: math.NaN(),
			Correlation: correlation(prediction.Row(i), c.Second), Ceiling: correlation(c.First, c.Second),
		}
		if r.Ceiling >= p.MinCeiling {
			r.Predictivity = r.Correlation / math.Sqrt(r.Ceiling)
			if math.IsNaN(r.Predictivity) {
				r.Predictivity = 0 // a constant prediction predicts nothing
			}
			all = append(all, r.Predictivity)
			if c.Kind == string(GridCell) {
				grids = append(grids, r.Predictivity)
			}
		}
		out.Cells = append(out.Cells, r)
	}
	out.Summary.Cells = int32(len(all))
	out.Summary.MeanPredictivity = mean(all)
	out.Summary.MedianPredictivity, out.Summary.GridPredictivity = stat.Median(all), stat.Median(grids)
	return out
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

// correlation is Pearson's; NaN where either does not vary.
func correlation(a, b []float64) float64 {
	ma, mb := mean(a), mean(b)
	var ab, aa, bb float64
	for i := range a {
		u, v := a[i]-ma, b[i]-mb
		ab += float64(u * v)
		aa += float64(u * u)
		bb += float64(v * v)
	}
	return ab / math.Sqrt(aa) / math.Sqrt(bb)
}

func mean(x []float64) float64 {
	var s float64
	for _, v := range x {
		s += v
	}
	return s / float64(len(x))
}
