package estimate

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"nofreelunch/stages/theory/neuralfield"
	"nofreelunch/stages/theory/nnpca"
)

// simulation is a made-up end of a field.
func simulation(name string, seed int64, shape neuralfield.Shape, wavelengthM float64) neuralfield.Result {
	return neuralfield.Result{
		Sheet:   neuralfield.Sheet{Points: 1, WidthM: 2, Rates: []float64{float64(seed)}},
		Summary: neuralfield.Summary{Name: name, Seed: seed, Shape: string(shape), WavelengthM: wavelengthM, PredictedM: 1},
	}
}

func TestFieldsGroupsByName(t *testing.T) {
	nan := math.NaN()
	all := []neuralfield.Result{
		simulation("a", 1, neuralfield.Hexagons, 1.1), simulation("b", 1, neuralfield.NoPattern, nan),
		simulation("a", 2, neuralfield.Stripes, 1.3), simulation("a", 0, neuralfield.Mixed, nan), simulation("b", 2, neuralfield.Squares, 0.9),
	}
	o, err := Fields(context.Background(), FieldParams{Resamples: 50, Seed: 6}, all)
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Fields) != 2 || len(o.Simulations) != 5 {
		t.Fatalf("%d fields of %d simulations, want 2 of 5", len(o.Fields), len(o.Simulations))
	}
	a, b := o.Fields[0], o.Fields[1]
	if a.Field != "a" || a.Simulations != 3 || a.Hexagons != 1 || a.Stripes != 1 || a.Mixed != 1 || math.Abs(a.Ratio-1.2) > 1e-12 || !(a.Low <= 1.2 && 1.2 <= a.High) {
		t.Errorf("a: %+v", a)
	}
	if b.Field != "b" || b.None != 1 || b.Squares != 1 || b.Ratio != 0.9 || !math.IsNaN(b.Low) {
		t.Errorf("b: one pattern has no interval: %+v", b)
	}
	if o.Sheets[0].Field != "a" || o.Sheets[0].Seed != 1 || o.Sheets[1].Field != "b" {
		t.Errorf("sheets %+v", o.Sheets)
	}
	// The order of other fields' simulations changes nothing.
	moved := []neuralfield.Result{all[0], all[2], all[3], all[1], all[4]}
	again, err := Fields(context.Background(), FieldParams{Resamples: 50, Seed: 6}, moved)
	if err != nil || again.Fields[0] != a || again.Fields[1].None != 1 {
		t.Errorf("in another order: %+v, %v", again.Fields, err)
	}
}

func TestFieldsAreNamedByTheirNumbers(t *testing.T) {
	r := simulation("unrectified by name alone", 1, neuralfield.NoPattern, math.NaN())
	r.Summary.Nonlinearity, r.Summary.Drive, r.Summary.Gain, r.Summary.SigmaM = string(neuralfield.Tanh), 0.05, 1.2, 0.12
	o, err := Fields(context.Background(), FieldParams{Resamples: 1}, []neuralfield.Result{r})
	if err != nil || o.Fields[0].Name != "±, drive 0.05, gain 1.2, σ 0.12" {
		t.Errorf("%+v, %v", o.Fields, err)
	}
}

func TestFieldsRefusesBadInput(t *testing.T) {
	a := simulation("a", 1, neuralfield.Hexagons, 1)
	for want, c := range map[string]struct {
		p  FieldParams
		of []neuralfield.Result
	}{
		"Resamples":                     {FieldParams{}, nil},
		"two simulations start from se": {FieldParams{Resamples: 1}, []neuralfield.Result{a, a}},
		`no shape is called "dots"`:     {FieldParams{Resamples: 1}, []neuralfield.Result{simulation("a", 1, "dots", 1)}},
	} {
		if _, err := Fields(context.Background(), c.p, c.of); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want it to say %q", err, want)
		}
	}
}

func TestStarts(t *testing.T) {
	r := nnpca.Result{
		Patterns: []nnpca.Pattern{{Start: 3, Score60: 1.2, Score90: 0.1, PeriodM: 0.9, Bins: 1, Rates: []float64{1}}, {Start: 4, PeriodM: math.NaN()}},
		Summary:  nnpca.Summary{BoxWidthM: 2.2, PredictedPeriodM: 0.91},
	}
	o, err := Starts(context.Background(), StartParams{"DoS"}, r)
	if err != nil || len(o.Starts) != 2 || o.Starts[0] != (Start{"DoS", 3, 1.2, 0.1, 0.9, 0.91}) || o.Starts[1].Start != 4 {
		t.Errorf("%+v, %v", o.Starts, err)
	}
	if len(o.Maps) != 1 || o.Maps[0].Start != 3 || o.Maps[0].WidthM != 2.2 || !slices.Equal(o.Maps[0].Rates, []float64{1}) {
		t.Errorf("maps %+v", o.Maps)
	}
	if _, err := Starts(context.Background(), StartParams{}, r); err == nil {
		t.Error("a population without a name was accepted")
	}
}
