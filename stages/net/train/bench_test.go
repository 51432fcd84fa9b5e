package train

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"nofreelunch/stages/world/encoding"
)

// BenchmarkTrain trains small laptop networks, one a core, for some of their
// steps, walks and codes included, and reports how many whole ones an hour
// would make: the median of rounds.
func BenchmarkTrain(b *testing.B) {
	const part = 20 // of the gradient steps
	eval := evalPaths(b, 20, 20)
	var hourly []float64
	for b.Loop() {
		began := time.Now()
		var all sync.WaitGroup
		for seed := range uint64(runtime.NumCPU()) {
			all.Go(func() {
				p := S(encoding.DoS(0.12, 2), seed)
				p.GradientSteps /= part
				p.EvalEverySteps, p.SnapshotEverySteps = 0, 0
				if _, err := Train(context.Background(), p, eval); err != nil {
					b.Error(err)
				}
			})
		}
		all.Wait()
		each := part * time.Since(began).Seconds() / float64(runtime.NumCPU())
		hourly = append(hourly, 3600/each)
	}
	slices.Sort(hourly)
	b.ReportMetric(hourly[len(hourly)/2], "networks/hour")
}
