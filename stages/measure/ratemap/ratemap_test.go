package ratemap

import (
	"math"
	"testing"

	"nofreelunch/stages/internal/golden"
)

func TestGolden(t *testing.T) {
	set := golden.Open(t, "ratemap")
	var index struct {
		Cases []struct {
			Name    string
			NBins   int
			RangeM  [2]float64 `json:"range_m"`
			Units   int        `json:"n_units"`
			Dropped int        `json:"n_samples_dropped"`
			Float32 bool       `json:"inputs_are_float32"`
			Arrays  struct {
				Xs, Ys, Activations, Counts string
				RateMaps                    string `json:"rate_maps"`
			}
		}
	}
	set.JSON(t, "cases.json", &index)
	if len(index.Cases) == 0 {
		t.Fatal("the index lists no case")
	}
	arrays := set.Arrays(t, "arrays")
	for _, c := range index.Cases {
		g, err := NewGrid(c.NBins, c.RangeM[1]-c.RangeM[0], c.Float32)
		if err != nil {
			t.Fatal(err)
		}
		xs := arrays.Get(t, c.Arrays.Xs).Values
		rates, counts := bin(g, xs, arrays.Get(t, c.Arrays.Ys).Values, arrays.Get(t, c.Arrays.Activations).Values, c.Units)
		total := 0
		for k, want := range arrays.Get(t, c.Arrays.Counts).Values {
			total += int(counts[k])
			if float64(counts[k]) != want {
				t.Errorf("%s: bin %d has %d samples, want %v", c.Name, k, counts[k], want)
			}
		}
		if dropped := len(xs) - total; dropped != c.Dropped {
			t.Errorf("%s: %d samples dropped, want %d", c.Name, dropped, c.Dropped)
		}
		// The reference mean may be summed in another order.
		for k, want := range arrays.Get(t, c.Arrays.RateMaps).Values {
			if got := rates[k]; !(got != got && want != want) && !(math.Abs(got-want) <= 1e-12) {
				t.Errorf("%s: rate %d is %v, want %v", c.Name, k, got, want)
			}
		}
	}
}

// The network's own sums, which are of float32 activations, are these.
func TestSumsAgreeWithBin(t *testing.T) {
	g, err := NewGrid(3, 3, false)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSums(g, 2)
	xs, ys := []float64{-1, 0, 0.2, 9}, []float64{-1, 0, 0.1, 0}
	activations := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	for i := range xs {
		inside := s.Add(xs[i], ys[i], []float32{float32(activations[2*i]), float32(activations[2*i+1])})
		if inside != (i < 3) {
			t.Errorf("sample %d: on the grid %v", i, inside)
		}
	}
	rates, _ := bin(g, xs, ys, activations, 2)
	for u := range 2 {
		for k, v := range s.Map(u) {
			if want := rates[u*9+k]; math.Float64bits(v) != math.Float64bits(want) && v == v {
				t.Errorf("unit %d bin %d: %v, want %v", u, k, v, want)
			}
		}
	}
	if got := s.Map(0)[4]; got != 4 {
		t.Errorf("centre bin of unit 0 is %v, want 4", got)
	}
}

// bin averages activations of any precision, unit by unit, as it is defined:
// activations are [sample][unit], rates [unit][bin].
func bin(g Grid, xsM, ysM, activations []float64, units int) (rates []float64, counts []int64) {
	size := g.Bins * g.Bins
	rates, counts = make([]float64, units*size), make([]int64, size)
	for i := range xsM {
		k := g.Bin(xsM[i], ysM[i])
		if k < 0 {
			continue
		}
		counts[k]++
		for u := range units {
			rates[u*size+k] += activations[i*units+u]
		}
	}
	for u := range units {
		for k, count := range counts {
			rates[u*size+k] /= float64(count) // NaN without samples
		}
	}
	return rates, counts
}
