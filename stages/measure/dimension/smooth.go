package dimension

import "nofreelunch/stages/core/dmath"

// Smooth filters an n x n map with a Gaussian of sigma bins, cut off at four
// sigma, the map being reflected about its edges (d c b a | a b c d | d c b a).
// Unvisited bins must have been filled before.
func Smooth(rates []float64, n int, sigma float64) []float64 {
	radius := int(float64(4*sigma) + 0.5)
	weights := make([]float64, 2*radius+1)
	sum := 0.0
	for k := range weights {
		x := float64(k - radius)
		weights[k] = dmath.Exp(float64(-0.5 * x * x / float64(sigma*sigma)))
		sum += weights[k]
	}
	for k := range weights {
		weights[k] /= sum
	}
	half := make([]float64, n*n)
	for i := range n {
		for j := range n {
			v := 0.0
			for k, w := range weights {
				v += float64(w * rates[reflect(i+k-radius, n)*n+j])
			}
			half[i*n+j] = v
		}
	}
	out := make([]float64, n*n)
	for i := range n {
		for j := range n {
			v := 0.0
			for k, w := range weights {
				v += float64(w * half[i*n+reflect(j+k-radius, n)])
			}
			out[i*n+j] = v
		}
	}
	return out
}

// reflect folds an index into [0, n), edge bins counting twice.
func reflect(i, n int) int {
	i %= 2 * n
	if i < 0 {
		i += 2 * n
	}
	if i >= n {
		i = 2*n - 1 - i
	}
	return i
}
