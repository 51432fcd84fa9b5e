package train

// Cost is what training the network that p describes takes: 1e9 floating-point
// operations in matrix products, and bytes of its table before compression. It
// is a function beside Params and no method of it, because a stage's key covers
// the methods of its parameters: a better estimate must not retrain anything.
func Cost(p Params) (gflop, bytes float64) {
	gflop = p.Net.Flops(p.BatchPaths, p.PathSteps) * float64(p.GradientSteps) / 1e9
	start := float64(p.Net.ForwardFlops(1, 0) / 2)
	step := float64(p.Net.ForwardFlops(1, 1)/2) - start
	copies, points := 1.0, 1.0
	if p.SnapshotEverySteps > 0 {
		copies += float64(p.GradientSteps / p.SnapshotEverySteps)
	}
	if p.EvalEverySteps > 0 {
		points += float64(p.GradientSteps / p.EvalEverySteps)
	}
	return gflop, float64(4*copies*(start+step)) + float64(48*points) + tableBytes
}

// tableBytes is about what the three tables of a network take beside its numbers.
const tableBytes = 16e3
