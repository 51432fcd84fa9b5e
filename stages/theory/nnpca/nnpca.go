// Package nnpca runs the learning dynamics of [Sorscher2019] on a place code,
// with and without non-negativity.
//
// With P the responses of the place cells on a grid of positions, each cell
// freed of its mean, and Sigma = P P', the linearised dynamics
//
//	r' = -lambda r + Sigma r
//
// end in the leading eigenvectors of Sigma. Here they are iterated as
//
//	g <- sigma(Sigma g) / |sigma(Sigma g)|
//
// with sigma(x) = max(x, 0), which is non-negative principal component
// analysis, or sigma(x) = x, the power method. Every start is an independent
// draw; every end is scored as a rate map.
//
// The package knows nothing of path integration or of gradient descent.
package nnpca

import (
	"context"
	"fmt"
	"math"
	"sync"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/core/linalg"
	"nofreelunch/stages/core/rng"
	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/gridscore"
	"nofreelunch/stages/theory/dog"
	"nofreelunch/stages/theory/spectrum"
	"nofreelunch/stages/world/encoding"
)

// Params are those of Run.
type Params struct {
	Encoding    encoding.Params
	Curve       dog.Kernel // what the encoding's entry says of it: the predicted period
	Bins        int        // bins a side; positions are their midpoints
	Starts      int        // independent starts
	Iterations  int        // applications of Sigma
	NonNegative bool       // rectify after each
	Seed        uint64     // of the starts
}

// String is the code and the constraint.
func (p Params) String() string {
	constraint := "signed"
	if p.NonNegative {
		constraint = "non-negative"
	}
	e := p.Encoding
	return fmt.Sprintf("%s, %s, %d %s cells, box %g m", e, constraint, e.Cells, e.Centres, e.BoxWidthM)
}

// Validate reports the first field out of range.
func (p Params) Validate() error {
	if err := p.Encoding.Validate(); err != nil {
		return fmt.Errorf("nnpca: %w", err)
	}
	if p.Curve == nil {
		return fmt.Errorf("nnpca: Curve is nil, must be the encoding's or dog.None")
	}
	for _, f := range []struct {
		name   string
		v, max int
	}{{"Bins", p.Bins, 64}, {"Starts", p.Starts, 100000}, {"Iterations", p.Iterations, 1000000}} {
		if f.v < 1 || f.v > f.max {
			return fmt.Errorf("nnpca: %s is %d, must be 1 to %d", f.name, f.v, f.max)
		}
	}
	if p.Bins < 5 {
		return fmt.Errorf("nnpca: Bins is %d, must be at least 5", p.Bins)
	}
	return nil
}

// Result is what Run returns.
type Result struct {
	Patterns []Pattern
	Summary  Summary
}

// Pattern is where one start ended.
type Pattern struct {
	Start   int32     `doc:"number of the start" unit:"1"`
	Bins    int32     `doc:"bins a side" unit:"1"`
	Rates   []float64 `doc:"pattern of unit length, [x][y]" unit:"1" shape:"Bins,Bins"`
	Score60 float64   `doc:"hexagonal grid score, published handling" unit:"1"`
	Score90 float64   `doc:"square grid score, published handling" unit:"1"`
	PeriodM float64   `doc:"lattice period from the peaks of the autocorrelogram; NaN without peaks" unit:"m"`
	Active  float64   `doc:"fraction of bins above zero" unit:"1"`
	Change  float64   `doc:"length of the last iteration's step" unit:"1"`
}

// Summary is a row on all starts.
type Summary struct {
	Name             string  `doc:"encoding, constraint, cells and box" unit:"1"`
	SigmaM           float64 `doc:"width of the centre; NaN where fields differ" unit:"m"`
	SurroundScale    float64 `doc:"surround scale s; NaN where fields differ" unit:"1"`
	BoxWidthM        float64 `doc:"side of the box" unit:"m"`
	Cells            int32   `doc:"place cells" unit:"1"`
	Starts           int32   `doc:"independent starts" unit:"1"`
	Fraction03       float64 `doc:"fraction of starts with Score60 above 0.3" unit:"1"`
	Fraction08       float64 `doc:"fraction of starts with Score60 above 0.8" unit:"1"`
	MedianScore60    float64 `doc:"median Score60, NaN scores lowest" unit:"1"`
	MaxScore60       float64 `doc:"largest Score60; NaN where all are" unit:"1"`
	MedianPeriodM    float64 `doc:"median period of the patterns with Score60 above 0.8; NaN without any" unit:"m"`
	PredictedPeriodM float64 `doc:"lattice period of the continuum's k*; NaN where there is none" unit:"m"`
}

// Run iterates all starts and scores their ends.
func Run(ctx context.Context, p Params) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	responses, err := spectrum.Responses(p.Encoding, midpoints(p.Encoding.BoxWidthM, p.Bins))
	if err != nil {
		return Result{}, fmt.Errorf("nnpca: %w", err)
	}
	sigma := covariance(responses)
	g := starts(p)
	next := linalg.New(g.Rows, g.Cols)
	change := make([]float64, p.Starts)
	for i := range p.Iterations {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		advance(next, g, sigma, change, p.NonNegative, job.Threads(ctx))
		g, next = next, g
		job.Progress(ctx, i+1, p.Iterations)
	}
	patterns, err := score(p, g, change)
	if err != nil {
		return Result{}, err
	}
	return Result{patterns, summarise(p, patterns)}, nil
}

