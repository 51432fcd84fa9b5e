package gridscore

import "math"

// Fields counts the firing fields of an n x n map: sets of at least minBins
// bins, adjoining along an edge, whose rate lies above the given fraction of
// the way from the lowest to the highest finite rate. A constant map has none.
func Fields(rates []float64, n int, fraction float64, minBins int) int {
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range rates {
		if finite(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	if !(high > low) {
		return 0
	}
	// Halves, so that the span of the largest numbers does not overflow.
	half := float64(low / 2)
	threshold := 2 * (half + float64(fraction*(float64(high/2)-half)))
	inside := make([]bool, len(rates))
	for k, v := range rates {
		inside[k] = finite(v) && v > threshold
	}
	count := 0
	var stack []int
	for k := range inside {
		if !inside[k] {
			continue
		}
		bins := 0
		stack = append(stack[:0], k)
		inside[k] = false
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			bins++
			x, y := at/n, at%n
			for _, step := range [...][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 1}} {
				i, j := x+step[0], y+step[1]
				if i >= 0 && j >= 0 && i < n && j < n && inside[i*n+j] {
					inside[i*n+j] = false
					stack = append(stack, i*n+j)
				}
			}
		}
		if bins >= minBins {
			count++
		}
	}
	return count
}
