//go:build unix

package encoding

import (
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// BenchmarkNumpy reports how many times as fast as testdata/encode.py this
// package is, in CPU time. It needs a Python with numpy: NOFREELUNCH_PYTHON, or
// python3.
func BenchmarkNumpy(b *testing.B) {
	p := DoS(0.12, 2)
	p.Cells = 512
	e := build(b, p)
	const n = 4000
	pos, out := narrow(scatter(n, p.BoxWidthM)), make([]float32, n*p.Cells)
	best := math.Inf(1)
	for range max(b.N, 5) {
		start := cpuSeconds(b)
		e.Encode32(pos, out)
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
	cmd := exec.Command(python, "testdata/encode.py")
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
