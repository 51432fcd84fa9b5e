package vec

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Here the functions meet their formulas, in float64 and by the standard
// library: the other tests only compare kernels with each other.

func random(r *rand.Rand, n int, lo, hi float64) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(lo + (hi-lo)*r.Float64())
	}
	return x
}

func close32(t *testing.T, what string, got []float32, want func(i int) float64, tol float64) {
	t.Helper()
	for i := range got {
		if w := want(i); !(math.Abs(float64(got[i])-w) <= tol*(1+math.Abs(w))) {
			t.Fatalf("%s: element %d is %g, want %g", what, i, got[i], w)
		}
	}
}

// softmax64 returns the softmax of sign*x.
func softmax64(x []float32, sign float64) []float64 {
	p, sum := make([]float64, len(x)), 0.0
	for i, v := range x {
		p[i] = math.Exp(sign * float64(v))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

const n = 53

func TestLosses(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	logits, y := random(r, n, -5, 5), random(r, n, 0, 1)
	soft := append([]float32{}, y...)
	Softmax(soft, n)
	p := softmax64(logits, 1)
	x, loss, want := append([]float32{}, logits...), make([]float64, 1), 0.0
	for i := range p {
		want -= float64(soft[i]) * math.Log(p[i])
	}
	SoftmaxCrossEntropy(x, soft, n, 0.25, loss)
	close32(t, "cross-entropy's gradient", x, func(i int) float64 { return 0.25 * (p[i] - float64(soft[i])) }, 1e-7)
	near(t, "cross-entropy", loss[0], want)

	copy(x, logits)
	SquaredError(x, y, n, 0.25, loss)
	want = 0
	for i := range y {
		want += math.Pow(float64(logits[i])-float64(y[i]), 2)
	}
	close32(t, "squared error's gradient", x, func(i int) float64 { return 0.25 * (float64(logits[i]) - float64(y[i])) }, 1e-7)
	near(t, "squared error", loss[0], want)

	copy(x, logits)
	SigmoidCrossEntropy(x, y, n, 0.25, loss)
	want = 0
	sig := func(i int) float64 { return 1 / (1 + math.Exp(-float64(logits[i]))) }
	for i := range y {
		want -= float64(y[i])*math.Log(sig(i)) + (1-float64(y[i]))*math.Log(1-sig(i))
	}
	close32(t, "binary cross-entropy's gradient", x, func(i int) float64 { return 0.25 * (sig(i) - float64(y[i])) }, 1e-7)
	near(t, "binary cross-entropy", loss[0], want)
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*math.Abs(want) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

func TestOptimisers(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	w, g, m, v := random(r, n, -1, 1), random(r, n, -1, 1), random(r, n, -1, 1), random(r, n, 0, 1)
	s := Step{Rate: 0.01, Beta1: 0.9, Beta2: 0.99, Epsilon: 1e-7, Decay: 0.1, Clip: 0.5}
	d := func(i int) float64 { return 0.5 * (float64(g[i]) + 0.1*float64(w[i])) }
	type state struct{ w, m, v []float32 }
	fresh := func() state {
		return state{append([]float32{}, w...), append([]float32{}, m...), append([]float32{}, v...)}
	}
	second := func(i int) float64 { return 0.99*float64(v[i]) + 0.01*d(i)*d(i) }
	down := func(step, square func(i int) float64) func(i int) float64 {
		return func(i int) float64 { return float64(w[i]) - 0.01*step(i)/(math.Sqrt(square(i))+1e-7) }
	}
	a := fresh()
	Adam(a.w, g, a.m, a.v, s)
	first := func(i int) float64 { return 0.9*float64(m[i]) + 0.1*d(i) }
	close32(t, "Adam's mean", a.m, first, 2e-7)
	close32(t, "Adam's square", a.v, second, 2e-7)
	close32(t, "Adam", a.w, down(first, second), 2e-7)
	a = fresh()
	RMSprop(a.w, g, a.v, s)
	close32(t, "RMSprop", a.w, down(d, second), 2e-7)
	a = fresh()
	Adagrad(a.w, g, a.v, s)
	close32(t, "Adagrad", a.w, down(d, func(i int) float64 { return float64(v[i]) + d(i)*d(i) }), 2e-7)
	a = fresh()
	SGD(a.w, g, s)
	close32(t, "SGD", a.w, func(i int) float64 { return float64(w[i]) - 0.01*d(i) }, 2e-7)
}

func TestPlaceCodes(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	f := Fields{
		X: random(r, n, -1.1, 1.1), Y: random(r, n, -1.1, 1.1), XX: random(r, n, 1, 30), XY: random(r, n, -1, 1),
		YY: random(r, n, 1, 30), Ratio: random(r, n, 0.1, 0.9), Period: 2.2,
	}
	e, s := make([]float32, n), make([]float32, n)
	f.Energy(e, s, 0.9, -1)
	short := func(d float64) float64 { return d - 2.2*math.Round(d/2.2) }
	energy := func(i int) float64 {
		dx, dy := short(0.9-float64(f.X[i])), short(-1-float64(f.Y[i]))
		return float64(f.XX[i])*dx*dx + float64(f.XY[i])*dx*dy + float64(f.YY[i])*dy*dy
	}
	close32(t, "energy", e, energy, 3e-6)
	close32(t, "surround", s, func(i int) float64 { return float64(f.Ratio[i]) * energy(i) }, 3e-6)

	p, q := softmax64(e, -1), softmax64(s, -1)
	dst := make([]float32, n)
	SoftmaxNeg(dst, e)
	close32(t, "softmax", dst, func(i int) float64 { return p[i] }, 1e-7)
	DoS(dst, e, append([]float32{}, s...))
	close32(t, "DoS", dst, shifted(func(i int) float64 { return p[i] - q[i] }), 1e-7)
	DoG(dst, e, append([]float32{}, s...), 1.5, 0.5)
	close32(t, "DoG", dst, shifted(func(i int) float64 {
		return 1.5*math.Exp(-float64(e[i])) - 0.5*math.Exp(-float64(s[i]))
	}), 1e-7)
}

// shifted adds |minimum| and divides by the sum, over n cells.
func shifted(f func(i int) float64) func(i int) float64 {
	lowest, sum := math.Inf(1), 0.0
	for i := range n {
		lowest = math.Min(lowest, f(i))
	}
	for i := range n {
		sum += f(i) + math.Abs(lowest)
	}
	return func(i int) float64 { return (f(i) + math.Abs(lowest)) / sum }
}

func TestDrives(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 9))
	v, w, x, g := random(r, 6, -1, 1), random(r, 2*n, -1, 1), make([]float32, 3*n), make([]float32, 2*n)
	drive := func(i int) float64 {
		return float64(v[i/n*2])*float64(w[i%n]) + float64(v[i/n*2+1])*float64(w[n+i%n])
	}
	Rank2(x, v, w)
	close32(t, "Rank2", x, drive, 1e-7)
	Rank2Add(x, v, w)
	close32(t, "Rank2Add", x, func(i int) float64 { return 2 * drive(i) }, 2e-7)
	Rank2Grad(g, v, x)
	close32(t, "Rank2Grad", g, func(i int) float64 {
		s := 0.0
		for k := range 3 {
			s += float64(v[2*k+i/n]) * float64(x[k*n+i%n])
		}
		return s
	}, 3e-7)
	sums := make([]float32, n)
	AddRows(sums, x)
	close32(t, "AddRows", sums, func(j int) float64 { return float64(x[j]) + float64(x[n+j]) + float64(x[2*n+j]) }, 3e-7)
}

// What the documentation says of NaN and of empty slices.
func TestSpecial(t *testing.T) {
	nan := float32(math.NaN())
	everyKernel(t, func(t *testing.T) {
		x := random(rand.New(rand.NewPCG(5, 9)), 40, -1, 1)
		x[3], x[39] = nan, nan
		y := make([]float32, 40)
		Relu(y, x)
		if y[3] == y[3] || y[39] == y[39] {
			t.Error("Relu lost a NaN")
		}
		if m := Max(x); m != m || math.IsInf(float64(m), 0) {
			t.Errorf("Max with NaNs is %g", m)
		}
		Softmax(x, 40)
		for _, v := range x {
			if v == v {
				t.Fatal("Softmax of a row with a NaN has numbers")
			}
		}
		if Max(nil) != float32(math.Inf(-1)) || Min(nil) != float32(math.Inf(1)) {
			t.Error("reductions of nothing")
		}
	})
}
