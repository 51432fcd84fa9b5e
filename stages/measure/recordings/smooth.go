package recordings

import "nofreelunch/stages/core/dmath"

// reach is where a Gaussian ends, in standard deviations.
const reach = 4

// blur filters a map with a Gaussian of sigma bins, in place. It is not divided
// by its weights, of which a ratio of two blurred maps is free.
func blur(v []float64, nx, ny int, sigma float64) {
	if sigma <= 0 {
		return
	}
	weights := make([]float64, int(float64(reach*sigma)+0.5)+1)
	for d := range weights {
		x := float64(d) / sigma
		weights[d] = dmath.Exp(float64(-0.5 * x * x))
	}
	along(v, nx, ny, ny, 1, weights) // along y, line by line
	along(v, ny, nx, 1, ny, weights) // along x
}

// along filters so many lines of n values that begin across apart, each value
// step from the last.
func along(v []float64, lines, n, across, step int, weights []float64) {
	line := make([]float64, n)
	for l := range lines {
		for k := range n {
			line[k] = v[l*across+k*step]
		}
		for k := range n {
			sum := float64(weights[0] * line[k])
			for d := 1; d < len(weights); d++ {
				if k >= d {
					sum += float64(weights[d] * line[k-d])
				}
				if k+d < n {
					sum += float64(weights[d] * line[k+d])
				}
			}
			v[l*across+k*step] = sum
		}
	}
}
