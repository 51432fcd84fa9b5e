package mapscore

import (
	"context"
	"math"
	"testing"

	"nofreelunch/stages/core/dmath"
)

// hexagons is an n x n map of a lattice.
func hexagons(n int, periodBins, angle, shift float64) Map {
	m := Map{Name: "hexagons", Rows: n, Columns: n, Rates: make([]float64, n*n)}
	k := 4 * math.Pi / math.Sqrt(3) / periodBins
	for i := range m.Rates {
		sum := 0.0
		for w := range 3 {
			s, c := dmath.Sincos(angle + float64(float64(2*w+1)*math.Pi/6))
			_, v := dmath.Sincos(float64(k * (float64(c*(float64(i/n)-shift)) + float64(s*(float64(i%n)+shift)))))
			sum += v
		}
		m.Rates[i] = 10 * dmath.Exp(sum-3)
	}
	return m
}

func BenchmarkScore(b *testing.B) {
	maps := make([]Map, 64)
	for i := range maps {
		maps[i] = hexagons(44, 10+float64(i)/4, float64(i)/64, float64(i)/10)
	}
	for b.Loop() {
		if _, err := Score(context.Background(), Params{Threads: 1}, maps); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(maps)), "us/map")
}
