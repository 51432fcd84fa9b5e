package regression

import (
	"context"
	"math"
	"strings"
	"testing"
)

// masked is a small population with features, and how to fit them.
func masked(t *testing.T) (Params, Population, Features) {
	t.Helper()
	pp := Rodent(12, 1.2, 1)
	pp.Modules, pp.CellsPerModule, pp.BorderCells, pp.HeadCells, pp.NoisyCells = 1, 4, 2, 0, 0
	population, err := Synthesize(context.Background(), pp)
	if err != nil {
		t.Fatal(err)
	}
	features, err := Random(context.Background(), RandomParams{Bins: 12, Units: 20, Decay: Flat, Dimension: 16, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	p := Params{Method: Ridge, Penalties: []float64{1e-3, 1e-1}, Folds: 4, BlockBins: 1, MinCeiling: 0.1, Seed: 3}
	return p, population, features
}

func predicted(t *testing.T, p Params, population Population, features Features) Result {
	t.Helper()
	r, err := Predict(context.Background(), p, population, features)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A bin that one cell has not, costs that cell the bin, and no other cell
// anything.
func TestUnvisitedBinsCostTheirCellAlone(t *testing.T) {
	p, population, features := masked(t)
	whole := predicted(t, p, population, features)
	population.Cells[2].First[7] = math.NaN()
	population.Cells[2].Second[9] = math.NaN()
	r := predicted(t, p, population, features)
	for i, c := range r.Cells {
		if want := int32(144); i != 2 && (c != whole.Cells[i] || c.Bins != want) {
			t.Errorf("cell %d: %+v, before %+v", i, c, whole.Cells[i])
		}
	}
	if c := r.Cells[2]; c.Bins != 142 || !(math.Abs(c.Predictivity-whole.Cells[2].Predictivity) < 0.1) {
		t.Errorf("cell 2: %+v, before %+v", c, whole.Cells[2])
	}
	if r.Summary.Cells != whole.Summary.Cells {
		t.Errorf("%d cells count, before %d", r.Summary.Cells, whole.Summary.Cells)
	}
}

// What stands in a bin that is not known, changes nothing: not in the cell's
// other recording, and not in other features.
func TestUnknownBinsAreNotRead(t *testing.T) {
	p, population, features := masked(t)
	features.Units[3].Rates[5] = math.NaN()
	population.Cells[1].First[8] = math.NaN()
	want := predicted(t, p, population, features)
	for i := range features.Units {
		if i != 3 {
			features.Units[i].Rates[5] = 1e6
		}
	}
	for i := range population.Cells {
		population.Cells[i].First[5], population.Cells[i].Second[5] = 1e6, -1e6
	}
	population.Cells[1].Second[8] = 1e6
	got := predicted(t, p, population, features)
	for i := range got.Cells {
		if got.Cells[i].Correlation != want.Cells[i].Correlation || got.Cells[i].Bins != want.Cells[i].Bins {
			t.Errorf("cell %d: %+v, want %+v", i, got.Cells[i], want.Cells[i])
		}
	}
	if got.Cells[0].Bins != 143 || got.Cells[1].Bins != 142 {
		t.Errorf("%d and %d bins", got.Cells[0].Bins, got.Cells[1].Bins)
	}
}

// Too little to fit is said, for a cell by no predictivity, for all by an error.
func TestTooFewBins(t *testing.T) {
	p, population, features := masked(t)
	for k := 10; k < 144; k++ {
		population.Cells[0].First[k] = math.NaN()
	}
	r := predicted(t, p, population, features)
	if c := r.Cells[0]; c.Bins != 10 || c.Predictivity == c.Predictivity || c.Ceiling == c.Ceiling {
		t.Errorf("a cell of 10 bins has %+v", c)
	}
	if r.Summary.Cells != int32(len(population.Cells)-1) {
		t.Errorf("%d cells count", r.Summary.Cells)
	}
	for i := range population.Cells {
		population.Cells[i].Second = population.Cells[0].First
	}
	if _, err := Predict(context.Background(), p, population, features); err == nil || !strings.Contains(err.Error(), "no cell has more than 10 bins") {
		t.Errorf("no cell has bins: %v", err)
	}
	for k := range 140 {
		features.Units[k%20].Rates[k] = math.NaN()
	}
	if _, err := Predict(context.Background(), p, population, features); err == nil || !strings.Contains(err.Error(), "known in 4 of 144 bins") {
		t.Errorf("no feature is known: %v", err)
	}
}
