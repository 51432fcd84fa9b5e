package estimate

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/measure/dimension"
	"nofreelunch/stages/measure/regression"
	"nofreelunch/stages/measure/rows"
	"nofreelunch/stages/net/nn"
	"nofreelunch/stages/net/sweep"
	"nofreelunch/stages/net/train"
	"nofreelunch/stages/world/encoding"
)

// zoo is made-up networks of several architectures.
type zoo struct {
	p          ArchitectureParams
	table      rows.Table
	dimensions [][]NetworkDimension
	predictors [][]Predictor
	random     regression.Assessment
}

func (z zoo) tables() (ArchitectureTables, error) {
	return Architectures(context.Background(), z.p, z.table, z.dimensions, z.predictors, z.random)
}

// add appends a network whose dimension is pr; error in m.
func (z *zoo) add(cell, activation string, seed int64, pr, errorM float64) {
	id := fmt.Sprintf("%s %s %d", cell, activation, seed)
	z.table.Networks = append(z.table.Networks, rows.Network{ID: id, Seed: seed, Cell: cell, Activation: activation, Outcome: "trained",
		ErrorsM: []float64{errorM}, ErrorsPaths: []int32{1}})
	z.dimensions = append(z.dimensions, []NetworkDimension{{ID: id, RateMaps: pr, Activity: pr * 1.5, ActivityRank: 7}})
	var of []Predictor
	for _, block := range []int32{1, 4} {
		of = append(of,
			Predictor{Source: string(Trained), Cell: cell, Activation: activation, ID: id, BlockBins: block, Draws: 1, Dimension: pr, Predictivity: 0.4 + 0.02*pr/float64(block)},
			Predictor{Source: string(Untrained), Cell: cell, Activation: activation, ID: id + " untrained", BlockBins: block, Draws: 1, Dimension: pr / 2, Predictivity: 0.2})
	}
	z.predictors = append(z.predictors, of)
}

func (z *zoo) diverge(i int) {
	n := &z.table.Networks[i]
	n.Outcome, n.ErrorsM, n.ErrorsPaths = rows.Diverged, nil, nil
	z.dimensions[i], z.predictors[i] = nil, nil
}

// made is three cells by three activations, two networks each; random features
// of one kind predict by their dimension.
func made() zoo {
	z := zoo{p: ArchitectureParams{Judge: Judge{Threshold: 0.8, LowErrorM: 0.1, ErrorSteps: 20, MaxPeriodM: 1.3, Points: 10, Resamples: 50, Seed: 8}, Scattered: 1, Blocked: 4}}
	for i, cell := range []string{"srnn", "gru", "lstm"} {
		for k, activation := range []string{"relu", "tanh", "linear"} {
			a := PublishedArchitecture{Cell: cell, Activation: activation, Predictivity: 0.5 + 0.04*float64(i) - 0.05*float64(k), Untrained: 0.3}
			if activation == "relu" {
				a.ParticipationRatio = 3.5 + 3*float64(i)
			}
			z.p.Published = append(z.p.Published, a)
			for n := range int64(2) {
				z.add(cell, activation, n, 3+2*float64(i)+float64(k*k)+0.5*float64(n), 0.06+0.02*float64(k))
			}
		}
	}
	for _, d := range []float64{2, 4, 8, 16} {
		for draw := range int32(3) {
			z.random.Rows = append(z.random.Rows, regression.Row{Decay: string(regression.Flat), Dimension: d, Draw: draw, BlockBins: 1, EffectiveDimension: d, Median: math.Log2(d) / 9})
		}
	}
	return z
}

func TestArchitectures(t *testing.T) {
	z := made()
	z.diverge(0)
	o, err := z.tables()
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Architectures) != 9 || o.Architectures[0].Cell != "gru" || o.Architectures[0].Activation != "linear" {
		t.Fatalf("%d architectures, %+v first, want nine in alphabetical order", len(o.Architectures), o.Architectures[0])
	}
	for _, a := range o.Architectures {
		if a.Cell == "srnn" && a.Activation == "relu" && (a.Networks != 1 || a.Diverged != 1 || a.RateMaps != 3.5 || !math.IsNaN(a.RateMapsLow)) {
			t.Errorf("one of two networks diverged: %+v", a)
		}
		if a.Cell == "gru" && a.Activation == "relu" && (a.RateMaps != 5.25 || a.Activity != 1.5*5.25 || a.PublishedPR != 6.5 || a.ErrorM != 0.06) {
			t.Errorf("%+v", a)
		}
		if a.Activation == "tanh" && !math.IsNaN(a.PublishedPR) {
			t.Errorf("no published ratio became %v", a.PublishedPR)
		}
	}
	for _, n := range o.Networks {
		if n.Outcome == rows.Diverged && (!math.IsNaN(n.ErrorM) || !math.IsNaN(n.SyntheticMedian)) {
			t.Errorf("a diverged network: %+v", n)
		}
	}
	for _, c := range o.Correlations {
		switch Relation(c.What) {
		case PublishedRelu:
			if c.N != 3 || c.Pearson < 0.9 {
				t.Errorf("%+v", c)
			}
		case Synthetic(Flat, Scattered):
			if c.N != 4 || c.Pearson < 0.99 || !(c.Low <= c.Pearson && c.Pearson <= c.High) {
				t.Errorf("%+v", c)
			}
		case Synthetic(Power, Blocks):
			if c.N != 0 || !math.IsNaN(c.Pearson) {
				t.Errorf("a correlation of nothing: %+v", c)
			}
		}
	}
}

