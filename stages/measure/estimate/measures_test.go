package estimate

import (
	"math"
	"testing"
)

// Sets of high dimension and low match are counted by each measure.
func TestHighAndLow(t *testing.T) {
	set := func(source Source, block int32, dimension, rank, match float64) Predictor {
		return Predictor{Source: string(source), BlockBins: block, Dimension: dimension, Rank: rank, TwoNN: 2, Moments: 2, Predictivity: match}
	}
	o := ArchitectureTables{Predictors: []Predictor{
		set(Trained, 1, 2, 10, 0.4), set(Trained, 1, 4, 10, 0.5), set(Trained, 1, 6, 10, 0.6), set(Trained, 4, 99, 99, 0),
		set(Flat, 1, 3, 3, 0.1), set(Flat, 1, 5, 5, 0.2), set(Flat, 1, 9, 9, 0.9), set(Flat, 4, 50, 50, 0),
		set(Power, 1, 50, 400, 0.45), set(Power, 1, 4, 400, 0.1),
	}}
	rows, err := o.measures(ArchitectureParams{Scattered: 1, Blocked: 4})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 16 {
		t.Fatalf("%d rows, want four sources by four measures", len(rows))
	}
	of := map[string]Measured{}
	for _, r := range rows {
		of[r.Measure+" "+r.Source] = r
	}
	flat, power := of[string(Participation)+" flat"], of[string(Participation)+" power law"]
	if flat.HighFrom != 4 || flat.LowBelow != 0.5 || flat.Sets != 3 || flat.OfHigh != 2 || flat.HighLow != 1 {
		t.Errorf("flat by participation ratio: %+v", flat)
	}
	if power.OfHigh != 1 || power.HighLow != 1 { // a dimension of 4 is not above 4
		t.Errorf("power law by participation ratio: %+v", power)
	}
	if r := of[string(Rank)+" power law"]; r.OfHigh != 2 || r.HighLow != 2 {
		t.Errorf("power law by rank: %+v", r)
	}
	if r := of[string(TwoNN)+" flat"]; r.OfHigh != 0 || !math.IsNaN(r.Pearson) {
		t.Errorf("equal dimensions: %+v", r)
	}
	none, err := (&ArchitectureTables{}).measures(ArchitectureParams{Scattered: 1, Blocked: 4})
	if err != nil || len(none) != 16 || none[0].Sets != 0 || !math.IsNaN(none[0].HighFrom) {
		t.Errorf("no networks: %+v, %v", none[0], err)
	}
}
