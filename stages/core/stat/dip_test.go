package stat

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"nofreelunch/stages/core/rng"
)

func numbersOf(t *testing.T, file string) (rows [][]float64) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines {
		var row []float64
		for _, cell := range line {
			v, err := strconv.ParseFloat(cell, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, v)
		}
		rows = append(rows, row)
	}
	return rows
}

// Dips of samples without ties are those of the published algorithm.
func TestDipIsThePublishedOne(t *testing.T) {
	rows := numbersOf(t, "testdata/dip.csv")
	if len(rows) < 50 {
		t.Fatalf("%d samples", len(rows))
	}
	for i, row := range rows {
		if got := Dip(row[1:]); math.Abs(got-row[0]) > 1e-12 {
			t.Errorf("sample %d of %d: dip %v, want %v", i, len(row)-1, got, row[0])
		}
	}
}

// Dips of uniform samples stay below the published critical values as often as
// they should.
func TestDipHasThePublishedCriticalValues(t *testing.T) {
	const samples = 4000
	for _, row := range numbersOf(t, "testdata/dip_critical.csv") {
		n := int(row[0])
		dips := UniformDips(n, samples, rng.New(11, "dip", 0))
		for k, level := range []float64{0.5, 0.9, 0.95, 0.99} {
			below, _ := slices.BinarySearch(dips, row[1+k])
			error := 4 * math.Sqrt(level*(1-level)/samples)
			if got := float64(below) / samples; math.Abs(got-level) > error {
				t.Errorf("n %d: %v of the dips are below the published %v, want %v ± %v", n, got, row[1+k], level, error)
			}
		}
	}
}

func TestDipKnowsNoUnitsAndNoOrder(t *testing.T) {
	s := rng.New(2, "dip", 0)
	values, turned := make([]float64, 31), make([]float64, 31)
	for i := range values {
		values[i] = s.Normal()
		turned[30-i] = -8 * values[i]
	}
	if a, b := Dip(values), Dip(turned); math.Abs(a-b) > 1e-12 {
		t.Errorf("dip %v, mirrored and scaled %v", a, b)
	}
	// A jump of one half at both ends: whatever has no second jump is 1/4 away.
	if d := Dip([]float64{0, 0, 1, 1}); d != 0.25 {
		t.Errorf("the dip of two atoms is %v, want 0.25", d)
	}
	if d := Dip([]float64{2, 2, 2}); math.Abs(d-1.0/6) > 1e-12 {
		t.Errorf("the dip of one atom of three is %v, want 1/6", d)
	}
	if d := Dip([]float64{3, math.NaN()}); d == d {
		t.Errorf("the dip of a NaN is %v", d)
	}
	if d := Dip(nil); d == d {
		t.Errorf("the dip of nothing is %v", d)
	}
}

func TestDipFindsTwoModesAndKeepsItsLevel(t *testing.T) {
	s := rng.New(3, "dip", 0)
	one, two := make([]float64, 40), make([]float64, 40)
	for i := range one {
		one[i] = s.Normal()
		two[i] = one[i] + float64(5*(i%2))
	}
	dips := UniformDips(40, 199, rng.New(3, "test", 0))
	if p := PartReaching(dips, Dip(two)); p > 0.01 {
		t.Errorf("two modes: p %v", p)
	}
	if p := PartReaching(dips, Dip(one)); p < 0.2 {
		t.Errorf("one mode: p %v", p)
	}
	if p := PartReaching(dips, math.NaN()); p == p {
		t.Errorf("no dip has a p of %v", p)
	}
	if p := PartReaching([]float64{1, 2, 3}, 2); p != 0.75 {
		t.Errorf("two of three reach 2, and 2 itself: %v", p)
	}
	rejected := 0
	dips = UniformDips(15, 999, rng.New(4, "test", 0))
	for range 400 {
		values := make([]float64, 15)
		for k := range values {
			values[k] = s.Float64()
		}
		if PartReaching(dips, Dip(values)) <= 0.05 {
			rejected++
		}
	}
	if rejected < 7 || rejected > 35 { // 20 on average, this far with a chance of 0.1 %
		t.Errorf("%d of 400 uniform samples are rejected at 0.05", rejected)
	}
}
