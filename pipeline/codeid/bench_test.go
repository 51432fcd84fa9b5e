//go:build unix

package codeid

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkTrainingStage is the whole computation of the code part of a key,
// in a new process: every file is read and parsed, once. The aim is 60 ms on a
// quiet machine; the time of the processor says what it is on a busy one.
func BenchmarkTrainingStage(b *testing.B) {
	fsys := os.DirFS("../..")
	before := processorTime(b)
	lines, least := 0, time.Hour
	for b.Loop() {
		began := time.Now()
		s, err := New(fsys, "golang.org/x/sys")
		if err != nil {
			b.Fatal(err)
		}
		text, err := s.Listing("nofreelunch/stages/net/train.Train")
		if err != nil {
			b.Fatal(err)
		}
		least = min(least, time.Since(began))
		lines = strings.Count(string(text), "\n")
	}
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(least.Microseconds())/1000, "least-ms")
	b.ReportMetric(float64(lines), "lines")
}

func processorTime(b *testing.B) time.Duration {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Skip(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano())
}
