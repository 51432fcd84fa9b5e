package mapscore

import (
	"math"
	"testing"

	"nofreelunch/stages/core/dmath"
)

// bumps is a map of fields of some heights, 10 bins apart.
func bumps(heights ...float64) Map {
	n := 10 * len(heights)
	m := Map{Rows: n, Columns: n, Rates: make([]float64, n*n)}
	for k := range m.Rates {
		for f, h := range heights {
			x, y := float64(k/n)-float64(10*f+5), float64(k%n)-float64(n/2)
			m.Rates[k] += h * dmath.Exp(-(x*x+y*y)/8)
		}
	}
	return m
}

// A weak field counts beside a strong one; a shoulder of one does not.
func TestFieldsAreLocal(t *testing.T) {
	for _, c := range []struct {
		heights []float64
		want    int
	}{
		{[]float64{5}, 1},
		{[]float64{5, 5, 5}, 3},
		{[]float64{20, 1, 20}, 3},
		{[]float64{20, 0, 3}, 2},
	} {
		m := bumps(c.heights...)
		if got := Fields(m.Rates, m.Rows, m.Columns, 4); got != c.want {
			t.Errorf("heights %v: %d fields, want %d", c.heights, got, c.want)
		}
	}
	m := bumps(5, 0)
	m.Rates[5*20+14] = 0.5 // one bin of noise
	if got := Fields(m.Rates, 20, 20, 4); got != 1 {
		t.Errorf("noise in one bin makes %d fields", got)
	}
	for k := range m.Rates {
		m.Rates[k] = math.NaN()
	}
	if got := Fields(m.Rates, 20, 20, 4); got != 0 {
		t.Errorf("%d fields of nothing", got)
	}
}
