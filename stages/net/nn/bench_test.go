package nn

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"nofreelunch/stages/core/blas"
)

// benchShapes are (Ng, Np, B, T): laptop profiles first, the published one last.
var benchShapes = [][4]int{{128, 256, 100, 10}, {256, 256, 100, 10}, {512, 512, 200, 20}, {1024, 512, 200, 20}}

// BenchmarkStep times whole training steps, in turn with a loop of fused
// multiply-adds that shows the processor's peak: medians of ms, GFLOP/s of the
// matrix products and their fraction of one core's peak; and the share of the
// time in which no product or packing runs. Times are of this thread alone.
func BenchmarkStep(b *testing.B) {
	for _, cell := range []Cell{RNN{}, SRNN{}, UGRNN{}, GRU{}, LSTM{}} {
		for _, s := range benchShapes {
			if cell != (RNN{}) && s[0] > 512 && os.Getenv("NOFREELUNCH_LONG") == "" {
				continue
			}
			b.Run(fmt.Sprintf("%s/%d,%d,%d,%d", cell, s[0], s[1], s[2], s[3]), func(b *testing.B) { benchStep(b, cell, s) })
		}
	}
}

func benchConfig(cell Cell, s [4]int) Config {
	return Config{
		Cell: cell, Activation: Relu, Initialiser: GlorotUniform, Units: s[0], Outputs: s[1], Loss: CrossEntropy,
		WeightDecay: 1e-4, EncoderScale: 1, DecoderScale: 1,
	}
}

// stepper returns a network that was trained a step, and its next step.
func stepper(cell Cell, s [4]int) (*Network[float32], func()) {
	c := benchConfig(cell, s)
	n := New32(c, s[2], s[3])
	n.Init(1)
	down := n.Descend(AdamRule())
	batch := randomBatch[float32](c, s[2], s[3], 1)
	step := func() {
		n.Gradient(batch, 1, 0)
		down.Step(1e-4)
	}
	step()
	return n, step
}

func benchStep(b *testing.B, cell Cell, s [4]int) {
	n, step := stepper(cell, s)
	products := &timed{fast: n.k.(*fast)}
	flop := n.config.Flops(s[2], s[3])
	rates, ratios, others := make([]float64, 0, 1<<16), make([]float64, 0, 1<<16), make([]float64, 0, 5)
	b.ReportAllocs()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		peak := rate(func() float64 { return blas.FMALoop(20000) })
		got := rate(func() float64 { step(); return flop })
		rates, ratios = append(rates, got), append(ratios, got/peak)
	}
	b.ReportMetric(1e3*flop/median(rates), "ms")
	b.ReportMetric(median(rates)/1e9, "GFLOP/s")
	b.ReportMetric(median(ratios), "of-peak")
	b.StopTimer()

	// The share of time outside products, from more steps under a clock.
	n.k = products
	for range 5 {
		products.spent = 0
		began := cpuSeconds()
		step()
		others = append(others, 100*(1-products.spent/(cpuSeconds()-began)))
	}
	b.ReportMetric(median(others), "%other")
}

// BenchmarkTogether compares, in turn, work on two cores with the same work on
// one: a large network on two threads, and two networks side by side. Only the
// time that passes shows that, so nothing else may run on the machine.
func BenchmarkTogether(b *testing.B) {
	if runtime.NumCPU() < 2 {
		b.Skip("one core")
	}
	large := benchShapes[3]
	b.Run("one network on two cores/rnn "+shapeName(large), func(b *testing.B) {
		n, step := stepper(RNN{}, large)
		threads := func(t int) func() { return func() { n.SetThreads(t); step() } }
		benchTimes(b, 1, threads(1), threads(2))
	})
	for _, s := range benchShapes {
		b.Run("two networks on two cores/rnn "+shapeName(s), func(b *testing.B) {
			_, first := stepper(RNN{}, s)
			_, second := stepper(RNN{}, s)
			steps := max(1, int(2e9/benchConfig(RNN{}, s).Flops(s[2], s[3])))
			repeat := func(step func()) func() {
				return func() {
					for range steps {
						step()
					}
				}
			}
			benchTimes(b, 2, repeat(first), func() {
				var other sync.WaitGroup
				other.Go(repeat(second))
				repeat(first)()
				other.Wait()
			})
		})
	}
}

// benchTimes reports how many times as much two cores do as one, when the work
// of two is work times that of one.
func benchTimes(b *testing.B, work float64, one, two func()) {
	var ratios []float64
	seconds := func(f func()) float64 {
		began := time.Now()
		f()
		return time.Since(began).Seconds()
	}
	for b.Loop() {
		alone := seconds(one)
		ratios = append(ratios, work*alone/seconds(two))
	}
	b.ReportMetric(median(ratios), "times-one")
}

func shapeName(s [4]int) string { return fmt.Sprintf("%d,%d,%d,%d", s[0], s[1], s[2], s[3]) }

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// rate is operations per second of this thread's processor time of f, which
// returns how many it did.
func rate(f func() float64) float64 {
	began := cpuSeconds()
	done := f()
	return done / (cpuSeconds() - began)
}

// timed is fast with a clock around its matrix products and packing.
type timed struct {
	*fast
	spent float64 // seconds
}

func (k *timed) clock(f func()) {
	began := cpuSeconds()
	f()
	k.spent += cpuSeconds() - began
}

func (k *timed) pack(w *matrix[float32]) { k.clock(func() { k.fast.pack(w) }) }

func (k *timed) forward(rows int, x []float32, ldx int, w *matrix[float32], beta float32, y []float32, ldy int) {
	k.clock(func() { k.fast.forward(rows, x, ldx, w, beta, y, ldy) })
}

func (k *timed) backward(rows int, dy []float32, lddy int, w *matrix[float32], beta float32, dx []float32, lddx int) {
	k.clock(func() { k.fast.backward(rows, dy, lddy, w, beta, dx, lddx) })
}

func (k *timed) outer(rows int, x []float32, ldx int, dy []float32, lddy int, w *matrix[float32]) {
	k.clock(func() { k.fast.outer(rows, x, ldx, dy, lddy, w) })
}
