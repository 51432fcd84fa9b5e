//go:build unix

// Package numpy compares the speed of a function with that of a Python script
// that does the same with numpy, for benchmarks.
//
// The package does not know what the two compute, nor whether they agree.
package numpy

import (
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Compare reports how many times as fast as the script run is, in CPU time of the
// best of a few calls. The script prints its seconds a call. It needs a Python
// with numpy: NOFREELUNCH_PYTHON, or python3.
func Compare(b *testing.B, script string, run func()) {
	b.Helper()
	best := math.Inf(1)
	for range max(b.N, 5) {
		start := cpuSeconds(b)
		run()
		best = min(best, cpuSeconds(b)-start)
	}
	numpy := seconds(b, script)
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

// seconds is what the script prints.
func seconds(b *testing.B, script string) float64 {
	b.Helper()
	python := os.Getenv("NOFREELUNCH_PYTHON")
	if python == "" {
		python = "python3"
	}
	cmd := exec.Command(python, script)
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