// advance applies Sigma to every start. Starts are independent, so any number of
// threads computes the same.
func advance(next, g, sigma linalg.Matrix, change []float64, rectify bool, threads int) {
	share := (g.Rows + threads - 1) / threads
	var wait sync.WaitGroup
	for lo := 0; lo < g.Rows; lo += share {
		hi := min(lo+share, g.Rows)
		wait.Go(func() {
			// Sigma is symmetric, hence its own transpose.
			linalg.MulTInto(rows(next, lo, hi), rows(g, lo, hi), sigma)
			for s := lo; s < hi; s++ {
				change[s] = settle(next.Row(s), g.Row(s), rectify)
			}
		})
	}
	wait.Wait()
}

// rows is the part of m from row lo to before row hi, sharing its storage.
func rows(m linalg.Matrix, lo, hi int) linalg.Matrix {
	return linalg.Of(hi-lo, m.Cols, m.Data[lo*m.Cols:hi*m.Cols])
}

// covariance is Sigma of responses (cells x positions), each cell freed of its
// mean over positions.
func covariance(responses linalg.Matrix) linalg.Matrix {
	for k := range responses.Rows {
		row := responses.Row(k)
		var sum float64
		for _, v := range row {
			sum += v
		}
		mean := sum / float64(len(row))
		for i := range row {
			row[i] -= mean
		}
	}
	return linalg.TMul(responses, responses)
}

func midpoints(widthM float64, bins int) [][2]float64 {
	step := widthM / float64(bins)
	at := func(i int) float64 { return step * (float64(i) + 0.5 - float64(float64(bins)/2)) }
	out := make([][2]float64, 0, bins*bins)
	for i := range bins {
		for j := range bins {
			out = append(out, [2]float64{at(i), at(j)})
		}
	}
	return out
}

// starts draws a row of normal numbers per start, rectified where required.
func starts(p Params) linalg.Matrix {
	g := linalg.New(p.Starts, p.Bins*p.Bins)
	for s := range p.Starts {
		draw := rng.New(p.Seed, "nnpca start", uint64(s))
		row := g.Row(s)
		for i := range row {
			row[i] = draw.Normal()
		}
		settle(row, row, p.NonNegative)
	}
	return g
}

// settle rectifies x, brings it to unit length and returns its distance from
// the previous state. A state that vanishes stays zero.
func settle(x, previous []float64, rectify bool) (change float64) {
	if rectify {
		for i, v := range x {
			x[i] = max(v, 0)
		}
	}
	if n := linalg.Norm(x); n > 0 {
		linalg.Scale(1/n, x)
	}
	var s float64
	for i, v := range x {
		d := v - previous[i]
		s += float64(d * d)
	}
	return math.Sqrt(s)
}

func score(p Params, g linalg.Matrix, change []float64) ([]Pattern, error) {
	scorer, err := gridscore.NewScorer(p.Bins, gridscore.Published())
	if err != nil {
		return nil, fmt.Errorf("nnpca: %w", err)
	}
	results := make([]gridscore.Result, p.Starts)
	scorer.Scores(g.Data, results)
	out := make([]Pattern, p.Starts)
	for s := range out {
		rates := append([]float64(nil), g.Row(s)...)
		r := results[s]
		lattice := gridscore.LatticePeriod(scorer.Autocorrelogram(rates), p.Bins)
		active := 0
		for _, v := range rates {
			if v > 0 {
				active++
			}
		}
		out[s] = Pattern{
			Start: int32(s), Bins: int32(p.Bins), Rates: rates, Score60: r.Score60, Score90: r.Score90,
			PeriodM: lattice.Bins * (p.Encoding.BoxWidthM / float64(p.Bins)),
			Active:  float64(active) / float64(len(rates)), Change: change[s],
		}
	}
	return out, nil
}

func summarise(p Params, patterns []Pattern) Summary {
	out := Summary{
		Name: p.String(), SigmaM: math.NaN(), SurroundScale: math.NaN(), BoxWidthM: p.Encoding.BoxWidthM,
		Cells: int32(p.Encoding.Cells), Starts: int32(p.Starts), MaxScore60: math.NaN(), PredictedPeriodM: math.NaN(),
	}
	if p.Encoding.Homogeneous() {
		out.SigmaM, out.SurroundScale = p.Encoding.SigmaM.Lo, p.Encoding.SurroundScale.Lo
	}
	if peak := p.Curve.KStar(2); peak.Pattern() {
		out.PredictedPeriodM = dog.Period(peak.K)
	}
	var scores, periods []float64
	for _, x := range patterns {
		scores = append(scores, x.Score60)
		if x.Score60 > 0.3 {
			out.Fraction03++
		}
		if x.Score60 > 0.8 {
			out.Fraction08++
			periods = append(periods, x.PeriodM)
		}
		if !(x.Score60 <= out.MaxScore60) && !math.IsNaN(x.Score60) {
			out.MaxScore60 = x.Score60
		}
	}
	out.Fraction03 /= float64(p.Starts)
	out.Fraction08 /= float64(p.Starts)
	out.MedianScore60, out.MedianPeriodM = stat.Median(scores), stat.Median(periods)
	return out
}
