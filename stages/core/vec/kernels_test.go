package vec

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nofreelunch/stages/core/kernel"
)

// everyKernel runs f with each instruction set this machine has.
func everyKernel(t *testing.T, f func(t *testing.T)) {
	before := kernel.Active()
	defer func() { _ = kernel.Set(before) }()
	for _, name := range kernel.Names() {
		if err := kernel.Set(name); err != nil {
			t.Fatal(err)
		}
		t.Run(name, f)
	}
}

func ret(x ...float64) []float64 { return x }

var step = Step{Rate: 1e-3, Beta1: 0.9, Beta2: 0.999, Epsilon: 1e-7, Decay: 2e-4, Clip: 0.9}

func losses(x []float32, f func(loss []float64)) []float64 {
	l := make([]float64, min(1, len(x)))
	f(l)
	return l
}

// functions are all functions of the package as maps of up to seven slices of
// one length; what they return is compared too.
var functions = map[string]func(s [][]float32) []float64{
	"Relu":        func(s [][]float32) []float64 { Relu(s[0], s[1]); return nil },
	"ReluGrad":    func(s [][]float32) []float64 { ReluGrad(s[0], s[1], s[2]); return nil },
	"Tanh":        func(s [][]float32) []float64 { Tanh(s[0], s[1]); return nil },
	"TanhGrad":    func(s [][]float32) []float64 { TanhGrad(s[0], s[1], s[2]); return nil },
	"Sigmoid":     func(s [][]float32) []float64 { Sigmoid(s[0], s[1]); return nil },
	"SigmoidGrad": func(s [][]float32) []float64 { SigmoidGrad(s[0], s[1], s[2]); return nil },
	"Exp":         func(s [][]float32) []float64 { Exp(s[0], s[1]); return nil },
	"Add":         func(s [][]float32) []float64 { Add(s[0], s[1], s[2]); return nil },
	"Sub":         func(s [][]float32) []float64 { Sub(s[0], s[1], s[2]); return nil },
	"Mul":         func(s [][]float32) []float64 { Mul(s[0], s[1], s[2]); return nil },
	"MulAdd":      func(s [][]float32) []float64 { MulAdd(s[0], s[1], s[2]); return nil },
	"MulMulAdd":   func(s [][]float32) []float64 { MulMulAdd(s[0], s[1], s[2], s[3], s[4]); return nil },
	"Scale":       func(s [][]float32) []float64 { Scale(s[0], 0.7, s[1]); return nil },
	"Axpy":        func(s [][]float32) []float64 { Axpy(s[0], -1.3, s[1]); return nil },
	"Lerp":        func(s [][]float32) []float64 { Lerp(s[0], s[1], s[2], s[3]); return nil },
	"LerpGrad":    func(s [][]float32) []float64 { LerpGrad(s[0], s[1], s[2], s[3], s[4], s[5], s[6]); return nil },
	"AddRow":      func(s [][]float32) []float64 { AddRow(s[0], s[1]); return nil },
	"AddRows":     func(s [][]float32) []float64 { AddRows(s[0], s[1]); return nil },
	"SumSquares":  func(s [][]float32) []float64 { return ret(SumSquares(s[0])) },
	"Dot":         func(s [][]float32) []float64 { return ret(Dot(s[0], s[1])) },
	"Max":         func(s [][]float32) []float64 { return ret(float64(Max(s[0]))) },
	"Min":         func(s [][]float32) []float64 { return ret(float64(Min(s[0]))) },
	"Softmax":     func(s [][]float32) []float64 { Softmax(s[0], len(s[0])); return nil },
	"SoftmaxCrossEntropy": func(s [][]float32) []float64 {
		return losses(s[0], func(l []float64) { SoftmaxCrossEntropy(s[0], s[1], len(s[0]), 0.3, l) })
	},
	"SquaredError": func(s [][]float32) []float64 {
		return losses(s[0], func(l []float64) { SquaredError(s[0], s[1], len(s[0]), 0.3, l) })
	},
	"SigmoidCrossEntropy": func(s [][]float32) []float64 {
		return losses(s[0], func(l []float64) { SigmoidCrossEntropy(s[0], s[1], len(s[0]), 0.3, l) })
	},
	"Rank2":     func(s [][]float32) []float64 { Rank2(s[0], velocity, joined(s[1], s[2])); return nil },
	"Rank2Add":  func(s [][]float32) []float64 { Rank2Add(s[0], velocity, joined(s[1], s[2])); return nil },
	"Rank2Grad": rank2Grad,
	"Adam":      func(s [][]float32) []float64 { Adam(s[0], s[1], s[2], s[3], step); return nil },
	"RMSprop":   func(s [][]float32) []float64 { RMSprop(s[0], s[1], s[2], step); return nil },
	"Adagrad":   func(s [][]float32) []float64 { Adagrad(s[0], s[1], s[2], step); return nil },
	"SGD":       func(s [][]float32) []float64 { SGD(s[0], s[1], step); return nil },
	"Energy":    func(s [][]float32) []float64 { fields(s, inf).Energy(s[0], s[1], 0.3, -0.8); return nil },
	"Energy periodic": func(s [][]float32) []float64 {
		fields(s, 2.2).Energy(s[0], s[1], 0.3, -0.8)
		return nil
	},
	"Nearest":    func(s [][]float32) []float64 { fields(s, 2.2).Nearest(s[0], s[1], 0.3, -0.8); return nil },
	"SoftmaxNeg": func(s [][]float32) []float64 { SoftmaxNeg(s[0], s[1]); return nil },
	"DoS":        func(s [][]float32) []float64 { DoS(s[0], s[1], s[2]); return nil },
	"DoG":        func(s [][]float32) []float64 { DoG(s[0], s[1], s[2], 1, 0.8); return nil },
}

