package regression

import (
	"context"
	"strings"
	"testing"

	"nofreelunch/stages/measure/ratemap"
)

func designs() DesignParams {
	fit := settings(Ridge)
	fit.BlockBins = 0
	return DesignParams{Fit: fit, Blocks: []int{1, 4}}
}

func sweepParams() SweepParams {
	return SweepParams{Designs: designs(), Bins: 16, Units: 60, Decays: []Decay{Flat, Power}, Dimensions: []float64{3, 40}, Draws: 2, Seed: 1}
}

// What held-out positions predict depends on how far off they are, and on what
// the features can express: neither dimension nor training alone decides.
func TestSweepCoversEveryDesign(t *testing.T) {
	out, err := Sweep(context.Background(), sweepParams(), population(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Rows) != 2*2*2*2 {
		t.Fatalf("%d rows", len(out.Rows))
	}
	mean := func(decay Decay, dimension float64, block int) float64 {
		sum, n := 0.0, 0.0
		for _, r := range out.Rows {
			if r.Decay == string(decay) && r.Dimension == dimension && r.BlockBins == int32(block) {
				sum, n = sum+r.Grid, n+1
			}
		}
		return sum / n
	}
	if lo, hi := mean(Flat, 3, 1), mean(Flat, 40, 1); hi < lo+0.2 {
		t.Errorf("flat waves, scattered positions: %v at dimension 3, %v at 40", lo, hi)
	}
	if scattered, block := mean(Flat, 40, 1), mean(Flat, 40, 4); block >= scattered {
		t.Errorf("blocks predict as well as their neighbours: %v against %v", block, scattered)
	}
}

func TestAssessANetwork(t *testing.T) {
	pop := population(t)
	var maps ratemap.Maps
	for _, c := range pop.Cells {
		maps.Units = append(maps.Units, ratemap.NewUnit(int(c.Cell), int(c.Bins), c.Rates))
	}
	out, err := AssessNetwork(context.Background(), designs(), pop, maps)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Rows) != 2 || out.Rows[0].Median < 0.95 || out.Rows[1].BlockBins != 4 {
		t.Errorf("the truth predicts %+v", out.Rows)
	}
	if out, err = AssessNetwork(context.Background(), designs(), pop, ratemap.Maps{}); err != nil || len(out.Rows) != 0 {
		t.Errorf("a diverged network: %+v, %v", out, err)
	}
}

func TestSweepRefusesBadParams(t *testing.T) {
	for name, spoil := range map[string]func(*SweepParams){
		"Fit.BlockBins": func(p *SweepParams) { p.Designs.Fit.BlockBins = 1 },
		"Blocks":        func(p *SweepParams) { p.Designs.Blocks = nil },
		"Blocks[0]":     func(p *SweepParams) { p.Designs.Blocks = []int{0} },
		"Decays":        func(p *SweepParams) { p.Decays = nil },
		"Decay":         func(p *SweepParams) { p.Decays = []Decay{"steep"} },
		"Draws":         func(p *SweepParams) { p.Draws = 0 },
		"Dimension":     func(p *SweepParams) { p.Dimensions = []float64{0.5} },
		"Units":         func(p *SweepParams) { p.Units = 0 },
	} {
		p := sweepParams()
		spoil(&p)
		if _, err := Sweep(context.Background(), p, Population{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("bad %s: %v", name, err)
		}
	}
}
