package stat

import (
	"math"
	"slices"
	"testing"
)

// Pearson against numbers computed by hand: r = 0.8 of five pairs, whose
// interval is tanh(atanh 0.8 +- 1.959964/sqrt 2).
func TestPearson(t *testing.T) {
	r, in, err := Pearson([]float64{1, 2, 3, 4, 5}, []float64{2, 1, 4, 3, 5}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "r", r, 0.8, 1e-12)
	near(t, "low", in.Lo, math.Tanh(math.Atanh(0.8)-1.959963984540054/math.Sqrt2), 1e-12)
	near(t, "high", in.Hi, math.Tanh(math.Atanh(0.8)+1.959963984540054/math.Sqrt2), 1e-12)
	if r, _, _ := Pearson([]float64{1, 1}, []float64{1, 2}, 0.95); !math.IsNaN(r) {
		t.Errorf("a constant correlates with %v", r)
	}
	if _, in, _ := Pearson([]float64{1, 2, 3}, []float64{1, 2, 4}, 0.95); in != (Interval{-1, 1}) {
		t.Errorf("three pairs gave %v", in)
	}
	if r, in, _ := Pearson([]float64{1, 2, 3, 4}, []float64{2, 4, 6, 8}, 0.95); r != 1 || in != (Interval{1, 1}) {
		t.Errorf("a line gave %v %v", r, in)
	}
	for _, bad := range [][]float64{{1}, {1, math.NaN()}} {
		if _, _, err := Pearson([]float64{1, 2}, bad, 0.95); err == nil {
			t.Errorf("%v was accepted", bad)
		}
	}
}

func TestRanks(t *testing.T) {
	if got := Ranks([]float64{3, 1, 3, 2}); !slices.Equal(got, []float64{3.5, 1, 3.5, 2}) {
		t.Errorf("ranks %v", got)
	}
}