var (
	inf      = float32(math.Inf(1))
	velocity = []float32{0.4, -1.7}
)

func joined(a, b []float32) []float32 { return append(slices.Clone(a), b...) }

func rank2Grad(s [][]float32) []float64 {
	g := joined(s[0], s[1])
	Rank2Grad(g, velocity, s[2])
	copy(s[0], g)
	copy(s[1], g[len(s[0]):])
	return nil
}

func fields(s [][]float32, period float32) *Fields {
	return &Fields{X: s[2], Y: s[3], XX: s[4], XY: s[5], YY: s[6], Ratio: s[7], Period: period}
}

// names in a fixed order.
func names() []string {
	var n []string
	for name := range functions {
		n = append(n, name)
	}
	slices.Sort(n)
	return n
}

const (
	operands = 8
	band     = 19 // guard values on both sides
)

// draw returns a slice between guard bands, off values from alignment. kind 0
// is moderate, 1 wide in exponent, 2 full of special values.
func draw(r *rand.Rand, n, off, kind int) (whole, inner []float32) {
	whole = Make(n + 2*band + off)
	for i := range whole {
		v := 2 * r.NormFloat64()
		switch {
		case kind == 1:
			v *= math.Exp(20 * r.NormFloat64())
		case kind == 2 && r.IntN(3) == 0:
			v = special[r.IntN(len(special))]
		}
		whole[i] = float32(v)
	}
	return whole, whole[band+off:][:n:n]
}

var special = []float64{
	0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1e-45, -1e-45, 1e-40, 1.1754944e-38,
	3.4028235e38, -3.4028235e38, 88.7, 88.73, 89, 104, -87.3, -103.9, -104, -1000, 0.625, 1, -1,
}

// call runs function name on operands that depend only on the other arguments.
func call(name string, n, off, kind int) (mem [][]float32, out []float64) {
	r := rand.New(rand.NewPCG(uint64(n), uint64(kind)))
	s := make([][]float32, operands)
	mem = make([][]float32, operands)
	for i := range s {
		mem[i], s[i] = draw(r, n, off, kind)
	}
	out = functions[name](s)
	return mem, out
}

