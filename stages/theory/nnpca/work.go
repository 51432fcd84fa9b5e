package nnpca

// Work is how many operations the starts that p describes take, in 1e9: each
// iteration multiplies every pattern by Sigma.
func Work(p Params) (gflop float64) {
	positions := float64(p.Bins * p.Bins)
	iterate := 2 * float64(p.Starts) * float64(p.Iterations) * positions * positions
	return (iterate + 2*float64(p.Encoding.Cells)*positions*positions) / 1e9
}
