package blas

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"nofreelunch/stages/core/kernel"
)

// shapes are the products of training: what, m, n, k, A transposed, weights
// packed.
var shapes = []struct {
	name      string
	m, n, k   int
	tA, ready bool
}{
	{"recurrent", 100, 256, 256, false, true},
	{"recurrent", 100, 128, 128, false, true},
	{"recurrent", 200, 512, 512, false, true},
	{"recurrent", 200, 1024, 1024, false, true},
	{"unpacked", 100, 256, 256, false, false},
	{"unpacked", 200, 512, 512, false, false},
	{"decoder", 4000, 512, 512, false, true},
	{"decoder", 1000, 256, 128, false, true},
	{"gradient", 512, 512, 4000, true, false},
	{"gradient", 1024, 512, 4000, true, false},
	{"gradient", 128, 256, 1000, true, false},
}

// BenchmarkGemm reports GFLOP/s and the fraction of the peak of a loop of
// fused multiply-adds timed in turn with it: medians of both.
func BenchmarkGemm(b *testing.B) {
	for _, s := range shapes {
		b.Run(fmt.Sprintf("%s/%dx%dx%d", s.name, s.m, s.n, s.k), func(b *testing.B) {
			w, p := NewWorkspace(1), new(Packed)
			x, y, c := ones(s.m*s.k), ones(s.k*s.n), ones(s.m*s.n)
			lda := s.k
			if s.tA {
				lda = s.m
			}
			p.Pack(false, s.k, s.n, y, s.n)
			flop := 2 * float64(s.m) * float64(s.n) * float64(s.k)
			inner := max(1, int(2e7/flop))
			w.Gemm(s.tA, false, s.m, s.n, s.k, x, lda, y, s.n, 0, c, s.n) // allocates its memory
			rates, ratios := make([]float64, 0, 1<<16), make([]float64, 0, 1<<16)
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for b.Loop() {
				peak := rate(func() float64 { return FMALoop(20000) })
				got := rate(func() float64 {
					for range inner {
						if s.ready {
							w.GemmPacked(s.tA, s.m, x, lda, p, 1, c, s.n)
						} else {
							w.Gemm(s.tA, false, s.m, s.n, s.k, x, lda, y, s.n, 1, c, s.n)
						}
					}
					return flop * float64(inner)
				})
				rates, ratios = append(rates, got), append(ratios, got/peak)
			}
			b.ReportMetric(1e3*flop/median(rates), "ms")
			b.ReportMetric(median(rates)/1e9, "GFLOP/s")
			b.ReportMetric(median(ratios), "of-peak")
		})
	}
}

// rate returns operations per second of this thread's processor time.
func rate(f func() float64) float64 {
	t := cpuSeconds()
	n := f()
	return n / (cpuSeconds() - t)
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

func ones(n int) []float32 {
	x := kernel.Alloc(n)
	for i := range x {
		x[i] = float32(i%7) * 0.125
	}
	return x
}
