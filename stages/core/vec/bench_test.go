package vec

import (
	"math/rand/v2"
	"runtime"
	"testing"
)

// BenchmarkVec reports nanoseconds of processor time per 1000 elements, for 256
// rows of 512.
func BenchmarkVec(b *testing.B) {
	const rows, n = 256, 512
	r := rand.New(rand.NewPCG(1, 2))
	s := make([][]float32, operands)
	for i := range s {
		s[i] = Make(rows * n)
	}
	fill := func() {
		for _, x := range s {
			for i := range x {
				x[i] = r.Float32()
			}
		}
	}
	v, w, loss := Make(2*rows), Make(2*n), make([]float64, rows)
	eachRow := func(f func(row [][]float32)) {
		var row [operands][]float32
		for i := range rows {
			for j := range s {
				row[j] = s[j][i*n : (i+1)*n]
			}
			f(row[:])
		}
	}
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"Relu", func() { Relu(s[0], s[1]) }},
		{"ReluGrad", func() { ReluGrad(s[0], s[1], s[2]) }},
		{"Tanh", func() { Tanh(s[0], s[1]) }},
		{"Sigmoid", func() { Sigmoid(s[0], s[1]) }},
		{"Exp", func() { Exp(s[0], s[1]) }},
		{"MulMulAdd", func() { MulMulAdd(s[0], s[1], s[2], s[3], s[4]) }},
		{"LerpGrad", func() { LerpGrad(s[0], s[1], s[2], s[3], s[4], s[5], s[6]) }},
		{"SumSquares", func() { SumSquares(s[0]) }},
		{"AddRows", func() { AddRows(w[:n], s[0]) }},
		{"Rank2", func() { Rank2(s[0], v, w) }},
		{"Rank2Grad", func() { Rank2Grad(w, v, s[0]) }},
		{"SoftmaxCrossEntropy", func() { SoftmaxCrossEntropy(s[0], s[1], n, 1, loss) }},
		{"SigmoidCrossEntropy", func() { SigmoidCrossEntropy(s[0], s[1], n, 1, loss) }},
		{"SquaredError", func() { SquaredError(s[0], s[1], n, 1, loss) }},
		{"Adam", func() { Adam(s[0], s[1], s[2], s[3], step) }},
		{"RMSprop", func() { RMSprop(s[0], s[1], s[2], step) }},
		{"EnergyDoS", func() {
			eachRow(func(row [][]float32) {
				f := Fields{s[2][:n], s[3][:n], s[4][:n], s[5][:n], s[6][:n], s[7][:n], inf}
				f.Energy(row[0], row[1], 0.2, 0.3)
				DoS(row[0], row[0], row[1])
			})
		}},
	} {
		fill()
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			start, count := cpuSeconds(), 0
			for b.Loop() {
				c.f()
				count++
			}
			used := cpuSeconds() - start
			b.ReportMetric(1e9*used/float64(count)/(rows*n/1000.0), "ns/1000")
		})
	}
}
