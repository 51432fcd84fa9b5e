package nnpca

// Work is how many operations the starts that p describes take, in 1e9: each
// iteration multiplies every pattern by Sigma.
func Work(p Params) (gflop float64) {
	positions := float64(p.Bins * p.Bins)
	products := float64(p.Starts*p.Iterations + p.Encoding.Cells)
	return 2 * positions * positions * products / 1e9
}
