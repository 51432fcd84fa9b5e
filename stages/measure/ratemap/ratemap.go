// Package ratemap averages activations over the places where they occurred.
//
//	rate(bin) = mean of the activations of the samples in bin
//
// A bin without samples has no rate: it is NaN, and stays NaN until a later
// stage decides what it means. Maps are indexed [x bin][y bin] over a square
// box centred on 0 [Schaeffer2022].
//
// The package knows nothing of grid scores.
package ratemap

import (
	"fmt"
	"math"
)

// MaxBins is the largest number of bins a side.
const MaxBins = 256

// A Grid divides the box into bins.
//
// It follows scipy's binned_statistic_2d, which the published code calls: a
// sample on an inner edge belongs to the upper bin, one on the right or top
// wall to the last bin, and so does one slightly beyond that wall if it equals
// the wall after rounding to a few decimals. Other samples outside are dropped.
type Grid struct {
	Bins   int
	edges  []float64
	scale  float64 // 10 to the number of decimals
	narrow bool
}

// NewGrid divides a box of boxWidthM metres into bins x bins. Narrow says that
// positions come as float32, as they do in the published pipeline: edges are
// float32 then, and so is the comparison with the wall.
func NewGrid(bins int, boxWidthM float64, narrow bool) (Grid, error) {
	if bins < 1 || bins > MaxBins {
		return Grid{}, fmt.Errorf("ratemap: Bins is %d, must be 1 to %d", bins, MaxBins)
	}
	if !(boxWidthM > 0) || math.IsInf(boxWidthM, 0) {
		return Grid{}, fmt.Errorf("ratemap: BoxWidthM is %v, must be positive", boxWidthM)
	}
	g := Grid{Bins: bins, edges: make([]float64, bins+1), narrow: narrow}
	high := float64(boxWidthM / 2)
	low := -high
	step := (high - low) / float64(bins)
	for k := range g.edges {
		g.edges[k] = g.round(float64(float64(k)*step) + low)
	}
	g.edges[bins] = g.round(high)
	least := math.Inf(1)
	for k := range bins {
		least = min(least, g.round(g.edges[k+1]-g.edges[k]))
	}
	if !(least > 0) {
		return Grid{}, fmt.Errorf("ratemap: BoxWidthM is %v, too small for %d bins", boxWidthM, bins)
	}
	g.scale = 1e6
	for width := least * 10; width <= 1 && g.scale < 1e15; width *= 10 {
		g.scale *= 10
	}
	return g, nil
}

// round rounds to the precision of the positions.
func (g Grid) round(v float64) float64 {
	if g.narrow {
		return float64(float32(v))
	}
	return v
}

// decimals rounds v to the grid's decimals, as numpy does.
func (g Grid) decimals(v float64) float64 {
	return g.round(math.RoundToEven(g.round(v*g.scale)) / g.scale)
}

// Bin returns where a sample belongs, x bin * Bins + y bin, or -1.
func (g Grid) Bin(xM, yM float64) int {
	i, j := g.axis(g.round(xM)), g.axis(g.round(yM))
	if i < 0 || j < 0 {
		return -1
	}
	return i*g.Bins + j
}

func (g Grid) axis(v float64) int {
	last := g.edges[g.Bins]
	if !(v >= g.edges[0]) {
		return -1
	}
	if v >= last {
		if g.decimals(v) == g.decimals(last) {
			return g.Bins - 1
		}
		return -1
	}
	// A division is right but for rounding; the edges decide.
	k := int((v - g.edges[0]) / (last - g.edges[0]) * float64(g.Bins))
	k = max(0, min(k, g.Bins-1))
	for v < g.edges[k] {
		k--
	}
	for v >= g.edges[k+1] {
		k++
	}
	return k
}

// Sums accumulates samples of a population.
type Sums struct {
	grid   Grid
	units  int
	sums   []float64 // [bin][unit]
	counts []int64
}

// NewSums starts to accumulate over a grid.
func NewSums(g Grid, units int) *Sums {
	bins := g.Bins * g.Bins
	return &Sums{g, units, make([]float64, bins*units), make([]int64, bins)}
}

// Add adds the population's activations at one position. It reports whether
// the position lies on the grid.
func (s *Sums) Add(xM, yM float64, activations []float32) bool {
	k := s.grid.Bin(xM, yM)
	if k < 0 {
		return false
	}
	s.counts[k]++
	sums := s.sums[k*s.units:][:s.units]
	for u, v := range activations {
		sums[u] += float64(v)
	}
	return true
}

// Map returns the rate map of a unit; NaN marks a bin without samples.
func (s *Sums) Map(unit int) []float64 {
	out := make([]float64, len(s.counts))
	for k, count := range s.counts {
		out[k] = math.NaN()
		if count > 0 {
			out[k] = s.sums[k*s.units+unit] / float64(count)
		}
	}
	return out
}
