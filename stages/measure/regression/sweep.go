package regression

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"nofreelunch/pipeline/job"
	"nofreelunch/stages/measure/ratemap"
)

// Assessment is how well feature sets predict a population, a row for each set
// and design.
type Assessment struct {
	Rows []Row
}

// Row is one feature set under one design.
type Row struct {
	Decay              string  `doc:"spread of the random features' variance; empty for a network" unit:"1"`
	Dimension          float64 `doc:"participation ratio of the ensemble the features are drawn from; 0 for a network" unit:"1"`
	Draw               int32   `doc:"number of the draw, from 0" unit:"1"`
	BlockBins          int32   `doc:"positions are held out in squares of this many bins a side" unit:"1"`
	EffectiveDimension float64 `doc:"participation ratio of the features over positions" unit:"1"`
	TwoNN              float64 `doc:"dimension of the features over positions from two nearest neighbours" unit:"1"`
	Moments            float64 `doc:"the same by the method of moments" unit:"1"`
	Rank               int32   `column:"axes" doc:"their rank" unit:"1"`
	Features           int32   `doc:"number of features" unit:"1"`
	Cells              int32   `doc:"cells with a predictivity" unit:"1"`
	Median             float64 `doc:"median predictivity over them; NaN without any" unit:"1"`
	Mean               float64 `doc:"mean predictivity over them; NaN without any" unit:"1"`
	Grid               float64 `doc:"median predictivity over the grid cells among them; NaN without any" unit:"1"`
}

func (r Row) filled(s Summary) Row {
	r.EffectiveDimension, r.Features, r.Cells = s.EffectiveDimension, s.Features, s.Cells
	r.TwoNN, r.Moments, r.Rank = s.TwoNN, s.Moments, s.Rank
	r.Median, r.Mean, r.Grid = s.MedianPredictivity, s.MeanPredictivity, s.GridPredictivity
	return r
}

// DesignParams is a regression under several designs: how far a held-out
// position is from those that were fitted decides what the test asks.
type DesignParams struct {
	Fit    Params // its BlockBins must be 0: Blocks has them
	Blocks []int  // sizes of the held-out squares, bins; 1 scatters single positions
}

// String names the designs.
func (p DesignParams) String() string {
	blocks := make([]string, len(p.Blocks))
	for i, b := range p.Blocks {
		blocks[i] = strconv.Itoa(b)
	}
	return p.Fit.String() + ", blocks of " + strings.Join(blocks, " and ") + " bins"
}

// Validate reports the first field out of range.
func (p DesignParams) Validate() error {
	if p.Fit.BlockBins != 0 {
		return fmt.Errorf("regression: Fit.BlockBins is %d, must be 0: Blocks has the sizes", p.Fit.BlockBins)
	}
	if len(p.Blocks) == 0 {
		return fmt.Errorf("regression: Blocks is empty, must have at least 1")
	}
	for i := range p.Blocks {
		if err := p.design(i).Validate(); err != nil {
			return fmt.Errorf("Blocks[%d]: %w", i, err)
		}
	}
	return nil
}

func (p DesignParams) design(i int) Params {
	q := p.Fit
	q.BlockBins = p.Blocks[i]
	return q
}

// AssessNetwork predicts the population from a network's rate maps under every
// design; a network that diverged has no rows.
func AssessNetwork(ctx context.Context, p DesignParams, population Population, maps ratemap.Maps) (Assessment, error) {
	var out Assessment
	if err := p.Validate(); err != nil || len(maps.Units) == 0 {
		return out, err
	}
	for i, block := range p.Blocks {
		r, err := PredictNetwork(ctx, p.design(i), population, maps)
		if err != nil {
			return Assessment{}, err
		}
		out.Rows = append(out.Rows, Row{BlockBins: int32(block)}.filled(r.Summary))
	}
	return out, nil
}

// SweepParams are random features of graded dimension under several designs.
type SweepParams struct {
	Designs    DesignParams
	Bins       int // bins a side, those of the population
	Units      int // features of a set
	Decays     []Decay
	Dimensions []float64 // of the ensembles
	Draws      int       // sets of each
	Seed       uint64
}

// String names the size.
func (p SweepParams) String() string {
	return fmt.Sprintf("%d sets of %d random features, %v", len(p.Decays)*len(p.Dimensions)*p.Draws, p.Units, p.Designs)
}

// Validate reports the first field out of range.
func (p SweepParams) Validate() error {
	if err := p.Designs.Validate(); err != nil {
		return err
	}
	if len(p.Decays) == 0 || len(p.Dimensions) == 0 {
		return fmt.Errorf("regression: %d Decays and %d Dimensions, must have at least 1 of each", len(p.Decays), len(p.Dimensions))
	}
	if p.Draws < 1 || p.Draws > 10000 {
		return fmt.Errorf("regression: Draws is %d, must be 1 to 10000", p.Draws)
	}
	for _, d := range p.Decays {
		for _, n := range p.Dimensions {
			if err := p.random(d, n, 0).Validate(); err != nil {
				return err
			}
		}
	}
	return nil
}

// random is a feature set. Sets of one draw share their weights, so that the
// curves along the dimension are smooth.
func (p SweepParams) random(d Decay, dimension float64, draw int) RandomParams {
	return RandomParams{Bins: p.Bins, Units: p.Units, Decay: d, Dimension: dimension, Seed: p.Seed + uint64(draw)}
}

// Sweep predicts the population from random features of every dimension.
func Sweep(ctx context.Context, p SweepParams, population Population) (Assessment, error) {
	var out Assessment
	if err := p.Validate(); err != nil {
		return out, err
	}
	for i, decay := range p.Decays {
		for k, dimension := range p.Dimensions {
			for draw := range p.Draws {
				features, err := Random(ctx, p.random(decay, dimension, draw))
				if err != nil {
					return Assessment{}, err
				}
				for d, block := range p.Designs.Blocks {
					r, err := Predict(ctx, p.Designs.design(d), population, features)
					if err != nil {
						return Assessment{}, err
					}
					row := Row{Decay: string(decay), Dimension: dimension, Draw: int32(draw), BlockBins: int32(block)}
					out.Rows = append(out.Rows, row.filled(r.Summary))
				}
			}
			job.Progress(ctx, i*len(p.Dimensions)+k+1, len(p.Decays)*len(p.Dimensions))
		}
	}
	return out, nil
}
