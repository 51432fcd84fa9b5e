//go:build unix

package trajectory

import (
	"context"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// BenchmarkNumpy reports how many times as fast as testdata/walk.py this
// package is, in CPU time. It needs a Python with numpy: NOFREELUNCH_PYTHON, or
// python3.
func BenchmarkNumpy(b *testing.B) {
	best := math.Inf(1)
	for range max(b.N, 5) {
		start := cpuSeconds(b)
		if _, err := Simulate(context.Background(), published(200, 50, 1)); err != nil {
			b.Fatal(err)
		}
		best = min(best, cpuSeconds(b)-start)
	}
	numpy := numpySeconds(b)
	b.ReportMetric(1e3*best, "ms/call")
	b.ReportMetric(1e3*numpy, "numpy-ms/call")
	b.ReportMetric(numpy/best, "times-numpy")
}

// cpuSeconds is the CPU time that this process has used.
func cpuSeconds(b *testing.B) float64 {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

func numpySeconds(b *testing.B) float64 {
	b.Helper()
	python := os.Getenv("NOFREELUNCH_PYTHON")
	if python == "" {
		python = "python3"
	}
	cmd := exec.Command(python, "testdata/walk.py")
	cmd.Env = append(os.Environ(), "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1")
	out, err := cmd.Output()
	if err != nil {
		b.Skipf("no numpy: %v", err)
	}
	s, err := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	if err != nil {
		b.Fatal(err)
	}
	return s
}
