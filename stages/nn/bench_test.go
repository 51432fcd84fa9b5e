package nn

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"nofreelunch/stages/blas"
)

// benchShapes are (Ng, Np, B, T): laptop profiles first, the published one last.
var benchShapes = [][4]int{{128, 256, 100, 10}, {256, 256, 100, 10}, {512, 512, 200, 20}, {1024, 512, 200, 20}}

// BenchmarkStep times whole training steps, in turn with a loop of fused
// multiply-adds that shows the processor's peak: medians of ms, GFLOP/s of the
// matrix products and their fraction of one core's peak; and the share of the
// time in which no product or packing runs.
func BenchmarkStep(b *testing.B) {
	for _, cell := range []Cell{RNN, SRNN, UGRNN, GRU, LSTM} {
		for _, s := range benchShapes {
			if cell != RNN && s[0] > 512 && os.Getenv("NOFREELUNCH_LONG") == "" {
				continue
			}
			b.Run(fmt.Sprintf("%s/%d,%d,%d,%d", cell, s[0], s[1], s[2], s[3]), func(b *testing.B) { benchStep(b, cell, s, 1) })
		}
	}
	s := benchShapes[3]
	b.Run("rnn/1024,512,200,20/2 threads", func(b *testing.B) { benchStep(b, RNN, s, 2) })
}

func benchConfig(cell Cell, s [4]int) Config {
	return Config{
		Cell: cell, Activation: Relu, Initialiser: GlorotUniform, Units: s[0], Outputs: s[1], Loss: CrossEntropy,
		WeightDecay: 1e-4, EncoderScale: 1, DecoderScale: 1,
	}
}

func benchStep(b *testing.B, cell Cell, s [4]int, threads int) {
	c := benchConfig(cell, s)
	n := New32(c, s[2], s[3])
	products := &timed{fast: newFast()}
	n.Init(1)
	n.SetThreads(threads)
	down := n.Descend(AdamRule())
	batch := randomBatch[float32](c, s[2], s[3], 1)
	n.Gradient(batch, 1, 0)
	var rates, ratios []float64
	b.ReportAllocs()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		peak := rate(func() float64 { return blas.FMALoop(20000) })
		got := rate(func() float64 {
			n.Gradient(batch, 1, 0)
			down.Step(1e-4)
			return c.Flops(s[2], s[3])
		})
		rates, ratios = append(rates, got), append(ratios, got/peak)
	}
	slices.Sort(rates)
	slices.Sort(ratios)
	middle := rates[len(rates)/2]
	b.ReportMetric(1e3*c.Flops(s[2], s[3])/middle, "ms/step")
	b.ReportMetric(middle/1e9, "GFLOP/s")
	b.ReportMetric(ratios[len(ratios)/2], "of-peak")
	b.StopTimer()

	// The share of time outside products, from one more step under a clock.
	n.SetThreads(1)
	n.k = products
	began := time.Now()
	for range 3 {
		n.Gradient(batch, 1, 0)
		down.Step(1e-4)
	}
	b.ReportMetric(100*(1-products.spent.Seconds()/time.Since(began).Seconds()), "%other")
}

// rate is operations per second of f, which returns how many it did.
func rate(f func() float64) float64 {
	began := time.Now()
	done := f()
	return done / time.Since(began).Seconds()
}

// timed is fast with a clock around its matrix products and packing.
type timed struct {
	*fast
	spent time.Duration
}

func (k *timed) clock(f func()) {
	began := time.Now()
	f()
	k.spent += time.Since(began)
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
