package neuralfield

import "math"

// Work is how many operations the simulation that p describes takes, in 1e9: every
// step transforms the sheet to modes and back, 5 n log2(n) operations each.
func Work(p Params) (gflop float64) {
	n := float64(p.Points * p.Points)
	return 10 * n * math.Log2(n) * float64(p.Steps) / 1e9
}
