package regression

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/core/stat"
	"nofreelunch/stages/measure/dimension"
)

// The synthetic population is as noisy as recorded cells are.
func TestPopulationIsAsNoisyAsRecordedCells(t *testing.T) {
	p := Rodent(44, 2.2, 8)
	population, err := Synthesize(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	var raw, smooth []float64
	for _, c := range population.Cells {
		if c.Kind == string(GridCell) {
			raw = append(raw, correlation(c.First, c.Second))
			smooth = append(smooth, correlation(dimension.Smooth(c.First, 44, 1), dimension.Smooth(c.Second, 44, 1)))
		}
	}
	if r, s := stat.Median(raw), stat.Median(smooth); math.Abs(r-0.45) > 0.02 || math.Abs(s-0.78) > 0.02 {
		t.Errorf("halves correlate at %v, smoothed at %v; recorded ones at .45 and .78", r, s)
	}
}

// A drifting gain is around 1.
func TestDriftKeepsTheMean(t *testing.T) {
	p := Rodent(20, 2.2, 1)
	p.PeakHz, p.SecondsPerBin, p.DriftSD = 1, 1e4, 0.4
	population, err := Synthesize(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	ratio := 0.0
	for _, c := range population.Cells {
		ratio += mean(c.First) / mean(c.Rates) / float64(len(population.Cells))
	}
	if math.Abs(ratio-1) > 0.03 {
		t.Errorf("recorded rates are %v of the true ones", ratio)
	}
}
