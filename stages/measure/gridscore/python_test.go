package gridscore

import (
	"fmt"
	"math"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// BenchmarkScoreAgainstPython times the published algorithm as numpy and scipy
// run it and prints how many times faster this package is, side by side.
// PYTHON names an interpreter that has numpy and scipy; without one it is
// skipped.
func BenchmarkScoreAgainstPython(b *testing.B) {
	python := os.Getenv("PYTHON")
	if python == "" {
		python = "python3"
	}
	for _, n := range []int{20, 44} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			out, err := exec.Command(python, "testdata/authors_way.py", fmt.Sprint(n)).Output()
			if err != nil {
				b.Skipf("no numpy and scipy: %v", err)
			}
			var side int
			var ms float64
			if _, err := fmt.Fscan(strings.NewReader(string(out)), &side, &ms); err != nil {
				b.Fatal(err)
			}
			const count = 16
			var maps []float64
			for m := range count {
				maps = append(maps, hexagons(n, float64(n)/4, 0.1*float64(m), 0, 0)...)
			}
			results := make([]Result, count)
			s := scorer(b, n, Published())
			// The best of several runs, as on the other side, which
			// counts processor time: this one's clock goes on running
			// while something else has the core.
			best := time.Duration(math.MaxInt64)
			for b.Loop() {
				start := time.Now()
				s.Scores(maps, results)
				best = min(best, time.Since(start))
			}
			us := float64(best.Nanoseconds()) / 1e3 / count
			b.ReportMetric(us, "us/map")
			b.ReportMetric(1e3*ms, "python-us/map")
			b.ReportMetric(1e3*ms/us, "times-faster")
		})
	}
}