func equal(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

func compare(t *testing.T, what string, mem, want [][]float32, out, wantOut []float64) {
	t.Helper()
	for i := range out {
		if !equal(out[i], wantOut[i]) {
			t.Fatalf("%s: returned %x, want %x", what, out[i], wantOut[i])
		}
	}
	for i := range mem {
		for j := range mem[i] {
			if !equal(float64(mem[i][j]), float64(want[i][j])) {
				t.Fatalf("%s: operand %d element %d is %x, want %x", what, i, j-band, mem[i][j], want[i][j])
			}
		}
	}
}

// Every kernel gives the portable kernel's bits for all tails, alignments and
// special values, and writes nowhere else.
func TestEveryKernelGivesTheSameBits(t *testing.T) {
	before := kernel.Active()
	defer func() { _ = kernel.Set(before) }()
	for _, name := range names() {
		for n := range 3*width + 2 {
			for kind := range 3 {
				off := (n + kind) % 5
				_ = kernel.Set("portable")
				want, wantOut := call(name, n, off, kind)
				for _, k := range kernel.Names() {
					_ = kernel.Set(k)
					mem, out := call(name, n, off, kind)
					compare(t, fmt.Sprintf("%s %s n=%d kind=%d", k, name, n, kind), mem, want, out, wantOut)
				}
			}
		}
	}
}

// Slices longer than one call of assembly, and than one chunk of a reduction.
func TestLongSlices(t *testing.T) {
	before := kernel.Active()
	defer func() { _ = kernel.Set(before) }()
	for _, name := range names() {
		n := atOnce*width + chunk + 21
		_ = kernel.Set("portable")
		want, wantOut := call(name, n, 1, 0)
		for _, k := range kernel.Names()[:len(kernel.Names())-1] {
			_ = kernel.Set(k)
			mem, out := call(name, n, 1, 0)
			compare(t, k+" "+name, mem, want, out, wantOut)
		}
	}
}

// dst may be any of the inputs.
func TestAliasing(t *testing.T) {
	x, y, z, w := make([]float32, 37), make([]float32, 37), make([]float32, 37), make([]float32, 37)
	fill := func() {
		r := rand.New(rand.NewPCG(1, 1))
		for _, s := range [][]float32{x, y, z, w} {
			for i := range s {
				s[i] = float32(r.NormFloat64())
			}
		}
	}
	dst := make([]float32, 37)
	everyKernel(t, func(t *testing.T) {
		for name, f := range map[string][2]func(d []float32){
			"Tanh":      {func(d []float32) { Tanh(d, x) }, func([]float32) { Tanh(x, x) }},
			"Add":       {func(d []float32) { Add(d, y, x) }, func([]float32) { Add(x, y, x) }},
			"Lerp":      {func(d []float32) { Lerp(d, y, z, x) }, func([]float32) { Lerp(x, y, z, x) }},
			"MulMulAdd": {func(d []float32) { MulMulAdd(d, y, z, x, w) }, func([]float32) { MulMulAdd(x, y, z, x, w) }},
			"LerpGrad": {
				func(d []float32) { LerpGrad(d, make([]float32, 37), make([]float32, 37), x, y, z, w) },
				func([]float32) { LerpGrad(x, y, w, x, y, z, w) },
			},
		} {
			fill()
			f[0](dst)
			fill()
			f[1](nil)
			if !slices.Equal(dst, x) && name != "Log" {
				t.Errorf("%s in place differs", name)
			}
		}
	})
}

func TestNoAllocation(t *testing.T) {
	s := make([][]float32, operands)
	for i := range s {
		s[i] = Make(50)
	}
	loss := make([]float64, 1)
	everyKernel(t, func(t *testing.T) {
		if n := testing.AllocsPerRun(5, func() {
			Tanh(s[0], s[1])
			Dot(s[0], s[1])
			Max(s[0])
			SoftmaxCrossEntropy(s[0], s[1], 50, 1, loss)
			Rank2(s[0][:25], velocity, s[1])
			Adam(s[0], s[1], s[2], s[3], step)
			DoS(s[0], s[1], s[2])
		}); n != 0 {
			t.Errorf("%g allocations", n)
		}
	})
}

func TestPanics(t *testing.T) {
	a, b := make([]float32, 3), make([]float32, 4)
	for _, c := range []struct {
		want string
		f    func()
	}{
		{badLength, func() { Relu(a, b) }},
		{badLength, func() { Adam(a, a, a, b, step) }},
		{badLength, func() { Rank2(a, b, b) }},
		{badLength, func() { SquaredError(b, b, 2, 1, []float64{1}) }},
		{badRow, func() { Softmax(b, 3) }},
		{badRow, func() { Softmax(b, 0) }},
		{badSize, func() { Softmax(b, -1) }},
		{badSize, func() { Make(-1) }},
	} {
		func() {
			defer func() {
				if got := recover(); got != c.want {
					t.Errorf("panic %v, want %q", got, c.want)
				}
			}()
			c.f()
		}()
	}
}
