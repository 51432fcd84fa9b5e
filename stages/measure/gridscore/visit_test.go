package gridscore

import (
	"math"
	"testing"

	"nofreelunch/stages/core/rng"
)

// Where Whole says so, both handlings give the same scores and correlograms;
// it says no wherever a bin is missing or a corner is flat.
func TestWholeMapsNeedNoCorrection(t *testing.T) {
	const n = 12
	published, corrected := scorer(t, n, Published()), scorer(t, n, Corrected())
	for k := range 50 {
		s := rng.New(1, "whole", uint64(k))
		m := make([]float64, n*n)
		for i := range m {
			m[i] = s.Float64() + float64(k)
		}
		if !Whole(m, n) {
			t.Fatalf("map %d is not whole", k)
		}
		var want, got Look
		keep := func(into *Look) func(int, Look) {
			return func(_ int, l Look) {
				*into = Look{l.Result, append([]float64(nil), l.Autocorrelogram...), append([]float64(nil), l.Raw...)}
			}
		}
		corrected.Visit(m, keep(&want))
		published.Visit(m, keep(&got))
		if math.Abs(got.Score60-want.Score60) > 1e-8 || math.Abs(got.Mean60()-want.Mean60()) > 1e-8 || math.Abs(got.Score90-want.Score90) > 1e-8 {
			t.Errorf("map %d scores %v, %v, corrected %v, %v", k, got.Score60, got.Score90, want.Score60, want.Score90)
		}
		for i, v := range want.Autocorrelogram {
			if math.Abs(got.Autocorrelogram[i]-v) > 1e-6 {
				t.Errorf("map %d, lag %d: %v, corrected %v", k, i, got.Autocorrelogram[i], v)
			}
		}
		raw := published.Raw(m)
		for i, v := range raw {
			if got.Raw[i] != v {
				t.Fatalf("map %d, lag %d: product %v, want %v", k, i, got.Raw[i], v)
			}
		}
		m[5] = math.NaN()
		if Whole(m, n) {
			t.Error("a map with a gap is whole")
		}
		m[5] = 1
		for _, corner := range []int{0, n - 1, n*n - n, n*n - 1} {
			flat := append([]float64(nil), m...)
			beside := corner + 1
			if corner%n == n-1 {
				beside = corner - 1
			}
			flat[beside] = flat[corner]
			if Whole(flat, n) {
				t.Errorf("a map with a flat corner at %d is whole", corner)
			}
		}
	}
}

// Each map is shown with what scoring it alone gives.
func TestVisitShowsEveryMap(t *testing.T) {
	const n, count = 9, 11
	s := scorer(t, n, Published())
	stream := rng.New(2, "visit", 0)
	maps := make([]float64, count*n*n)
	for i := range maps {
		maps[i] = stream.Float64()
	}
	want := make([]Result, count)
	s.Scores(maps, want)
	seen := 0
	s.Visit(maps, func(i int, l Look) {
		if i != seen || l.Result != want[i] {
			t.Errorf("map %d at %d: %v, want %v", i, seen, l.Score60, want[i].Score60)
		}
		seen++
	})
	if seen != count {
		t.Errorf("%d of %d maps", seen, count)
	}
}
