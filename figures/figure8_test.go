package figures

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/measure/estimate"
	"nofreelunch/stages/measure/regression"
	"nofreelunch/stages/measure/rows"
)

func figure8Params() Figure8Params {
	return Figure8Params{Profile: profile(), LowErrorM: 0.1, Scattered: 1, Blocked: 4}
}

// figure8Networks are two networks of each of twenty architectures, one of
// which diverged.
func figure8Networks() (p estimate.ArchitectureParams, t rows.Table, dimensions [][]estimate.NetworkDimension, predictors [][]estimate.Predictor) {
	p = estimate.ArchitectureParams{Judge: judge(), Scattered: 1, Blocked: 4}
	for i, cell := range cellOrder() {
		for k, activation := range activationOrder() {
			a := estimate.PublishedArchitecture{Cell: cell, Activation: activation, Predictivity: 0.62 + 0.04*float64(i) - 0.05*float64(k), Untrained: 0.3}
			if k == 0 {
				a.ParticipationRatio = 3.5 + 3*float64(i)
			}
			p.Published = append(p.Published, a)
			for n := range 2 {
				pr := 3 + 2*float64(i) + float64(k*k) + 0.3*float64(n)
				net := rows.Network{ID: fmt.Sprint(cell, activation, n), Cell: cell, Activation: activation, Outcome: "trained",
					ErrorsM: []float64{0.06 + 0.02*float64(k)}, ErrorsPaths: []int32{1}}
				if cell == "srnn" && activation == "sigmoid" && n == 0 {
					net.Outcome, net.ErrorsM, net.ErrorsPaths = rows.Diverged, nil, nil
				}
				t.Networks = append(t.Networks, net)
				dimensions = append(dimensions, []estimate.NetworkDimension{{ID: net.ID, RateMaps: pr, Activity: pr * 1.5}})
				for _, block := range []int32{1, 4} {
					q := estimate.Predictor{Cell: cell, Activation: activation, ID: net.ID, BlockBins: block, Draws: 1, TwoNN: 2 + 0.1*pr, Moments: 2 + 0.05*pr, Rank: 40, Low: math.NaN(), High: math.NaN()}
					trained, untrained := q, q
					trained.Source, trained.Dimension, trained.Predictivity = string(estimate.Trained), pr, 0.4+0.02*pr/float64(block)
					untrained.Source, untrained.Dimension, untrained.Predictivity = string(estimate.Untrained), pr/2, 0.3-0.1*float64(block)/4
					predictors = append(predictors, []estimate.Predictor{trained, untrained})
				}
			}
		}
	}
	return p, t, dimensions, predictors
}

func cellOrder() []string       { return []string{"rnn", "srnn", "gru", "lstm", "ugrnn"} }
func activationOrder() []string { return []string{"relu", "tanh", "sigmoid", "linear"} }

// randomFeatures predict better the more dimensions they have, or alike.
func randomFeatures() regression.Assessment {
	var a regression.Assessment
	for _, decay := range []regression.Decay{regression.Flat, regression.Power} {
		for _, d := range []float64{2, 4, 8, 16, 32, 64} {
			for draw := range 3 {
				for _, block := range []int32{1, 4} {
					v := 0.6 + 0.01*float64(draw)
					if decay == regression.Flat {
						v = math.Log2(d)/9 + 0.02*float64(draw)
					}
					a.Rows = append(a.Rows, regression.Row{Decay: string(decay), Dimension: d, Draw: int32(draw), BlockBins: block, EffectiveDimension: d * 0.9, TwoNN: math.Sqrt(d), Moments: math.Sqrt(d), Rank: int32(2 * d), Median: v - 0.15*float64(block-1)})
				}
			}
		}
	}
	return a
}

// inOrder puts the tables of architectures in the order of the golden image.
func inOrder(t estimate.ArchitectureTables) estimate.ArchitectureTables {
	at := func(cell, activation string) int {
		i := slices.Index(cellOrder(), cell)
		if i < 0 { // random features
			i = len(cellOrder())
		}
		return 10*i + slices.Index(activationOrder(), activation)
	}
	slices.SortStableFunc(t.Networks, func(a, b estimate.ArchitectureRun) int {
		return cmp.Compare(at(a.Cell, a.Activation), at(b.Cell, b.Activation))
	})
	slices.SortStableFunc(t.Architectures, func(a, b estimate.Architecture) int {
		return cmp.Compare(at(a.Cell, a.Activation), at(b.Cell, b.Activation))
	})
	slices.SortStableFunc(t.Predictors, func(a, b estimate.Predictor) int {
		return cmp.Compare(at(a.Cell, a.Activation), at(b.Cell, b.Activation))
	})
	return t
}

func TestFigure8(t *testing.T) {
	ctx := context.Background()
	p, table, dimensions, predictors := figure8Networks()
	tables, err := estimate.Architectures(ctx, p, table, dimensions, predictors, randomFeatures())
	if err != nil {
		t.Fatal(err)
	}
	o, err := Figure8(ctx, figure8Params(), inOrder(tables))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "figure8.png", o.PNG)
}

func TestFigure8OfDivergedNetworks(t *testing.T) {
	ctx := context.Background()
	p, table, _, _ := figure8Networks()
	for i := range table.Networks {
		table.Networks[i].Outcome = rows.Diverged
	}
	tables, err := estimate.Architectures(ctx, p, table, nil, nil, regression.Assessment{})
	if err != nil {
		t.Fatal(err)
	}
	if o, err := Figure8(ctx, figure8Params(), tables); err != nil || len(o.PDF) == 0 {
		t.Errorf("all diverged: %v", err)
	}
	if o, err := Figure8(ctx, figure8Params(), estimate.ArchitectureTables{}); err != nil || len(o.PDF) == 0 {
		t.Errorf("no networks at all: %v", err)
	}
}

func TestFigure8RefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*Figure8Params){
		"Profile":   func(p *Figure8Params) { p.Profile.Name = "" },
		"LowErrorM": func(p *Figure8Params) { p.LowErrorM = math.NaN() },
		"Scattered": func(p *Figure8Params) { p.Scattered = 0 },
		"Blocked":   func(p *Figure8Params) { p.Blocked = 1 },
	} {
		p := figure8Params()
		spoil(&p)
		if err := (&Figure8Output{}).Draw(p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