// What belongs together is told by value: the order of every list is free.
func TestArchitecturesInAnyOrder(t *testing.T) {
	z := made()
	want, err := z.tables()
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(z.dimensions)
	slices.Reverse(z.p.Published)
	z.dimensions[3], z.dimensions[8] = z.dimensions[8], z.dimensions[3]
	got, err := z.tables()
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("in another order: %v\n%+v\nwant\n%+v", err, got, want)
	}
}

func TestArchitecturesOfDivergedNetworks(t *testing.T) {
	z := made()
	for i := range z.table.Networks {
		z.diverge(i)
	}
	z.random = regression.Assessment{}
	o, err := z.tables()
	if err != nil || len(o.Architectures) != 9 || len(o.Predictors) != 0 {
		t.Errorf("all diverged: %d architectures, %d predictors, %v", len(o.Architectures), len(o.Predictors), err)
	}
}

func TestArchitecturesRefusesBadInput(t *testing.T) {
	for want, spoil := range map[string]func(*zoo){
		"Judge.Resamples":  func(z *zoo) { z.p.Judge.Resamples = 0 },
		"Published[1]":     func(z *zoo) { z.p.Published[1].Cell = "" },
		"Published[2]":     func(z *zoo) { z.p.Published[2].Predictivity = math.NaN() },
		"Blocked":          func(z *zoo) { z.p.Blocked = 1 },
		"no dimensions":    func(z *zoo) { z.dimensions = z.dimensions[1:] },
		"predicts nothing": func(z *zoo) { z.predictors = z.predictors[1:] },
		"come twice":       func(z *zoo) { z.dimensions = append(z.dimensions, z.dimensions[0]) },
	} {
		z := made()
		spoil(&z)
		if _, err := z.tables(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
}

// architecture is a network that could be trained.
func architecture() train.Params {
	p := train.Smoke(encoding.DoS(0.12, 2), 3)
	p.Net.Cell, p.Net.Activation = nn.GRU{}, nn.Tanh
	return p
}

func TestDimensionsAndPredictorsAreNamed(t *testing.T) {
	ctx := context.Background()
	p := NetworkParams{architecture()}
	d, err := Dimensions(ctx, p, dimension.Estimates{Dimensions: []dimension.Dimensions{{ParticipationRatio: 9, TwoNN: 8, Moments: 7, Rank: 6}}},
		dimension.Estimates{Dimensions: []dimension.Dimensions{{ParticipationRatio: 5}}})
	if want := (NetworkDimension{rows.ID(p.Network), 5, 9, 8, 7, 6}); err != nil || len(d) != 1 || d[0] != want {
		t.Errorf("%+v, %v, want %+v", d, err, want)
	}
	if d, err := Dimensions(ctx, p, dimension.Estimates{}, dimension.Estimates{}); err != nil || len(d) != 0 {
		t.Errorf("a diverged network: %+v, %v", d, err)
	}
	a := regression.Assessment{Rows: []regression.Row{{BlockBins: 4, EffectiveDimension: 3, Median: 0.5, Grid: 0.4}}}
	for source, network := range map[Source]train.Params{Trained: p.Network, Untrained: sweep.Untrained(p.Network)} {
		q, err := Predictors(ctx, NetworkParams{network}, a)
		if err != nil || len(q) != 1 || q[0].Source != string(source) || q[0].ID != rows.ID(network) || q[0].Cell != "gru" || q[0].Activation != "tanh" ||
			q[0].BlockBins != 4 || q[0].Predictivity != 0.5 || q[0].Dimension != 3 || q[0].Grid != 0.4 {
			t.Errorf("%s: %+v, %v", source, q, err)
		}
	}
	p.Network.LearningRate = 0
	if _, err := Predictors(ctx, p, a); err == nil || !strings.Contains(err.Error(), "Network") {
		t.Errorf("a network that cannot be: %v", err)
	}
}
